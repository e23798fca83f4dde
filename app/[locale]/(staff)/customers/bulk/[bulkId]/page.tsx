import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { AutoRefresh } from '@/components/onboarding/AutoRefresh';
import { DataTable } from '@/components/ui/DataTable';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { Ltr } from '@/components/ui/Ltr';
import { StatusTag } from '@/components/ui/StatusTag';
import { getList, type BulkRow } from '@/lib/onboarding';
import { withTenant } from '@/lib/tenancy';
import { formWords } from '../../../_shell/form-words';
import { loose } from '../../../_shell/loose-texts';
import { Refused } from '../../../_shell/Refused';
import { staffContext } from '../../../_shell/staff-context';
import { StaffForm } from '../../../_shell/StaffForm';
import { StaffPage } from '../../../_shell/StaffPage';
import { inviteList } from '../actions';

type Props = Readonly<{ params: Promise<Readonly<{ bulkId: string }>> }>;

const tones = { waiting: 'waiting', done: 'good', refused: 'warning' } as const;

/** What stands where a line says nothing, so that no cell of a card is blank. */
const absent = '–';

/** A list of customers: what will happen, what is happening, what has come of it. */
async function BulkListPage({ params }: Props) {
  const [t, staff, context, words, { bulkId }] = await Promise.all([
    getTranslations('bulk'),
    getTranslations('staff'),
    staffContext(),
    formWords(),
    params,
  ]);
  const { actor, tenant, locale } = context;
  const title = t('title');
  const list = await withTenant(actor, (tx) => getList(tx, actor, { bulkId }));
  if (!list.ok) return <Refused context={context} place="customers/new" title={title} refusal={list.refusal} />;
  const { status, counts, rows } = list.value;
  const summary = t(status, counts);
  const problem = (row: BulkRow): string =>
    row.problem === null ? '' : (loose(t)(`problem.${row.problem}`) ?? t('problem.other'));
  return (
    <StaffPage context={context} place="customers/new" title={title}>
      <div className="stack">
        <AutoRefresh active={status === 'running'} message={summary} />
        <InsetNotice tone={status === 'done' ? 'success' : 'info'} role="status">
          {summary}
        </InsetNotice>
        {status === 'preview' && counts.waiting > 0 ? (
          <StaffForm
            id="invite"
            action={inviteList}
            hidden={{ tenantId: tenant.tenantId, bulkId }}
            submit={t('start')}
            pending={staff('working')}
            texts={words}
          />
        ) : null}
        {status === 'running' ? <a href={`/${locale}/customers/bulk/${bulkId}`}>{t('reload')}</a> : null}
        <DataTable
          caption={t('caption')}
          columns={[
            { id: 'name', label: t('column.name') },
            { id: 'line', label: t('column.line'), numeric: true },
            { id: 'identifier', label: t('column.identifier') },
            { id: 'industry', label: t('column.industry') },
            { id: 'email', label: t('column.email') },
            { id: 'state', label: t('column.state') },
          ]}
          rows={rows.map((row) => ({
            id: String(row.position),
            cells: {
              name: row.flowId ? (
                <a href={`/${locale}/portfolio/${row.flowId}`}>
                  <bdi>{row.name}</bdi>
                </a>
              ) : (
                <bdi>{row.name}</bdi>
              ),
              line: row.line,
              identifier: row.identifier ? <Ltr code>{row.identifier}</Ltr> : absent,
              industry: row.industry ? <bdi>{row.industry}</bdi> : absent,
              email: row.email ? <Ltr>{row.email}</Ltr> : absent,
              state: (
                <>
                  <StatusTag tone={tones[row.status]}>{t(`state.${row.status}`)}</StatusTag> {problem(row)}
                </>
              ),
            },
          }))}
        />
        <p>
          <LinkButton href={`/${locale}/customers/bulk`} variant="secondary" prefetch={false}>
            {t('another')}
          </LinkButton>
        </p>
      </div>
    </StaffPage>
  );
}

export default guardedPage(BulkListPage);
