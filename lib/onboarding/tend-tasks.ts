import { recordAudit } from '@/lib/audit';
import { recordEvent } from '@/lib/platform/events';
import { oneByOne } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { asCustomer, asPlatform, type TenantTx } from '@/lib/tenancy';
import { flowsWithDueTasks, openTasks } from './due-tasks';
import { openFlow } from './open-flow';
import { taskReturnsAt } from './task-dates';

const perTurn = 200;

type FlowRef = Readonly<{ tenantId: string; flowId: string }>;

/**
 * Looks after tasks with dates: one that comes back is open again for the last quarter of its term, the old mark stays
 * in the records; one whose day has passed raises event `task.overdue` once. The worker calls it again and again.
 * Answers how many tasks it changed; throws what nobody foresaw about one flow once all the others had their turn.
 */
export async function tendTasks(means: Means = systemMeans): Promise<number> {
  const now = means.clock.now();
  const found = await asPlatform('look for tasks with dates', async (tx) => ({
    returning: await flowsWithReturningTasks(tx),
    due: await refsOf(tx, await flowsWithDueTasks(tx, now, perTurn)),
  }));
  return oneByOne(
    [
      ...found.returning.map((ref) => () => inFlow(ref, (tx) => bringBack(tx, ref, now))),
      ...found.due.map((ref) => () => inFlow(ref, (tx) => alertOverdue(tx, ref, means))),
    ],
    (turn) => turn(),
  );
}

const inFlow = (ref: FlowRef, work: (tx: TenantTx) => Promise<number>): Promise<number> =>
  asCustomer(ref.tenantId, `tend tasks of ${ref.flowId}`, work);

/** Flows with a mark on a task that comes back; whether its time has come is said by `bringBack`. */
const flowsWithReturningTasks = (tx: TenantTx): Promise<FlowRef[]> => tx.$queryRaw`
  select distinct f.tenant_id as "tenantId", f.id as "flowId" from onboarding_flows f
  join onboarding_templates t on t.tenant_id = f.template_tenant_id and t.id = f.template_id
  cross join lateral jsonb_path_query(t.config,
    '$.definition.sections[*].tasks[*].steps[*] ? (@.kind == "partner-task" && exists(@.everyDays))') s(value)
  join flow_milestones m on m.tenant_id = f.tenant_id and m.flow_id = f.id and m.withdrawn_at is null
    and m.name = 'task_done:' || (s.value ->> 'id')
  where f.status <> 'cancelled' and m.at <= now() - make_interval(hours => ((s.value ->> 'everyDays')::int * 18))
  limit ${perTurn}`;

const refsOf = (tx: TenantTx, flowIds: readonly string[]): Promise<FlowRef[]> => tx.$queryRaw`
  select tenant_id as "tenantId", id as "flowId" from onboarding_flows where id = any (${[...flowIds]}::uuid[])`;

/** Takes the mark off tasks whose time has come again. */
async function bringBack(tx: TenantTx, { tenantId, flowId }: FlowRef, now: Date): Promise<number> {
  const opened = await openFlow(tx, flowId, now);
  if (!opened.ok) return 0;
  let changed = 0;
  for (const { step } of opened.value.walk.steps) {
    if (step.kind !== 'partner-task' || step.everyDays === undefined) continue;
    const done = opened.value.state.milestones[`task_done:${step.id}`];
    if (done === undefined || taskReturnsAt(step.everyDays, new Date(done.at)) > now) continue;
    changed += await tx.$executeRaw`
      update flow_milestones set withdrawn_at = ${now}
      where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and name = ${`task_done:${step.id}`}
        and withdrawn_at is null`;
    await recordEvent(tx, tenantId, { flowId, name: 'task.returned', details: { step: step.id } });
  }
  return changed;
}

/** Says once of each task whose day has passed that it has; doing the task ends it. */
async function alertOverdue(tx: TenantTx, { tenantId, flowId }: FlowRef, means: Means): Promise<number> {
  const now = means.clock.now();
  const opened = await openFlow(tx, flowId, now);
  if (!opened.ok) return 0;
  let changed = 0;
  for (const { step, dueAt } of await openTasks(tx, opened.value)) {
    if (dueAt === null || dueAt > now) continue;
    const marked = await tx.$executeRaw`
      insert into flow_milestones (tenant_id, id, flow_id, name, at, details)
      values (${tenantId}::uuid, ${means.newId()}::uuid, ${flowId}::uuid, ${overdueName(step.id)}, ${now},
        ${JSON.stringify({ dueAt: dueAt.toISOString() })}::jsonb)
      on conflict (tenant_id, flow_id, name) where withdrawn_at is null do nothing`;
    if (marked === 0) continue;
    changed += 1;
    await recordAudit(tx, tenantId, {
      action: 'task.overdue',
      entityType: 'flow',
      entityId: flowId,
      details: { flow: flowId, step: step.id },
    });
    await recordEvent(tx, tenantId, { flowId, name: 'task.overdue', details: { step: step.id } });
  }
  return changed;
}

const overdueName = (stepId: string): string => `task_overdue:${stepId}`;

/** Ends the alert of a task that was done. */
export async function settleOverdue(
  tx: TenantTx,
  { tenantId, flowId }: FlowRef,
  stepId: string,
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    update flow_milestones set withdrawn_at = ${now}
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and name = ${overdueName(stepId)}
      and withdrawn_at is null`;
}
