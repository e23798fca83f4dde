import { getTranslations } from 'next-intl/server';
import { redirect } from 'next/navigation';
import { guardedPage } from '@/app/_server/guarded-page';
import { currentSession } from '@/app/_server/page-actor';
import { pageRequest } from '@/app/_server/request';
import { deviceOwner } from '@/app/_server/device-owner';
import { ForgetDeviceDrafts } from '@/components/onboarding/ForgetDeviceDrafts';
import { Button } from '@/components/ui/Button';
import { Ltr } from '@/components/ui/Ltr';
import { signOut } from '../actions';
import { hostBrand } from '../auth-brand';
import { AuthPage } from '../AuthPage';

/** Asks before signing out: a link must not end a session, a button may. */
async function SignOutPage() {
  const [brand, t, session, { locale }] = await Promise.all([
    hostBrand(),
    getTranslations('auth.signOut'),
    currentSession(),
    pageRequest(),
  ]);
  if (!session) redirect(`/${locale}/sign-out/done`);
  return (
    <AuthPage brand={brand}>
      <title>{t('title')}</title>
      <h1>{t('title')}</h1>
      <p>{t.rich('lead', { email: session.email, ltr: (value) => <Ltr wrap>{value}</Ltr> })}</p>
      <form action={signOut}>
        <ForgetDeviceDrafts owner={deviceOwner(session.userId)} />
        <p>
          <Button>{t('submit')}</Button>
        </p>
      </form>
    </AuthPage>
  );
}

export default guardedPage(SignOutPage);
