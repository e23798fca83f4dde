import { getTranslations } from 'next-intl/server';
import { redirect } from 'next/navigation';
import { guardedPage } from '@/app/_server/guarded-page';
import { pageRequest } from '@/app/_server/request';
import { Ltr } from '@/components/ui/Ltr';
import { viewSso } from '@/lib/auth';
import { hostBrand } from '../../../auth-brand';
import { AuthPage } from '../../../AuthPage';
import { readErrand } from '../../../browser-cookie';

/**
 * The step over the border: says where one goes on. A link, because the content policy lets our forms lead to our own
 * pages only, and because people should see the name of the host that will ask for their password.
 */
async function SsoGoPage() {
  const [brand, t, { locale }, token] = await Promise.all([
    hostBrand(),
    getTranslations('auth.ways'),
    pageRequest(),
    readErrand('sso'),
  ]);
  const view = await viewSso(token);
  if (!view) redirect(`/${locale}/sign-in/sso?refused=sso_expired`);
  return (
    <AuthPage brand={brand}>
      <title>{t('goTitle', { name: view.name })}</title>
      <h1>{t('goTitle', { name: view.name })}</h1>
      <p className="lead">
        {t.rich('goLead', { host: new URL(view.url).host, ltr: (value) => <Ltr wrap>{value}</Ltr> })}
      </p>
      <p>
        <a className="button" data-variant="primary" data-size="normal" href={view.url} rel="noreferrer">
          {t('go')}
        </a>
      </p>
    </AuthPage>
  );
}

export default guardedPage(SsoGoPage);
