import { getTranslations } from 'next-intl/server';
import { redirect } from 'next/navigation';
import { guardedPage } from '@/app/_server/guarded-page';
import { pageRequest, partnerOfHost } from '@/app/_server/request';
import { formTexts } from '@/components/forms/form-texts';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { findProviders, safeReturnPath } from '@/lib/auth';
import { config } from '@/lib/platform/config';
import { hostBrand } from '../../auth-brand';
import { AuthPage } from '../../AuthPage';
import { FieldsForm } from '../../FieldsForm';
import { startSso } from '../../ways-actions';

type Props = Readonly<{ searchParams: Promise<Record<string, string | string[] | undefined>> }>;

const refusals = ['sso_expired', 'sso_failed', 'sso_no_account', 'rate_limited', 'internal'] as const;

/** Single sign-on: the domain of the address says whose. Also where a sign-in elsewhere ends that did not work. */
async function SsoPage({ searchParams }: Props) {
  const [brand, t, signIn, form, errors, request, query] = await Promise.all([
    hostBrand(),
    getTranslations('auth.ways'),
    getTranslations('auth.signIn'),
    getTranslations('form'),
    getTranslations('errors'),
    pageRequest(),
    searchParams,
  ]);
  const wish = safeReturnPath(query.next);
  // Providers send people back to the public address, and the cookie that they must bring is kept by the host that set it.
  if (partnerOfHost(request.host) !== null) {
    const next = wish === null ? '' : `?next=${encodeURIComponent(wish)}`;
    redirect(`${config().publicUrl}/${request.locale}/sign-in/sso${next}`);
  }
  const email = typeof query.email === 'string' ? query.email.slice(0, 320) : '';
  const refused = refusals.find((code) => code === query.refused);
  const found = email ? await findProviders({ email, partnerSlug: null, ip: request.address }) : null;
  const choices = found?.ok && found.value.length > 1 ? found.value : [];
  const title = t('ssoTitle');
  const hidden: Readonly<Record<string, string>> = wish === null ? {} : { next: wish };
  const texts = formTexts((key) => form.raw(key));
  return (
    <AuthPage brand={brand}>
      <h1>{title}</h1>
      {refused ? (
        <InsetNotice tone="error" role="alert" title={errors(`${refused}.title`)}>
          <p>{errors(`${refused}.cause`, { retryAfterSeconds: 60 })}</p>
          <p>{errors(`${refused}.remedy`, { retryAfterSeconds: 60 })}</p>
        </InsetNotice>
      ) : null}
      {query.needed === '1' ? (
        <InsetNotice tone="info">
          <p>{t('ssoNeeded')}</p>
        </InsetNotice>
      ) : null}
      <p className="lead">{choices.length > 0 ? t('ssoChoose') : t('ssoLead')}</p>
      {choices.length > 0 ? (
        choices.map(({ tenantId, name }) => (
          <FieldsForm
            key={tenantId}
            id={`sso-${tenantId}`}
            action={startSso}
            fields={[]}
            hidden={{ ...hidden, email, tenantId }}
            submit={name}
            pending={t('pending')}
            variant="secondary"
            texts={texts}
          />
        ))
      ) : (
        <FieldsForm
          id="sso"
          action={startSso}
          fields={[{ name: 'email', kind: 'email', label: t('ssoEmail'), autoComplete: 'email', defaultValue: email }]}
          hidden={hidden}
          submit={t('ssoSubmit')}
          pending={t('pending')}
          titles={{ plain: title, error: form('errorTitle', { title }) }}
          texts={texts}
        />
      )}
      <p>
        <a href={`/${request.locale}/sign-in`}>{t('byMail')}</a>
      </p>
      <p className="muted">{signIn('emailHint')}</p>
    </AuthPage>
  );
}

export default guardedPage(SsoPage);
