import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { NextTask } from '@/components/onboarding/NextTask';
import { ProgressTracker } from '@/components/onboarding/ProgressTracker';
import { TaskList, type TaskGroup } from '@/components/onboarding/TaskList';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import type { StatusTone } from '@/components/ui/StatusTag';
import { formatters } from '@/lib/i18n';
import { getTaskList, type TaskListView, type TaskRow } from '@/lib/onboarding';
import { FlowFrame } from '../_server/FlowFrame';
import { flowPage, type FlowParams } from '../_server/flow-page';

export const metadata = { title: null };

type Props = FlowParams & Readonly<{ searchParams: Promise<{ saved?: string }> }>;

/** The home of a flow: what to do next, how far it is, and all tasks. */
export default guardedPage<Props>(async ({ params, searchParams }) => {
  const [{ flowId }, { saved }] = await Promise.all([params, searchParams]);
  const page = await flowPage(flowId, (tx, actor, locale) => getTaskList(tx, actor, { flowId, locale }));
  const { view, home, request } = page;
  const [t, common] = await Promise.all([getTranslations('tasks'), getTranslations('common')]);
  const title = t('title', { customer: view.header.customerName });
  const format = formatters({ locale: request.locale, timeZone: view.header.timeZone });
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
        <Progress view={view} />
        <Next view={view} home={home} />
      </div>
      <TaskList groups={await groupsOf(view, home)} />
      <p className="task-section small muted">
        {t('lastActivity', { time: format.dateTime(view.header.lastActivityAt) })}
      </p>
    </FlowFrame>
  );
});

async function Progress({ view }: Readonly<{ view: TaskListView }>) {
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
  const more = open && progress.minutesLeft > 0 ? t('minutesLeft', { minutes: progress.minutesLeft }) : undefined;
  return <ProgressTracker sections={sections} text={text} more={more} />;
}

async function Next({ view, home }: Readonly<{ view: TaskListView; home: string }>) {
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
  return (
    <NextTask
      label={t('next.label')}
      title={next.title}
      meta={next.minutes === null ? undefined : t('next.minutes', { minutes: next.minutes })}
      action={t(begun ? 'next.continue' : 'next.start')}
      href={`${home}/${next.stepId}`}
    />
  );
}

const tones: Readonly<Record<TaskRow['status'], StatusTone>> = {
  cannot_start: 'waiting',
  not_started: 'new',
  in_progress: 'active',
  completed: 'done',
  with_us: 'plain',
};

/** Where a row leads; nowhere while the task cannot start. */
function hrefOf({ kind, status, stepId }: TaskRow, home: string): Readonly<{ href?: string }> {
  if (kind === 'questions') return stepId ? { href: `${home}/${stepId}` } : {};
  return status === 'cannot_start' ? {} : { href: `${home}/${kind === 'reveal' ? 'done' : 'status'}` };
}

async function groupsOf(view: TaskListView, home: string): Promise<readonly TaskGroup[]> {
  const [t, common] = await Promise.all([getTranslations('tasks'), getTranslations('common.status')]);
  return view.sections.map((section) => ({
    id: section.id,
    title: section.title,
    count: t('sectionCount', { completed: section.completed, total: section.total }),
    tasks: section.tasks.map((task) => ({
      id: task.id,
      title: task.title,
      hint:
        task.status === 'cannot_start' && task.blockedBy.length > 0
          ? t('blockedBy', { tasks: task.blockedBy.join(', ') })
          : task.hint,
      ...hrefOf(task, home),
      tone: tones[task.status],
      status: common(task.status),
    })),
  }));
}
