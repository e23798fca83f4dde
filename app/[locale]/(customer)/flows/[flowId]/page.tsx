import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { NextTask } from '@/components/onboarding/NextTask';
import { ProgressTracker } from '@/components/onboarding/ProgressTracker';
import { TaskFilters } from '@/components/onboarding/TaskFilters';
import { TaskList } from '@/components/onboarding/TaskList';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { formatters, isolate } from '@/lib/i18n';
import { ChangeNotice, type ChangeQuery } from '../_server/ChangeNotice';
import { can, isDelegate } from '@/lib/tenancy';
import { FlowFrame } from '../_server/FlowFrame';
import { GoneNotice } from '../_server/GoneNotice';
import { flowPage, type FlowParams } from '../_server/flow-page';
import { readTaskList, type TaskListPage } from '../_server/read-task-list';
import { isShown, taskFilter, taskFilters, taskGroups, type TaskFilter } from '../_server/task-groups';
import { LatestActivity, LaterAnswers, TaskNotices } from '../_server/task-notices';

export const metadata = { title: null };

type Props = FlowParams &
  Readonly<{
    searchParams: Promise<ChangeQuery & Readonly<{ saved?: string; gone?: string; show?: string | string[] }>>;
  }>;

/** The home of a flow: what to do next, how far it is, and all tasks. */
export default guardedPage<Props>(async ({ params, searchParams }) => {
  const [{ flowId }, query] = await Promise.all([params, searchParams]);
  const { saved, gone, show } = query;
  const page = await flowPage(flowId, (tx, actor, locale) => readTaskList(tx, actor, { flowId, locale }));
  const { view, home, request } = page;
  const [t, common, journey, people] = await Promise.all([
    getTranslations('tasks'),
    getTranslations('common'),
    getTranslations('journey'),
    getTranslations('people'),
  ]);
  const title = t('title', { customer: view.header.customerName });
  const format = formatters({ locale: request.locale, timeZone: view.header.timeZone });
  const filter = taskFilter(Array.isArray(show) ? show[0] : show);
  const groups = await taskGroups(view, filter, home, request.locale);
  return (
    <FlowFrame
      page={page}
      title={title}
      exit={
        <LinkButton href={`/${request.locale}/sign-out`} variant="secondary" size="small" prefetch={false}>
          {common('signOut')}
        </LinkButton>
      }
    >
      <h1 className="page-title">{title}</h1>
      <div className="stack stack--wide">
        {saved !== undefined ? (
          <InsetNotice tone="success" role="status">
            {t('saved')}
          </InsetNotice>
        ) : null}
        {gone !== undefined ? <GoneNotice /> : null}
        <ChangeNotice page={page} query={query} />
        <TaskNotices view={view} home={home} locale={request.locale} />
        <Progress view={view} />
        {isDelegate(page.actor) && !view.header.open ? (
          <NextHook view={view} home={home} />
        ) : (
          <Next view={view} home={home} />
        )}
      </div>
      <Filters view={view} filter={filter} home={home} />
      {groups.length === 0 ? <p className="muted">{t(`filter.none.${filter}`)}</p> : <TaskList groups={groups} />}
      <LaterAnswers later={view.later} header={view.header} home={home} mayAnswer={view.mayGiveLater} />
      <LatestActivity view={view} locale={request.locale} />
      {can(page.actor, 'people.read') ? (
        <p className="task-section small">
          <Link href={`${home}/people`} prefetch={false}>
            {people('title')}
          </Link>
        </p>
      ) : null}
      {view.canGiveBack ? (
        <p className="task-section small">
          <Link href={`${home}/give-back`} prefetch={false}>
            {journey('giveBack.link')}
          </Link>
        </p>
      ) : null}
      <p className="task-section small muted">
        {t('lastActivity', { time: format.dateTime(view.header.lastActivityAt) })}
      </p>
    </FlowFrame>
  );
});

async function Progress({ view }: Readonly<{ view: TaskListPage }>) {
  const t = await getTranslations('tasks');
  const { progress, open } = view.header;
  const sections = view.sections
    .map(({ id, tasks }) => ({ id, tasks: tasks.filter(({ kind }) => kind === 'questions') }))
    .filter(({ tasks }) => tasks.length > 0)
    .map(({ id, tasks }) => ({
      id,
      completed: tasks.filter(({ status }) => status === 'completed').length,
      total: tasks.length,
      current: id === progress.sectionId,
    }));
  const text =
    progress.sectionTitle === null
      ? t('allCompleted', { tasks: progress.tasksTotal })
      : t('progress', {
          index: progress.sectionIndex,
          total: progress.sectionsTotal,
          section: progress.sectionTitle,
          completed: progress.tasksCompleted,
          tasks: progress.tasksTotal,
        });
  return <ProgressTracker sections={sections} text={text} more={open ? await more() : undefined} />;

  /** Minutes only where people were measured; an author's guess would pass for a promise. */
  async function more(): Promise<string> {
    return view.minutesLeft === null ? t('savedAsYouGo') : t('minutesLeft', { minutes: view.minutesLeft });
  }
}

async function Next({ view, home }: Readonly<{ view: TaskListPage; home: string }>) {
  const t = await getTranslations('tasks');
  const { next, readyToSubmit, canAnswer, canSubmit, header } = view;
  if (header.status === 'done') {
    return <NextTask label={t('done.label')} title={t('done.title')} action={t('done.action')} href={`${home}/done`} />;
  }
  if (!header.open) {
    return (
      <NextTask
        label={t('status.label')}
        title={t('status.title')}
        action={t('status.action')}
        href={`${home}/status`}
      />
    );
  }
  if (readyToSubmit) {
    return (
      <NextTask
        label={t('check.label')}
        title={t('check.title')}
        meta={canSubmit ? undefined : t('check.ownerOnly')}
        action={t('check.action')}
        href={`${home}/check`}
      />
    );
  }
  if (!next) return null;
  if (!canAnswer) return <InsetNotice tone="info">{t('readOnly', { customer: header.customerName })}</InsetNotice>;
  const begun = header.progress.tasksCompleted > 0 || header.status !== 'invited';
  const minutes = view.minutes.get(next.taskId) ?? null;
  return (
    <NextTask
      label={t('next.label')}
      title={next.title}
      meta={minutes === null ? undefined : t('next.minutes', { minutes })}
      action={t(begun ? 'next.continue' : 'next.start')}
      href={`${home}/${next.stepId}`}
    />
  );
}

/** Once the answers were sent in, what is left to whoever has a part of the flow is a hook to enter elsewhere. */
async function NextHook({ view, home }: Readonly<{ view: TaskListPage; home: string }>) {
  const t = await getTranslations('tasks.next');
  const hook = view.sections
    .flatMap(({ tasks }) => tasks)
    .find(({ kind, stepId, status }) => kind === 'webhook' && stepId !== null && status !== 'completed');
  if (!hook) return null;
  return (
    <NextTask label={t('label')} title={hook.title} action={t('continue')} href={`${home}/webhook/${hook.stepId}`} />
  );
}

const filtersFrom = 3;

async function Filters({ view, filter, home }: Readonly<{ view: TaskListPage; filter: TaskFilter; home: string }>) {
  const t = await getTranslations('tasks.filter');
  const tasks = view.sections.flatMap((section) => section.tasks);
  // A handful of tasks is seen at a glance; choosing among them would be one more thing to understand.
  if (tasks.length <= filtersFrom && filter === 'all') return null;
  const count = (name: TaskFilter) => tasks.filter((task) => isShown(task, name, view)).length;
  return (
    <TaskFilters
      label={t('label')}
      links={taskFilters.map((id) => ({
        id,
        label: t(id, { count: count(id), customer: isolate(view.header.customerName) }),
        href: id === 'all' ? home : `${home}?show=${id}`,
        current: id === filter,
      }))}
    />
  );
}
