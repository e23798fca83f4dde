import { getStepTimes, taskMinutes } from '@/lib/analytics';
import { ok, type Outcome } from '@/lib/errors';
import {
  getActivity,
  getAssignees,
  getTaskList,
  visitFlow,
  type ActivityView,
  type Assignee,
  type FlowVisit,
  type GetTaskListInput,
  type TaskListView,
  type TaskRow,
} from '@/lib/onboarding';
import { isDelegate, type MemberActor, type TenantTx } from '@/lib/tenancy';

/** The home of a flow with everything around it that other parts of the product know. */
export type TaskListPage = TaskListView &
  Readonly<{
    activity: ActivityView;
    /** When the reader was here before; null for those who only look in from outside. */
    visit: FlowVisit | null;
    /** Task id → who does it, where somebody was named. */
    assignees: ReadonlyMap<string, readonly Assignee[]>;
    /** Task id → measured minutes, null while too few people have done it. */
    minutes: ReadonlyMap<string, number | null>;
    /** What is left in measured minutes; null as soon as one open task was not measured. */
    minutesLeft: number | null;
  }>;

const nothingYet: ActivityView = { entries: [], newCount: 0 };

/** Reads the home of a flow, and notes that the reader is here now. */
export async function readTaskList(
  tx: TenantTx,
  actor: MemberActor,
  input: GetTaskListInput,
): Promise<Outcome<TaskListPage>> {
  const list = await getTaskList(tx, actor, input);
  if (!list.ok) return list;
  const { header, templateKey, sections } = list.value;
  const times = await getStepTimes(tx, actor, { customerTenantId: header.tenantId, templateKey });
  if (!times.ok) return times;
  const visit = await visitFlow(tx, input.flowId);
  // Whoever sees a part of the flow sees neither what the others do nor what was given to them.
  const sees = !isDelegate(actor);
  const activity = sees ? await getActivity(tx, actor, { ...input, since: visit?.before ?? null }) : ok(nothingYet);
  if (!activity.ok) return activity;
  const assignees = sees ? await getAssignees(tx, actor, input) : ok(new Map());
  if (!assignees.ok) return assignees;
  const tasks = sections.flatMap((section) => section.tasks).filter(({ kind }) => kind === 'questions');
  const minutes = new Map(tasks.map(({ id, stepIds }) => [id, taskMinutes(stepIds, times.value)]));
  return ok({
    ...list.value,
    activity: activity.value,
    visit,
    assignees: assignees.value,
    minutes,
    minutesLeft: minutesLeft(tasks, minutes),
  });
}

function minutesLeft(tasks: readonly TaskRow[], minutes: TaskListPage['minutes']): number | null {
  const open = tasks.filter(({ status }) => status !== 'completed').map(({ id }) => minutes.get(id) ?? null);
  if (open.length === 0 || open.includes(null)) return null;
  return open.reduce<number>((sum, each) => sum + (each ?? 0), 0);
}
