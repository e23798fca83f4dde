import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { pageRequest } from '@/app/_server/request';
import { followLink } from '../../../actions';
import { hostBrand } from '../../../auth-brand';
import { AuthPage } from '../../../AuthPage';
import { OneButtonForm } from '../../../OneButtonForm';

type Props = Readonly<{ params: Promise<{ token: string }> }>;

/** Where the mailed link leads. Opening it does nothing: mail programs open links to look at them, people press a button. */
async function LinkPage({ params }: Props) {
  const [brand, t, check, { locale }, { token }] = await Promise.all([
    hostBrand(),
    getTranslations('auth.link'),
    getTranslations('auth.check'),
    pageRequest(),
    params,
  ]);
  return (
    <AuthPage brand={brand}>
      <title>{t('title')}</title>
      <h1>{t('title')}</h1>
      <p className="lead">{t('lead')}</p>
      <OneButtonForm
        action={followLink}
        hidden={{ token }}
        submit={t('submit')}
        pending={t('pending')}
        way={{ href: `/${locale}/sign-in`, label: check('again') }}
      />
    </AuthPage>
  );
}

export default guardedPage(LinkPage);
