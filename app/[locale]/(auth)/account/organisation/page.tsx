import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { pageActor } from '@/app/_server/page-actor';
import { formWords } from '@/app/[locale]/(staff)/_shell/form-words';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { Ltr } from '@/components/ui/Ltr';
import { readIdentityProvider, redirectUri } from '@/lib/auth';
import { formatters, toLocale } from '@/lib/i18n';
import { withTenant } from '@/lib/tenancy';
import { hostBrand } from '../../auth-brand';
import { AuthPage } from '../../AuthPage';
import { FieldsForm } from '../../FieldsForm';
import { saveProvider, tryProvider } from './actions';
import { ProviderForm } from './ProviderForm';

type Props = Readonly<{ searchParams: Promise<Record<string, string | string[] | undefined>> }>;

/** The own sign-in of one's organisation: set it up, test it, switch it on, make it the only one. */
async function OrganisationPage({ searchParams }: Props) {
  const [brand, t, texts, actor, { done }] = await Promise.all([
    hostBrand(),
    getTranslations('auth.organisation'),
    formWords(),
    pageActor(),
    searchParams,
  ]);
  const provider = await withTenant(actor, (tx) => readIdentityProvider(tx, actor));
  const title = t('title');
  if (!provider.ok) {
    return (
      <AuthPage brand={brand}>
        <title>{title}</title>
        <h1>{title}</h1>
        <p>{t('notYours')}</p>
      </AuthPage>
    );
  }
  const known = provider.value;
  const format = formatters({ locale: toLocale(actor.locale), timeZone: 'UTC' });
  const state = known?.isRequired ? 'required' : known?.isEnabled ? 'on' : 'off';
  return (
    <AuthPage brand={brand}>
      <title>{title}</title>
      <h1>{title}</h1>
      {done === 'saved' || done === 'tested' ? (
        <InsetNotice tone="success" role="status">
          <p>{t(`done.${done}`)}</p>
        </InsetNotice>
      ) : null}
      <p className="lead">{t('lead')}</p>
      <p>{t.rich('redirect', { uri: redirectUri(), ltr: (value) => <Ltr wrap>{value}</Ltr> })}</p>
      <ProviderForm
        action={saveProvider}
        tenantId={actor.tenantId}
        values={{
          name: known?.name ?? '',
          issuer: known?.issuer ?? '',
          clientId: known?.clientId ?? '',
          domains: known?.domains.join(' ') ?? '',
          state,
        }}
        sealed={known !== null}
        labels={{
          name: t('name'),
          nameHint: t('nameHint'),
          issuer: t('issuer'),
          issuerHint: t('issuerHint'),
          clientId: t('clientId'),
          clientSecret: t('clientSecret'),
          domains: t('domains'),
          domainsHint: t('domainsHint'),
          state: t('state'),
          off: t('off'),
          on: t('on'),
          required: t('required'),
          requiredHint: t('requiredHint'),
          submit: t('submit'),
          pending: t('pending'),
        }}
        texts={texts}
      />
      {known ? (
        <section className="stack" aria-labelledby="test">
          <h2 id="test">{t('testTitle')}</h2>
          <p>{known.testedAt ? t('tested', { time: format.dateTime(known.testedAt) }) : t('untested')}</p>
          <FieldsForm
            id="try"
            action={tryProvider}
            fields={[]}
            hidden={{ tenantId: actor.tenantId }}
            submit={t('test')}
            pending={t('testing')}
            variant="secondary"
            texts={texts}
          />
        </section>
      ) : null}
    </AuthPage>
  );
}

export default guardedPage(OrganisationPage);
