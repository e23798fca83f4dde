import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { pageFrame } from '@/app/_server/page-frame';
import { pageRequest } from '@/app/_server/request';
import { setDocumentStatus } from '@/app/_server/response-status';
import { AuthShell } from '@/components/layout/AuthShell';
import { LinkButton } from '@/components/ui/LinkButton';
import { houseTheme } from '@/lib/branding';

/** For people whose part in a flow was withdrawn or has run out: what stays, and whom to ask. */
export default guardedPage(async () => {
  const [t, frame, { locale }] = await Promise.all([
    getTranslations('errors.access_ended'),
    pageFrame(),
    pageRequest(),
  ]);
  const home = await getTranslations('system.notFound');
  setDocumentStatus(403);
  return (
    <AuthShell brand={houseTheme} {...frame}>
      <title>{t('title')}</title>
      <div className="stack" data-state="access-ended">
        <h1>{t('title')}</h1>
        <p>{t('cause')}</p>
        <p>{t('remedy')}</p>
        <p>
          <LinkButton href={`/${locale}`} variant="secondary" prefetch={false}>
            {home('home')}
          </LinkButton>
        </p>
      </div>
    </AuthShell>
  );
});
