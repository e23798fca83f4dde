import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { formTexts } from '@/components/forms/form-texts';
import { safeReturnPath } from '@/lib/auth';
import { askForMail } from '../actions';
import { hostBrand } from '../auth-brand';
import { AuthPage } from '../AuthPage';
import { KeptNotice } from '../KeptNotice';
import { OneFieldForm } from '../OneFieldForm';

type Props = Readonly<{ searchParams: Promise<Record<string, string | string[] | undefined>> }>;

/** Asks for the address; the answer is the same whoever it belongs to. */
async function SignInPage({ searchParams }: Props) {
  const [brand, t, form, { next, kept }] = await Promise.all([
    hostBrand(),
    getTranslations('auth.signIn'),
    getTranslations('form'),
    searchParams,
  ]);
  const title = t('title', { name: brand.name });
  const wish = safeReturnPath(next);
  return (
    <AuthPage brand={brand}>
      <h1>{title}</h1>
      {kept === undefined ? null : <KeptNotice />}
      <p className="lead">{t('lead')}</p>
      <OneFieldForm
        action={askForMail}
        field={{ name: 'email', label: t('email'), hint: t('emailHint') }}
        hidden={wish === null ? {} : { next: wish }}
        title={title}
        errorTitle={form('errorTitle', { title })}
        submit={t('submit')}
        pending={t('pending')}
        texts={formTexts((key) => form.raw(key))}
      />
    </AuthPage>
  );
}

export default guardedPage(SignInPage);
