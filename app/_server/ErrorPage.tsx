import { getTranslations } from 'next-intl/server';
import { AuthShell } from '@/components/layout/AuthShell';
import { Ltr } from '@/components/ui/Ltr';
import { houseTheme } from '@/lib/branding';
import { pageFrame } from './page-frame';
import { pageRequest } from './request';

/** What a person sees when a page failed on our side. Trying again is a plain link to the same address. */
export async function ErrorPage({ reference }: Readonly<{ reference: string }>) {
  const [t, frame, { locale, path }] = await Promise.all([getTranslations('system.error'), pageFrame(), pageRequest()]);
  return (
    <AuthShell brand={houseTheme} {...frame}>
      <title>{t('title')}</title>
      <div className="stack">
        <h1>{t('title')}</h1>
        <p>{t('cause')}</p>
        <p>{t('answers')}</p>
        <p className="cluster">
          <a href={path || `/${locale}`} className="button" data-variant="primary">
            {t('retry')}
          </a>
          <a href={`/${locale}`}>{t('home')}</a>
        </p>
        <p className="muted small">{t.rich('reference', { id: reference, ltr: (id) => <Ltr code>{id}</Ltr> })}</p>
      </div>
    </AuthShell>
  );
}
