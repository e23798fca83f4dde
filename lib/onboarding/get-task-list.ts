import { ok, type Outcome } from '@/lib/errors';
import { isAsked, type TaskStatus, type WalkedTask } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, can, isDelegate, type Actor, type TenantTx } from '@/lib/tenancy';
import { flowHeader, type FlowHeader } from './flow-header';
import { laterFields, type LaterField } from './later-fields';
import type { OpenedFlow } from './open-flow';
import { openTasks } from './open-part';
import { openReopenings, type Reopening } from './reopen-step';

export type TaskRow = Readonly<{
  id: string;
  sectionId: string;
  title: string;
  hint: string | null;
  status: TaskStatus;
  owner: 'owner' | 'contributor';
  /** What it consists of: questions, the partner's work, what we set up, deliveries of their system, a secret shown once. */
  kind: 'questions' | 'partner' | 'set-up' | 'webhook' | 'reveal';
  /** Where the task is entered; null for one that cannot start yet or has no question of its own. */
  stepId: string | null;
  /** Its pages of questions as things stand: what the time it takes is the sum of. */
  stepIds: readonly string[];
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
/** A page that was given back, with the note of whoever asked. */
export type ReturnedStep = Reopening & Readonly<{ title: string }>;
export type TaskListView = Readonly<{
  header: FlowHeader;
  templateKey: string;
  sections: readonly TaskSection[];
  /** The task to go on with, and its step; null when all questions are answered. */
  next: Readonly<{ taskId: string; title: string; stepId: string }> | null;
  /** Pages that wait to be looked at again, in order. */
  returned: readonly ReturnedStep[];
  /** What may be given later and is still missing. */
  later: readonly LaterField[];
  readyToSubmit: boolean;
  canAnswer: boolean;
  /** Whether the reader may give what is due later, also once the answers were sent in. */
  mayGiveLater: boolean;
  canSubmit: boolean;
  /** Whether the reader may ask for another look at a completed page. */
  canGiveBack: boolean;
}>;
export type GetTaskListInput = Readonly<{ flowId: string; locale: string }>;

/**
 * The home of a flow: every task that exists now, in sections, with where it stands and where to go on; what was given
 * back and what may come later. Refuses `forbidden` and `not_found`. Records nothing.
 */
export async function getTaskList(
  tx: TenantTx,
  actor: Actor,
  { flowId, locale }: GetTaskListInput,
  means: Means = systemMeans,
): Promise<Outcome<TaskListView>> {
  const allowed = authorise(actor, 'task.read');
  if (!allowed.ok) return allowed;
  const flow = await openTasks(tx, actor, flowId, means.clock.now());
  if (!flow.ok) return flow;
  const { walk, state, template } = flow.value;
  const titles = new Map(
    walk.sections.flatMap(({ tasks }) => tasks.map(({ task }) => [task.id, localizedText(task.title, locale)])),
  );
  const header = flowHeader(flow.value, locale);
  const reopenings = header.open ? await openReopenings(tx, state) : new Map<string, Reopening>();
  return ok({
    header,
    templateKey: template.key,
    sections: walk.sections.map(({ section, tasks }) => ({
      id: section.id,
      title: localizedText(section.title, locale),
      completed: tasks.filter(({ status }) => status === 'completed').length,
      total: tasks.length,
      tasks: tasks.map((task) => taskRow(task, titles, locale)),
    })),
    next: header.open ? nextTask(flow.value, locale) : null,
    returned: walk.steps.flatMap(({ step }) => {
      const reopening = reopenings.get(step.id);
      return reopening ? [{ ...reopening, title: localizedText(step.title, locale) }] : [];
    }),
    later: isDelegate(actor) ? [] : laterFields(flow.value, locale),
    readyToSubmit: walk.readyToSubmit,
    canAnswer: header.open && can(actor, 'flow.answer'),
    mayGiveLater: can(actor, 'flow.answer'),
    canSubmit: header.open && can(actor, 'flow.submit'),
    canGiveBack:
      header.open &&
      actor.kind === 'member' &&
      actor.tenantKind === 'customer' &&
      can(actor, 'step.reopen') &&
      Object.values(state.steps).some(({ continuedAt }) => continuedAt),
  });
}

function taskRow(
  { task, sectionId, status, steps, blockedBy }: WalkedTask,
  titles: ReadonlyMap<string, string>,
  locale: string,
): TaskRow {
  const forms = steps.filter(({ step }) => isAsked(step));
  const entry = status === 'cannot_start' ? undefined : (forms.find((step) => step.status !== 'completed') ?? forms[0]);
  return {
    id: task.id,
    sectionId,
    title: localizedText(task.title, locale),
    hint: task.hint ? localizedText(task.hint, locale) : null,
    status,
    owner: task.owner,
    kind: kindOf(steps),
    stepId: entry?.step.id ?? hookOf(steps) ?? null,
    stepIds: forms.map(({ step }) => step.id),
    blockedBy: blockedBy.map((id) => titles.get(id) ?? id),
  };
}

/** A hook that exists: its page says what to do in the customer's own system. */
const hookOf = (steps: WalkedTask['steps']): string | undefined =>
  steps.find(({ step, status }) => step.kind === 'webhook' && status !== 'not_started')?.step.id;

function kindOf(steps: WalkedTask['steps']): TaskRow['kind'] {
  const has = (kind: string) => steps.some(({ step }) => step.kind === kind);
  if (steps.some(({ step }) => isAsked(step))) return 'questions';
  if (hookOf(steps)) return 'webhook';
  if (has('reveal')) return 'reveal';
  return has('partner-task') ? 'partner' : 'set-up';
}

function nextTask({ walk }: OpenedFlow, locale: string): TaskListView['next'] {
  const step = walk.steps.find(({ step: { id } }) => id === walk.nextStepId);
  const task = walk.sections.flatMap(({ tasks }) => tasks).find((each) => each.task.id === step?.taskId)?.task;
  if (!step || !task) return null;
  return { taskId: task.id, title: localizedText(task.title, locale), stepId: step.step.id };
}
