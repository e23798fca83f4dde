import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { TextInput } from '@/components/forms/fields/TextInput';
import { NativeSelect } from '@/components/forms/fields/NativeSelect';
import { Button } from '@/components/ui/Button';
import { DataTable } from '@/components/ui/DataTable';
import { EmptyState } from '@/components/ui/EmptyState';
import { LinkButton } from '@/components/ui/LinkButton';
import { StatusTag } from '@/components/ui/StatusTag';
import { listPortfolio, type FlowStatus, type PortfolioRow } from '@/lib/onboarding';
import { can, withTenant } from '@/lib/tenancy';
import { flowStatuses, flowTone } from '@/components/onboarding/flow-tone';
import { formWords } from '../_shell/form-words';
import { one, type SearchParams } from '../_shell/search-params';
import { Refused } from '../_shell/Refused';
import { staffContext, type StaffContext } from '../_shell/staff-context';
import { StaffPage } from '../_shell/StaffPage';

const pageSize = 50;

type Props = Readonly<{ searchParams: SearchParams }>;

/** Every flow below one's tenant: who, how far, what comes next, since when. */
async function PortfolioPage({ searchParams }: Props) {
  const [t, context, words, query] = await Promise.all([
    getTranslations('staff'),
    staffContext(),
    formWords(),
    searchParams,
  ]);
  const { actor, locale } = context;
  const title = t('portfolio.title');
  const search = one(query.q).slice(0, 100);
  const status = flowStatuses.find((name) => name === one(query.status));
  const page = await withTenant(actor, (tx) =>
    listPortfolio(tx, actor, {
      locale,
      limit: pageSize,
      search,
      after: one(query.after),
      ...(status ? { status } : {}),
    }),
  );
  if (!page.ok) return <Refused context={context} place="portfolio" title={title} refusal={page.refusal} />;
  const { rows, next } = page.value;
  const isFiltered = search !== '' || status !== undefined;
  const add = can(actor, 'customer.create') ? (
    <LinkButton href={`/${locale}/customers/new`} prefetch={false}>
      {t('nav.customers/new')}
    </LinkButton>
  ) : undefined;
  const here = (more: Readonly<Record<string, string>>) =>
    `/${locale}/portfolio?${new URLSearchParams({ ...(search ? { q: search } : {}), ...(status ? { status } : {}), ...more })}`;
  return (
    <StaffPage context={context} place="portfolio" title={title} actions={add}>
      <form
        method="get"
        action={`/${locale}/portfolio`}
        role="search"
        aria-label={t('portfolio.filter')}
        className="staff-filter"
      >
        <TextInput
          id="q"
          name="q"
          label={t('portfolio.search')}
          errors={[]}
          required
          defaultValue={search}
          dir="auto"
          texts={words}
        />
        <NativeSelect
          id="status"
          name="status"
          label={t('portfolio.status')}
          errors={[]}
          required
          defaultValue={status ?? ''}
          options={flowStatuses.map((value) => ({ value, label: t(`flowStatus.${value}`) }))}
          texts={{ ...words, choose: t('portfolio.anyStatus') }}
        />
        <Button variant="secondary">{t('portfolio.show')}</Button>
        {isFiltered ? <a href={`/${locale}/portfolio`}>{t('portfolio.clear')}</a> : null}
      </form>
      {rows.length === 0 ? (
        <EmptyState
          title={isFiltered ? t('portfolio.noneMatch') : t('portfolio.empty')}
          action={isFiltered ? <a href={`/${locale}/portfolio`}>{t('portfolio.clear')}</a> : add}
        >
          {isFiltered ? t('portfolio.noneMatchText') : t('portfolio.emptyText')}
        </EmptyState>
      ) : (
        <PortfolioTable context={context} rows={rows} />
      )}
      <nav className="cluster staff-part staff-pages" aria-label={t('portfolio.pages')}>
        {one(query.after) ? <a href={here({})}>{t('portfolio.first')}</a> : null}
        {next ? <a href={here({ after: next })}>{t('portfolio.next')}</a> : null}
      </nav>
    </StaffPage>
  );
}

async function PortfolioTable({ context, rows }: Readonly<{ context: StaffContext; rows: readonly PortfolioRow[] }>) {
  const t = await getTranslations('staff');
  const { actor, locale, format, now } = context;
  const severalOwners = rows.some(({ ownerTenantId }) => ownerTenantId !== actor.tenantId);
  const stage = (row: PortfolioRow) =>
    isAnswering(row.status) && row.nextTaskTitle ? (
      <>
        {row.nextTaskTitle}
        <br />
        <span className="muted small">
          {t('portfolio.progress', { done: row.tasksCompleted, total: row.tasksTotal })}
        </span>
      </>
    ) : (
      t(`stage.${row.status}`)
    );
  return (
    <DataTable
      caption={t('portfolio.title')}
      captionHidden
      columns={[
        { id: 'customer', label: t('portfolio.customer') },
        ...(severalOwners ? [{ id: 'partner', label: t('portfolio.partner') }] : []),
        { id: 'status', label: t('portfolio.status') },
        { id: 'stage', label: t('portfolio.stage') },
        { id: 'template', label: t('portfolio.template') },
        { id: 'activity', label: t('portfolio.activity') },
        { id: 'days', label: t('portfolio.days'), numeric: true },
      ]}
      rows={rows.map((row) => ({
        id: row.flowId,
        cells: {
          customer: (
            <a href={`/${locale}/portfolio/${row.flowId}`}>
              <bdi>{row.customerName}</bdi>
            </a>
          ),
          partner: <bdi>{row.ownerName}</bdi>,
          status: <StatusTag tone={flowTone[row.status]}>{t(`flowStatus.${row.status}`)}</StatusTag>,
          stage: stage(row),
          template: (
            <>
              {row.templateTitle}
              <br />
              <span className="muted small">{t('portfolio.version', { version: row.templateVersion })}</span>
            </>
          ),
          activity: <time dateTime={row.lastActivityAt}>{format.relative(row.lastActivityAt, now)}</time>,
          days: format.number(row.daysOpen),
        },
      }))}
    />
  );
}

const isAnswering = (status: FlowStatus): boolean =>
  status === 'invited' || status === 'in_progress' || status === 'changes_requested';

export default guardedPage(PortfolioPage);
