import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { DataTable } from '@/components/ui/DataTable';
import { EmptyState } from '@/components/ui/EmptyState';
import { StatusTag } from '@/components/ui/StatusTag';
import { listDueTasks } from '@/lib/onboarding';
import { withTenant } from '@/lib/tenancy';
import { Refused } from '../_shell/Refused';
import { staffContext } from '../_shell/staff-context';
import { StaffPage } from '../_shell/StaffPage';

/** One's own tasks in all flows that are due within a week. */
async function TasksPage() {
  const [t, context] = await Promise.all([getTranslations('checks.due'), staffContext()]);
  const { actor, locale, format } = context;
  const title = t('title');
  const due = await withTenant(actor, (tx) => listDueTasks(tx, actor, { locale }));
  if (!due.ok) return <Refused context={context} place="tasks" title={title} refusal={due.refusal} />;
  const { tasks, more } = due.value;
  return (
    <StaffPage context={context} place="tasks" title={title}>
      {tasks.length === 0 ? (
        <EmptyState title={t('empty')}>{t('emptyText')}</EmptyState>
      ) : (
        <>
          <p>{t('lead')}</p>
          <DataTable
            caption={title}
            captionHidden
            columns={[
              { id: 'task', label: t('task') },
              { id: 'customer', label: t('customer') },
              { id: 'due', label: t('due') },
              { id: 'state', label: t('state') },
            ]}
            rows={tasks.map((task) => ({
              id: `${task.flowId}-${task.stepId}`,
              cells: {
                task: <a href={`/${locale}/portfolio/${task.flowId}`}>{task.title}</a>,
                customer: <bdi>{task.customerName}</bdi>,
                due: <time dateTime={task.dueAt.toISOString()}>{format.date(task.dueAt)}</time>,
                state: (
                  <StatusTag tone={task.overdue ? 'problem' : 'new'}>{t(task.overdue ? 'overdue' : 'soon')}</StatusTag>
                ),
              },
            }))}
          />
          {more ? <p>{t('more')}</p> : null}
        </>
      )}
    </StaffPage>
  );
}

export default guardedPage(TasksPage);
