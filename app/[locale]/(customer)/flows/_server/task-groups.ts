import { getTranslations } from 'next-intl/server';
import type { TaskGroup } from '@/components/onboarding/TaskList';
import type { StatusTone } from '@/components/ui/StatusTag';
import { formatters, isolate } from '@/lib/i18n';
import type { TaskRow } from '@/lib/onboarding';
import type { TaskListPage } from './read-task-list';

/** Which tasks are shown: all, those of the reader, or those that the customer does. */
export const taskFilters = ['all', 'mine', 'company'] as const;
export type TaskFilter = (typeof taskFilters)[number];

/** The filter that an address asks for; everything unknown shows all. */
export const taskFilter = (asked: string | undefined): TaskFilter =>
  taskFilters.find((name) => name === asked) ?? 'all';

const tones: Readonly<Record<TaskRow['status'], StatusTone>> = {
  cannot_start: 'waiting',
  not_started: 'new',
  in_progress: 'active',
  completed: 'done',
  with_us: 'plain',
};

/** Whether a task belongs to what the filter shows. */
export function isShown(task: TaskRow, filter: TaskFilter, { assignees }: Pick<TaskListPage, 'assignees'>): boolean {
  if (filter === 'mine') return (assignees.get(task.id) ?? []).some(({ mine }) => mine);
  return filter === 'all' || task.kind === 'questions' || task.kind === 'webhook' || task.kind === 'reveal';
}

/** The sections with the rows that the filter shows, in the reader's words; sections without rows are left out. */
export async function taskGroups(
  view: TaskListPage,
  filter: TaskFilter,
  home: string,
  locale: string,
): Promise<readonly TaskGroup[]> {
  const [t, common] = await Promise.all([getTranslations('tasks'), getTranslations('common.status')]);
  const format = formatters({ locale, timeZone: view.header.timeZone });
  const hintOf = (task: TaskRow): string | null => {
    if (task.status !== 'cannot_start') return task.hint;
    if (task.blockedBy.length > 0) return t('blockedBy', { tasks: format.list(task.blockedBy.map(isolate)) });
    return task.kind === 'questions' ? task.hint : t('afterSending');
  };
  const notesOf = (task: TaskRow): readonly string[] => {
    const assignees = view.assignees.get(task.id) ?? [];
    const minutes = task.status === 'completed' ? null : (view.minutes.get(task.id) ?? null);
    return [
      ...assignees.map(({ name, mine }) => (mine ? t('assignedToYou') : t('assignedTo', { name: isolate(name) }))),
      ...(task.status === 'with_us' ? [t('withUs', { partner: isolate(view.header.ownerName) })] : []),
      ...(minutes === null ? [] : [t('next.minutes', { minutes })]),
    ];
  };
  return view.sections.flatMap((section) => {
    const tasks = section.tasks.filter((task) => isShown(task, filter, view));
    if (tasks.length === 0) return [];
    return [
      {
        id: section.id,
        title: section.title,
        count: t('sectionCount', { completed: section.completed, total: section.total }),
        tasks: tasks.map((task) => ({
          id: task.id,
          title: task.title,
          hint: hintOf(task),
          notes: notesOf(task),
          ...hrefOf(task, home),
          tone: tones[task.status],
          status: common(task.status),
        })),
      },
    ];
  });
}

/** Where a row leads; nowhere while the task cannot start, or where there is nothing for the customer to see. */
function hrefOf({ kind, status, stepId }: TaskRow, home: string): Readonly<{ href?: string }> {
  if (kind === 'questions') return stepId ? { href: `${home}/${stepId}` } : {};
  if (kind === 'webhook') return stepId ? { href: `${home}/webhook/${stepId}` } : {};
  if (kind === 'partner' || status === 'cannot_start') return {};
  return { href: `${home}/${kind === 'reveal' ? 'done' : 'status'}` };
}
