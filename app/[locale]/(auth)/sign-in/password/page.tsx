import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { pageRequest } from '@/app/_server/request';
import { formTexts } from '@/components/forms/form-texts';
import { safeReturnPath } from '@/lib/auth';
import { hostBrand } from '../../auth-brand';
import { AuthPage } from '../../AuthPage';
import { FieldsForm } from '../../FieldsForm';
import { enterPassword } from '../../ways-actions';

type Props = Readonly<{ searchParams: Promise<Record<string, string | string[] | undefined>> }>;

/** Address and password. A forgotten one is replaced by signing in with the e-mail. */
async function PasswordPage({ searchParams }: Props) {
  const [brand, t, signIn, form, { locale }, { next }] = await Promise.all([
    hostBrand(),
    getTranslations('auth.ways'),
    getTranslations('auth.signIn'),
    getTranslations('form'),
    pageRequest(),
    searchParams,
  ]);
  const wish = safeReturnPath(next);
  const security = encodeURIComponent(`/${locale}/account/security`);
  const title = t('passwordTitle');
  return (
    <AuthPage brand={brand}>
      <h1>{title}</h1>
      <FieldsForm
        id="password"
        action={enterPassword}
        fields={[
          { name: 'email', kind: 'email', label: signIn('email'), autoComplete: 'username' },
          { name: 'password', kind: 'password', label: t('passwordLabel'), autoComplete: 'current-password' },
        ]}
        hidden={wish === null ? {} : { next: wish }}
        submit={t('submit')}
        pending={t('pending')}
        titles={{ plain: title, error: form('errorTitle', { title }) }}
        texts={formTexts((key) => form.raw(key))}
      />
      <p>
        <a href={`/${locale}/sign-in?next=${security}`}>{t('forgotten')}</a>
      </p>
      <p>
        <a href={`/${locale}/sign-in${wish ? `?next=${encodeURIComponent(wish)}` : ''}`}>{t('byMail')}</a>
      </p>
    </AuthPage>
  );
}

export default guardedPage(PasswordPage);
