import { ok, type Outcome } from '@/lib/errors';
import { isForm, type TaskStatus, type WalkedTask } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, can, type Actor, type TenantTx } from '@/lib/tenancy';
import { flowHeader, type FlowHeader } from './flow-header';
import { openFlow, type OpenedFlow } from './open-flow';

export type TaskRow = Readonly<{
  id: string;
  title: string;
  hint: string | null;
  minutes: number | null;
  status: TaskStatus;
  owner: 'owner' | 'contributor';
  /** What it consists of: questions, what the product sets up, or a secret that is shown once. */
  kind: 'questions' | 'set-up' | 'reveal';
  /** Where the task is entered; null for one that cannot start yet or has no question of its own. */
  stepId: string | null;
  /** Titles of the tasks that come first. */
  blockedBy: readonly string[];
}>;
export type TaskSection = Readonly<{
  id: string;
  title: string;
  completed: number;
  total: number;
  tasks: readonly TaskRow[];
}>;
export type TaskListView = Readonly<{
  header: FlowHeader;
  sections: readonly TaskSection[];
  /** The task to go on with, and its step; null when all questions are answered. */
  next: Readonly<{ taskId: string; title: string; minutes: number | null; stepId: string }> | null;
  readyToSubmit: boolean;
  canAnswer: boolean;
  canSubmit: boolean;
}>;
export type GetTaskListInput = Readonly<{ flowId: string; locale: string }>;

/**
 * The home of a flow: every task that exists now, in sections, with where it stands and where to go on. Refuses
 * `forbidden` and `not_found`. Records nothing.
 */
export async function getTaskList(
  tx: TenantTx,
  actor: Actor,
  { flowId, locale }: GetTaskListInput,
  means: Means = systemMeans,
): Promise<Outcome<TaskListView>> {
  const allowed = authorise(actor, 'flow.read');
  if (!allowed.ok) return allowed;
  const flow = await openFlow(tx, flowId, means.clock.now());
  if (!flow.ok) return flow;
  const { walk } = flow.value;
  const titles = new Map(
    walk.sections.flatMap(({ tasks }) => tasks.map(({ task }) => [task.id, localizedText(task.title, locale)])),
  );
  const header = flowHeader(flow.value, locale);
  return ok({
    header,
    sections: walk.sections.map(({ section, tasks }) => ({
      id: section.id,
      title: localizedText(section.title, locale),
      completed: tasks.filter(({ status }) => status === 'completed').length,
      total: tasks.length,
      tasks: tasks.map((task) => taskRow(task, titles, locale)),
    })),
    next: header.open ? nextTask(flow.value, locale) : null,
    readyToSubmit: walk.readyToSubmit,
    canAnswer: header.open && can(actor, 'flow.answer'),
    canSubmit: header.open && can(actor, 'flow.submit'),
  });
}

function taskRow(
  { task, status, steps, blockedBy }: WalkedTask,
  titles: ReadonlyMap<string, string>,
  locale: string,
): TaskRow {
  const forms = steps.filter(({ step }) => isForm(step));
  const entry = status === 'cannot_start' ? undefined : (forms.find((step) => step.status !== 'completed') ?? forms[0]);
  return {
    id: task.id,
    title: localizedText(task.title, locale),
    hint: task.hint ? localizedText(task.hint, locale) : null,
    minutes: task.minutes ?? null,
    status,
    owner: task.owner,
    kind: forms.length > 0 ? 'questions' : steps.some(({ step }) => step.kind === 'reveal') ? 'reveal' : 'set-up',
    stepId: entry?.step.id ?? null,
    blockedBy: blockedBy.map((id) => titles.get(id) ?? id),
  };
}

function nextTask({ walk }: OpenedFlow, locale: string): TaskListView['next'] {
  const step = walk.steps.find(({ step: { id } }) => id === walk.nextStepId);
  const task = walk.sections.flatMap(({ tasks }) => tasks).find((each) => each.task.id === step?.taskId)?.task;
  if (!step || !task) return null;
  return {
    taskId: task.id,
    title: localizedText(task.title, locale),
    minutes: task.minutes ?? null,
    stepId: step.step.id,
  };
}
