import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { pageRequest } from '@/app/_server/request';
import { LinkButton } from '@/components/ui/LinkButton';
import { hostBrand } from '../../auth-brand';
import { AuthPage } from '../../AuthPage';

/** Says that nothing was lost, and how to come back. */
async function SignedOutPage() {
  const [brand, t, { locale }] = await Promise.all([hostBrand(), getTranslations('auth.signOut'), pageRequest()]);
  return (
    <AuthPage brand={brand}>
      <title>{t('doneTitle')}</title>
      <h1>{t('doneTitle')}</h1>
      <p>{t('done')}</p>
      <p>
        <LinkButton href={`/${locale}/sign-in`} prefetch={false}>
          {t('signIn')}
        </LinkButton>
      </p>
    </AuthPage>
  );
}

export default guardedPage(SignedOutPage);
