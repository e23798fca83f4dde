import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { Refused } from '@/app/[locale]/(staff)/_shell/Refused';
import { one, type SearchParams } from '@/app/[locale]/(staff)/_shell/search-params';
import { staffContext } from '@/app/[locale]/(staff)/_shell/staff-context';
import { StaffPage } from '@/app/[locale]/(staff)/_shell/StaffPage';
import { AutoRefresh } from '@/components/onboarding/AutoRefresh';
import { DataTable } from '@/components/ui/DataTable';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { withTenant } from '@/lib/tenancy';
import { listConnections } from '@/lib/vault';
import { SystemCard, SystemStatus } from './SystemCard';

type Props = Readonly<{ searchParams: SearchParams }>;

const said = ['saved', 'asked', 'removed'] as const;

/** The systems that set-ups use, as this house has connected them. */
export default guardedPage<Props>(async ({ searchParams }) => {
  const [t, context, query] = await Promise.all([
    getTranslations('credentials.integrations'),
    staffContext(),
    searchParams,
  ]);
  const { actor, format, now } = context;
  const title = t('title');
  const rows = await withTenant(actor, (tx) => listConnections(tx, actor));
  if (!rows.ok) return <Refused context={context} place="integrations" title={title} refusal={rows.refusal} />;
  const done = said.find((each) => each === one(query.done));
  const subject = rows.value.find(({ system }) => system === one(query.system));
  const underWay = rows.value.filter(({ connection }) => connection?.status === 'checking').length;
  return (
    <StaffPage context={context} place="integrations" title={title}>
      {done && subject && underWay === 0 && done !== 'asked' ? (
        <InsetNotice tone="success" role="status">
          {t(`done.${done}`, { system: subject.name })}
        </InsetNotice>
      ) : null}
      <p className="muted staff-narrow">{t('lead')}</p>
      <AutoRefresh active={underWay > 0} message={t('underWay', { count: underWay })} />
      <DataTable
        caption={t('caption')}
        captionHidden
        columns={[
          { id: 'name', label: t('system') },
          { id: 'status', label: t('state') },
          { id: 'checked', label: t('checked') },
          { id: 'used', label: t('used') },
          { id: 'ends', label: t('endsColumn') },
        ]}
        rows={rows.value.map((row) => ({
          id: row.system,
          cells: {
            name: (
              <a href={`?system=${row.system}#${row.system}`} aria-current={row === subject ? 'true' : undefined}>
                <bdi>{row.name}</bdi>
              </a>
            ),
            status: <SystemStatus row={row} />,
            checked: row.connection?.checkedAt ? format.relative(row.connection.checkedAt, now) : t('never'),
            used: row.connection?.lastUsedAt ? format.relative(row.connection.lastUsedAt, now) : t('never'),
            ends: row.ends?.endsOn ? format.date(row.ends.endsOn) : t('noEnd'),
          },
        }))}
      />
      {subject ? <SystemCard row={subject} context={context} /> : null}
    </StaffPage>
  );
});
