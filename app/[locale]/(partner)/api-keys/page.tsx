import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { formWords } from '@/app/[locale]/(staff)/_shell/form-words';
import { Refused } from '@/app/[locale]/(staff)/_shell/Refused';
import { one, type SearchParams } from '@/app/[locale]/(staff)/_shell/search-params';
import { staffContext } from '@/app/[locale]/(staff)/_shell/staff-context';
import { StaffForm } from '@/app/[locale]/(staff)/_shell/StaffForm';
import { StaffPage } from '@/app/[locale]/(staff)/_shell/StaffPage';
import { DataTable } from '@/components/ui/DataTable';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { Ltr } from '@/components/ui/Ltr';
import { StatusTag } from '@/components/ui/StatusTag';
import { apiKeyPurposes, listApiKeys, type ApiKeyPurpose, type ApiKeyRow } from '@/lib/auth';
import { withTenant } from '@/lib/tenancy';
import { shownOnceTexts } from '../shown-once';
import { endApiKey, makeApiKey } from '../actions';
import { NewKeyForm } from './NewKeyForm';

type Props = Readonly<{ searchParams: SearchParams }>;

const lives = ['30', '90', '365'] as const;

/** The keys with which one's own systems use the REST door. */
async function ApiKeysPage({ searchParams }: Props) {
  const [t, staff, common, context, words, query] = await Promise.all([
    getTranslations('partner.keys'),
    getTranslations('staff'),
    getTranslations('common'),
    staffContext(),
    formWords(),
    searchParams,
  ]);
  const { actor, format, now, theme } = context;
  const title = t('title');
  const keys = await withTenant(actor, (tx) => listApiKeys(tx, actor));
  if (!keys.ok) return <Refused context={context} place="api-keys" title={title} refusal={keys.refusal} />;
  const stateOf = ({ revokedAt, expiresAt }: ApiKeyRow) =>
    revokedAt ? 'revoked' : expiresAt && expiresAt <= now ? 'expired' : 'live';
  return (
    <StaffPage context={context} place="api-keys" title={title} titleInForm>
      {one(query.done) === 'revoked' ? (
        <InsetNotice tone="success" role="status">
          {t('revokedNow')}
        </InsetNotice>
      ) : null}
      <p className="muted staff-narrow">{t('lead')}</p>
      {keys.value.length === 0 ? (
        <p>{t('empty')}</p>
      ) : (
        <DataTable
          caption={t('caption')}
          captionHidden
          columns={[
            { id: 'name', label: t('name') },
            { id: 'prefix', label: t('prefix') },
            { id: 'purpose', label: t('purpose') },
            { id: 'state', label: staff('portfolio.status') },
            { id: 'expires', label: t('expires') },
            { id: 'used', label: t('used') },
            { id: 'end', label: t('end') },
          ]}
          rows={keys.value.map((row) => ({
            id: row.id,
            cells: {
              name: <bdi>{row.name}</bdi>,
              prefix: <Ltr code>{`${row.prefix}…`}</Ltr>,
              purpose: t(`purposes.${row.purpose}`),
              state: (
                <StatusTag tone={stateOf(row) === 'live' ? 'good' : 'plain'}>{t(`state.${stateOf(row)}`)}</StatusTag>
              ),
              expires: row.expiresAt ? format.date(row.expiresAt) : t('never'),
              used: row.lastUsedAt ? format.relative(row.lastUsedAt, now) : t('never'),
              end: row.revokedAt ? (
                format.date(row.revokedAt)
              ) : (
                <StaffForm
                  id={`end-${row.id}`}
                  action={endApiKey}
                  hidden={{ keyId: row.id }}
                  submit={t('revoke')}
                  about={row.name}
                  pending={staff('working')}
                  variant="quiet"
                  size="small"
                  texts={words}
                />
              ),
            },
          }))}
        />
      )}
      <section className="staff-part staff-narrow" aria-labelledby="new-key">
        <h2 id="new-key">{t('new')}</h2>
        <NewKeyForm
          action={makeApiKey}
          fields={[
            { name: 'name', type: 'text', label: t('name'), hint: t('nameHint'), required: true, autoComplete: 'off' },
            {
              name: 'purpose',
              type: 'radios',
              label: t('purpose'),
              required: true,
              options: (Object.keys(apiKeyPurposes) as ApiKeyPurpose[]).map((value) => ({
                value,
                label: t(`purposes.${value}`),
                hint: t(`purposeHint.${value}`),
              })),
            },
            {
              name: 'days',
              type: 'select',
              label: t('days'),
              required: true,
              options: lives.map((value) => ({ value, label: t('daysOption', { count: Number(value) }) })),
              defaultValue: '90',
            },
          ]}
          submit={t('create')}
          pending={staff('working')}
          words={words}
          titles={{
            plain: staff('titled', { title, name: theme.name }),
            error: staff('titledError', { title, name: theme.name }),
          }}
          texts={shownOnceTexts(t, common)}
        />
      </section>
    </StaffPage>
  );
}

export default guardedPage(ApiKeysPage);
