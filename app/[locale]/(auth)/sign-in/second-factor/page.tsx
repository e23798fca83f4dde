import { getTranslations } from 'next-intl/server';
import { redirect } from 'next/navigation';
import { guardedPage } from '@/app/_server/guarded-page';
import { pageRequest } from '@/app/_server/request';
import { readSessionToken } from '@/app/_server/session-cookie';
import { formTexts } from '@/components/forms/form-texts';
import { safeReturnPath, securityView } from '@/lib/auth';
import { hostBrand } from '../../auth-brand';
import { AuthPage } from '../../AuthPage';
import { FieldsForm } from '../../FieldsForm';
import { PasskeyButton } from '../../PasskeyButton';
import { answerPasskey, questionPasskey, showSecondFactor } from '../../ways-actions';

type Props = Readonly<{ searchParams: Promise<Record<string, string | string[] | undefined>> }>;

/** Asks for the second factor of somebody who has one and has come in by the first. */
async function SecondFactorPage({ searchParams }: Props) {
  const [brand, t, form, { locale }, query, token] = await Promise.all([
    hostBrand(),
    getTranslations('auth.second'),
    getTranslations('form'),
    pageRequest(),
    searchParams,
    readSessionToken(),
  ]);
  const view = token ? await securityView(token) : null;
  if (!view) redirect(`/${locale}/sign-in`);
  const wish = safeReturnPath(query.next);
  if (view.held !== 'verify') redirect(wish ?? `/${locale}/account/security`);
  const recovery = query.use === 'recovery' && view.totpSince !== null;
  const here = (use: string): string =>
    `/${locale}/sign-in/second-factor?${new URLSearchParams({ ...(use ? { use } : {}), ...(wish ? { next: wish } : {}) })}`;
  const kind = recovery ? 'recovery' : 'totp';
  const title = t('title');
  return (
    <AuthPage brand={brand}>
      <h1>{title}</h1>
      {view.totpSince ? (
        <>
          <p className="lead">{t(`${kind}Lead`)}</p>
          <FieldsForm
            id="second"
            action={showSecondFactor}
            fields={[
              {
                name: 'code',
                kind: 'code',
                label: t(`${kind}Label`),
                hint: t(`${kind}Hint`),
                ...(recovery ? {} : { autoComplete: 'one-time-code' }),
              },
            ]}
            hidden={{ kind, ...(wish ? { next: wish } : {}) }}
            submit={t('submit')}
            pending={t('pending')}
            titles={{ plain: title, error: form('errorTitle', { title }) }}
            texts={formTexts((key) => form.raw(key))}
          />
          <p>
            <a href={here(recovery ? '' : 'recovery')}>{recovery ? t('useTotp') : t('useRecovery')}</a>
          </p>
        </>
      ) : (
        <title>{title}</title>
      )}
      {view.passkeys.length > 0 ? (
        <PasskeyButton
          ask={questionPasskey}
          answer={answerPasskey}
          values={{ raise: '1' }}
          next={wish ?? undefined}
          label={t('passkey')}
          pending={t('pending')}
          failed={t('passkeyFailed')}
        />
      ) : null}
      {view.passkeys.length > 0 && !view.totpSince ? (
        <noscript>
          <p>{t('passkeyNeedsScript')}</p>
        </noscript>
      ) : null}
      <p>
        <a href={`/${locale}/sign-out`}>{t('signOut')}</a>
      </p>
    </AuthPage>
  );
}

export default guardedPage(SecondFactorPage);
