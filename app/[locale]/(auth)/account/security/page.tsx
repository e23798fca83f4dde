import { getTranslations } from 'next-intl/server';
import { redirect } from 'next/navigation';
import { guardedPage } from '@/app/_server/guarded-page';
import { currentSession } from '@/app/_server/page-actor';
import { pageRequest } from '@/app/_server/request';
import { readSessionToken } from '@/app/_server/session-cookie';
import { formTexts } from '@/components/forms/form-texts';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { Ltr } from '@/components/ui/Ltr';
import { passwordLength, safeReturnPath, securityView } from '@/lib/auth';
import { formatters } from '@/lib/i18n';
import { hostBrand } from '../../auth-brand';
import { AuthPage } from '../../AuthPage';
import { FieldsForm, type AuthField } from '../../FieldsForm';
import { choosePassword, dropPassword, removeCodes, renewCodes } from '../../ways-actions';
import { PasskeySection } from './PasskeySection';
import { SessionSection } from './SessionSection';

type Props = Readonly<{ searchParams: Promise<Record<string, string | string[] | undefined>> }>;

const doneKinds = ['password', 'passwordRemoved', 'codes', 'passkey', 'passkeyChanged', 'sessions'] as const;

/** One's own ways of signing in: password, second factor, passkeys, and where one is signed in. */
async function SecurityPage({ searchParams }: Props) {
  const [brand, t, form, { locale }, query, token, session] = await Promise.all([
    hostBrand(),
    getTranslations('auth.security'),
    getTranslations('form'),
    pageRequest(),
    searchParams,
    readSessionToken(),
    currentSession(),
  ]);
  const here = `/${locale}/account/security`;
  const view = token ? await securityView(token) : null;
  if (!view || !session) redirect(`/${locale}/sign-in?next=${encodeURIComponent(here)}`);
  if (view.held === 'verify') redirect(`/${locale}/sign-in/second-factor?next=${encodeURIComponent(here)}`);
  const texts = formTexts((key) => form.raw(key));
  const format = formatters({ locale, timeZone: 'UTC' });
  const done = doneKinds.find((kind) => kind === query.done);
  const wish = safeReturnPath(query.next);
  const pending = t('pending');
  const current: AuthField = {
    name: 'current',
    kind: 'password',
    label: t('current'),
    hint: t('currentHint'),
    autoComplete: 'current-password',
  };
  const chosen: AuthField = {
    name: 'next',
    kind: 'password',
    label: t('next'),
    hint: t('nextHint', { min: passwordLength.min }),
    autoComplete: 'new-password',
  };
  return (
    <AuthPage brand={brand}>
      <title>{t('title')}</title>
      <h1>{t('title')}</h1>
      <p>{t.rich('who', { email: session.email, ltr: (value) => <Ltr wrap>{value}</Ltr> })}</p>
      {done ? (
        <InsetNotice tone="success" role="status">
          <p>{t(`done.${done}`)}</p>
        </InsetNotice>
      ) : null}
      {view.held === 'enrol' ? (
        <InsetNotice tone="warning" role="status" title={t('enrolTitle')}>
          <p>{t('enrol')}</p>
        </InsetNotice>
      ) : null}
      {!view.mayChange ? (
        <InsetNotice tone="info">
          <p>{t('ssoOnly')}</p>
        </InsetNotice>
      ) : null}
      {view.held === null && wish ? (
        <p>
          <LinkButton href={wish} prefetch={false}>
            {t('goOn')}
          </LinkButton>
        </p>
      ) : null}

      <section className="stack" aria-labelledby="second">
        <h2 id="second">{t('codesTitle')}</h2>
        {view.totpSince ? (
          <>
            <p>{t('codesOn', { date: format.date(new Date(view.totpSince)) })}</p>
            <p>{t('recoveryLeft', { count: view.recoveryLeft })}</p>
            {view.mayChange ? (
              <>
                <FieldsForm
                  id="renew"
                  action={renewCodes}
                  fields={[]}
                  submit={t('recoveryRenew')}
                  pending={pending}
                  variant="secondary"
                  texts={texts}
                  once={{ title: t('onceTitle'), text: t('once'), go: t('onceGo'), href: here }}
                />
                <FieldsForm
                  id="codes-remove"
                  action={removeCodes}
                  fields={[]}
                  submit={t('codesRemove')}
                  pending={pending}
                  variant="quiet"
                  texts={texts}
                />
              </>
            ) : null}
          </>
        ) : (
          <>
            <p>{view.staff ? t('codesStaff') : t('codesOff')}</p>
            {view.mayChange ? (
              <p>
                <LinkButton
                  href={`${here}/codes${wish ? `?next=${encodeURIComponent(wish)}` : ''}`}
                  prefetch={false}
                  variant={view.held === 'enrol' ? 'primary' : 'secondary'}
                >
                  {t('codesSetUp')}
                </LinkButton>
              </p>
            ) : null}
          </>
        )}
      </section>

      <PasskeySection passkeys={view.passkeys} mayChange={view.mayChange} texts={texts} />

      <section className="stack" aria-labelledby="password">
        <h2 id="password">{t('passwordTitle')}</h2>
        <p>
          {view.passwordChangedAt
            ? t('passwordOn', { date: format.date(new Date(view.passwordChangedAt)) })
            : t('passwordOff')}
        </p>
        {view.mayChange ? (
          <>
            <FieldsForm
              id="choose"
              action={choosePassword}
              fields={view.passwordChangedAt ? [current, chosen] : [chosen]}
              submit={t(view.passwordChangedAt ? 'passwordChange' : 'passwordSet')}
              pending={pending}
              variant="secondary"
              texts={texts}
            />
            {view.passwordChangedAt ? (
              <FieldsForm
                id="drop"
                action={dropPassword}
                fields={[current]}
                submit={t('passwordRemove')}
                pending={pending}
                variant="quiet"
                texts={texts}
              />
            ) : null}
          </>
        ) : null}
      </section>

      <SessionSection sessions={view.sessions} locale={locale} texts={texts} />
    </AuthPage>
  );
}

export default guardedPage(SecurityPage);
