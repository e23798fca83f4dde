import { getTranslations } from 'next-intl/server';
import { AuthShell } from '@/components/layout/AuthShell';
import { LinkButton } from '@/components/ui/LinkButton';
import { houseTheme } from '@/lib/branding';
import { pageFrame } from './page-frame';
import { pageRequest } from './request';

/** The same page for what does not exist and for what belongs to somebody else. */
export async function NotFoundPage() {
  const [t, frame, { locale }] = await Promise.all([getTranslations('system.notFound'), pageFrame(), pageRequest()]);
  return (
    <AuthShell brand={houseTheme} {...frame}>
      <title>{t('title')}</title>
      <div className="stack">
        <h1>{t('title')}</h1>
        <p>{t('cause')}</p>
        <p>{t('remedy')}</p>
        <p className="cluster">
          <LinkButton href={`/${locale}/sign-in`} prefetch={false}>
            {t('signIn')}
          </LinkButton>
          <LinkButton href={`/${locale}`} variant="secondary" prefetch={false}>
            {t('home')}
          </LinkButton>
        </p>
      </div>
    </AuthShell>
  );
}
