import { ok, type Outcome } from '@/lib/errors';
import type { PartnerTaskStep, WalkedTask } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { openFlow, type OpenedFlow } from './open-flow';
import { hasReturned, taskDueAt } from './task-dates';

/** A task of the partner's own that is due, with whom it is about. */
export type DueTask = Readonly<{
  flowId: string;
  stepId: string;
  title: string;
  customerName: string;
  dueAt: Date;
  overdue: boolean;
}>;
export type DueTasks = Readonly<{ tasks: readonly DueTask[]; more: boolean }>;

const dayMs = 86_400_000;
const flowsMax = 50;

/**
 * The partner's own tasks that are due within so many days, over all flows that the actor sees, the most urgent first.
 * Refuses `forbidden`. Records nothing.
 */
export async function listDueTasks(
  tx: TenantTx,
  actor: Actor,
  { locale, days = 7 }: Readonly<{ locale: string; days?: number }>,
  means: Means = systemMeans,
): Promise<Outcome<DueTasks>> {
  const allowed = authorise(actor, 'task.complete');
  if (!allowed.ok) return allowed;
  const now = means.clock.now();
  const until = new Date(now.getTime() + Math.min(Math.max(days, 0), 90) * dayMs);
  const flows = await flowsWithDueTasks(tx, until, flowsMax + 1);
  const tasks: DueTask[] = [];
  for (const flowId of flows.slice(0, flowsMax)) {
    const opened = await openFlow(tx, flowId, now);
    if (!opened.ok) continue;
    for (const { step, dueAt } of await openTasks(tx, opened.value)) {
      if (dueAt === null || dueAt > until) continue;
      tasks.push({
        flowId,
        stepId: step.id,
        title: localizedText(step.title, locale),
        customerName: opened.value.state.customer.name,
        dueAt,
        overdue: dueAt < now,
      });
    }
  }
  return ok({
    tasks: tasks.sort((one, other) => one.dueAt.getTime() - other.dueAt.getTime()),
    more: flows.length > flowsMax,
  });
}

/**
 * The flows in which a task of the partner's own may be due by then: a first look, which knows no conditions. The most
 * urgent first.
 */
export async function flowsWithDueTasks(tx: TenantTx, until: Date, limit: number): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select f.id from onboarding_flows f
    join onboarding_templates t on t.tenant_id = f.template_tenant_id and t.id = f.template_id
    cross join lateral jsonb_path_query(t.config,
      '$.definition.sections[*].tasks[*].steps[*] ? (@.kind == "partner-task" && exists(@.dueDays))') s(value)
    join flow_milestones a on a.tenant_id = f.tenant_id and a.flow_id = f.id and a.withdrawn_at is null
      and a.name = coalesce(s.value ->> 'anchor', 'submitted')
    where f.status <> 'cancelled'
      and not exists (select from flow_milestones d where d.tenant_id = f.tenant_id and d.flow_id = f.id
        and d.name = 'task_done:' || (s.value ->> 'id') and d.withdrawn_at is null)
      and a.at + make_interval(days => (s.value ->> 'dueDays')::int) <= ${until}
    group by f.id order by min(a.at + make_interval(days => (s.value ->> 'dueDays')::int)), f.id limit ${limit}`;
  return rows.map(({ id }) => id);
}

export type OpenTask = Readonly<{ step: PartnerTaskStep; task: WalkedTask; dueAt: Date | null }>;

/** The partner's own tasks of a flow that may be done now and are not, each with the date by which it should be. */
export async function openTasks(tx: TenantTx, flow: OpenedFlow): Promise<readonly OpenTask[]> {
  if (flow.state.flow.status === 'cancelled') return [];
  const doneAt = await lastDone(tx, flow);
  return flow.walk.sections
    .flatMap(({ tasks }) => tasks)
    .filter(({ blockedBy }) => blockedBy.length === 0)
    .flatMap((task) =>
      task.steps.flatMap(({ step, status }) =>
        step.kind === 'partner-task' && status !== 'completed'
          ? [{ step, task, dueAt: dueAtIn(flow, step, doneAt.get(step.id) ?? null) }]
          : [],
      ),
    );
}

/** When a task of this flow should be done. */
export function dueAtIn({ state }: OpenedFlow, step: PartnerTaskStep, doneAt: Date | null): Date | null {
  const at = (name: string): Date | null => {
    const milestone = state.milestones[name];
    return milestone === undefined ? null : new Date(milestone.at);
  };
  return taskDueAt(step, {
    submittedAt: at('submitted'),
    anchorAt: step.anchor === undefined ? null : at(step.anchor),
    doneAt,
  });
}

/** When each task that comes back was last done, by step. */
export async function lastDone(tx: TenantTx, { state, walk }: OpenedFlow): Promise<ReadonlyMap<string, Date>> {
  const recurring = new Map(
    walk.steps.flatMap(({ step }): [string, number][] =>
      step.kind === 'partner-task' && step.everyDays !== undefined ? [[step.id, step.everyDays]] : [],
    ),
  );
  if (recurring.size === 0) return new Map();
  const rows = await tx.$queryRaw<{ name: string; at: Date; withdrawnAt: Date | null }[]>`
    select name, at, withdrawn_at as "withdrawnAt" from flow_milestones
    where tenant_id = ${state.flow.tenantId}::uuid and flow_id = ${state.flow.id}::uuid and name like 'task_done:%'
    order by at`;
  const found = new Map<string, Date>();
  for (const { name, at, withdrawnAt } of rows) {
    const stepId = name.slice('task_done:'.length);
    const everyDays = recurring.get(stepId);
    if (everyDays === undefined) continue;
    if (withdrawnAt === null || hasReturned(everyDays, at, withdrawnAt)) found.set(stepId, at);
  }
  return found;
}
