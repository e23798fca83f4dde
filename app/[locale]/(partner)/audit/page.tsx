import { getTranslations } from 'next-intl/server';
import { notFound } from 'next/navigation';
import { guardedPage } from '@/app/_server/guarded-page';
import { Refused } from '@/app/[locale]/(staff)/_shell/Refused';
import { one, type SearchParams } from '@/app/[locale]/(staff)/_shell/search-params';
import { staffContext } from '@/app/[locale]/(staff)/_shell/staff-context';
import { StaffPage } from '@/app/[locale]/(staff)/_shell/StaffPage';
import { DataTable } from '@/components/ui/DataTable';
import { EmptyState } from '@/components/ui/EmptyState';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { Ltr } from '@/components/ui/Ltr';
import { listAudit } from '@/lib/audit';
import { getTenant } from '@/lib/customers';
import { isUuid } from '@/lib/platform/ids';
import { withTenant } from '@/lib/tenancy';

type Props = Readonly<{ searchParams: SearchParams }>;

/** Who did what and when, in one tenant, and whether the record still holds together. */
async function AuditPage({ searchParams }: Props) {
  const query = await searchParams;
  const wanted = one(query.tenant);
  if (wanted !== '' && !isUuid(wanted)) notFound();
  const [t, context] = await Promise.all([
    getTranslations('staff'),
    staffContext(wanted === '' ? {} : { tenantId: wanted }),
  ]);
  const { actor, locale, format } = context;
  const tenantId = wanted || actor.tenantId;
  const before = Number.parseInt(one(query.before), 10);
  const { page, tenant } = await withTenant(actor, async (tx) => ({
    tenant: await getTenant(tx, tenantId),
    page: await listAudit(tx, actor, { tenantId, limit: 100, ...(before > 0 ? { before } : {}) }),
  }));
  const title = t('audit.title', { name: tenant.ok ? tenant.value.name : '' });
  if (!page.ok) return <Refused context={context} place="audit" title={t('nav.audit')} refusal={page.refusal} />;
  const { rows, next, verdict } = page.value;
  const own: Readonly<Record<string, string>> = wanted === '' ? {} : { tenant: wanted };
  return (
    <StaffPage context={context} place="audit" title={title}>
      {verdict.intact ? (
        <InsetNotice tone="success">{t('audit.intact', { count: verdict.entries })}</InsetNotice>
      ) : (
        <InsetNotice tone="error" role="alert" title={t('audit.brokenTitle')}>
          {t('audit.broken', { seq: verdict.firstBadSeq, reason: t(`audit.fault.${verdict.reason}`) })}
        </InsetNotice>
      )}
      {rows.length === 0 ? (
        <EmptyState title={t('audit.empty')}>{t('audit.emptyText')}</EmptyState>
      ) : (
        <div className="staff-part">
          <DataTable
            caption={title}
            captionHidden
            columns={[
              { id: 'seq', label: t('audit.seq') },
              { id: 'at', label: t('audit.at') },
              { id: 'by', label: t('audit.by') },
              { id: 'action', label: t('audit.action') },
              { id: 'details', label: t('audit.details') },
            ]}
            rows={rows.map((row) => ({
              id: row.id,
              cells: {
                seq: format.number(row.seq),
                at: <time dateTime={row.at.toISOString()}>{format.dateTime(row.at)}</time>,
                by: row.by === undefined ? t('timeline.somebody') : <bdi>{row.by ?? t('audit.system')}</bdi>,
                action: (
                  <Ltr code wrap>
                    {row.action}
                  </Ltr>
                ),
                details: (
                  <Ltr code wrap>
                    {Object.entries(row.details)
                      .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
                      .join(' ')}
                  </Ltr>
                ),
              },
            }))}
          />
        </div>
      )}
      <nav className="cluster staff-part" aria-label={t('portfolio.pages')}>
        {before > 0 ? <a href={`/${locale}/audit?${new URLSearchParams(own)}`}>{t('audit.newest')}</a> : null}
        {next === null ? null : (
          <a href={`/${locale}/audit?${new URLSearchParams({ ...own, before: String(next) })}`}>{t('audit.older')}</a>
        )}
      </nav>
    </StaffPage>
  );
}

export default guardedPage(AuditPage);
