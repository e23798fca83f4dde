import { recordAudit } from '@/lib/audit';
import { recordEvent } from '@/lib/platform/events';
import type { TenantTx } from '@/lib/tenancy';
import { inTenant, type Environment } from './environment';
import { plan, type InventoryEntry, type PlanProblem } from './plan';
import { readFlow } from './read-flow';
import { readRun, type RunRecord, type RunRef } from './run-record';

/** What the workflow has to do with a run that it was given: carry out these actions, go on undoing, or nothing. */
export type Begun = Readonly<
  | { next: 'apply'; actions: readonly Readonly<{ id: string; nonBlocking: boolean }>[] }
  | { next: 'undo' }
  | { next: 'nothing' }
>;

/**
 * Freezes the plan of a run and starts it: flow `provisioning`, one row per action, audit and event `run.started`. A
 * run that has begun already is continued, one that has ended is left alone. A plan that cannot be made ends the run
 * as `undone` with the reasons: nothing has been touched, and the flow is `submitted` again.
 */
export function beginRun(environment: Environment, ref: RunRef): Promise<Begun> {
  return inTenant(ref, async (tx): Promise<Begun> => {
    const run = await readRun(tx, ref, true);
    if (run?.status === 'undoing') return { next: 'undo' };
    if (run?.status === 'running') return { next: 'apply', actions: remaining(run) };
    if (run?.status !== 'planned') return { next: 'nothing' };
    const now = environment.means.clock.now();
    const flow = await readFlow(tx, run.flowId, now);
    if (!flow || !['submitted', 'approved', 'held'].includes(flow.status)) {
      await endUnbegun(tx, run, 'undone', [{ actionId: '', code: 'flow_not_ready', args: {} }], now);
      return { next: 'nothing' };
    }
    const planned = plan(flow.template.compiled, flow.answers, flow.facts, await inventoryOf(tx, run));
    if (!planned.ok) {
      await endUnbegun(tx, run, 'undone', planned.problems, now);
      await recordEvent(tx, ref.tenantId, { flowId: run.flowId, name: 'run.undone', details: { runId: ref.runId } });
      return { next: 'nothing' };
    }
    const { actions } = planned.plan;
    await tx.$executeRaw`
      update provisioning_runs set status = 'running', started_at = ${now}, plan = ${JSON.stringify(planned.plan)}::jsonb
      where tenant_id = ${ref.tenantId}::uuid and id = ${ref.runId}::uuid`;
    for (const [position, action] of actions.entries()) {
      await tx.$executeRaw`
        insert into provisioning_actions (tenant_id, id, run_id, action_id, position)
        values (${ref.tenantId}::uuid, ${environment.means.newId()}::uuid, ${ref.runId}::uuid, ${action.id}, ${position})`;
    }
    await setFlowStatus(tx, run, 'provisioning', now);
    const details = { runId: ref.runId, number: run.number, actions: actions.length };
    await recordAudit(tx, ref.tenantId, { action: 'run.started', entityType: 'run', entityId: ref.runId, details });
    await recordEvent(tx, ref.tenantId, { flowId: run.flowId, name: 'run.started', details });
    return { next: 'apply', actions: actions.map(({ id, nonBlocking }) => ({ id, nonBlocking })) };
  });
}

/** Sets the flow's status; the flow is the customer's, so it is named by tenant and id. */
export async function setFlowStatus(
  tx: TenantTx,
  run: Pick<RunRecord, 'tenantId' | 'flowId'>,
  status: string,
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    update onboarding_flows set status = ${status}, updated_at = ${now}
    where tenant_id = ${run.tenantId}::uuid and id = ${run.flowId}::uuid`;
}

async function inventoryOf(tx: TenantTx, run: RunRecord): Promise<readonly InventoryEntry[]> {
  return tx.$queryRaw<InventoryEntry[]>`
    select action_id as "actionId", kind, name, status from inventory_items
    where tenant_id = ${run.tenantId}::uuid and flow_id = ${run.flowId}::uuid`;
}

async function endUnbegun(
  tx: TenantTx,
  run: RunRecord,
  status: 'undone',
  problems: readonly PlanProblem[],
  now: Date,
): Promise<void> {
  const failure = {
    failed_step: problems[0]?.actionId ?? '',
    errors: problems.map(({ actionId, code, args }) => ({ action: actionId, code, args, attempts: 0 })),
    completed_steps: [],
    created_resources: [],
  };
  await tx.$executeRaw`
    update provisioning_runs set status = ${status}, ended_at = ${now}, failure = ${JSON.stringify(failure)}::jsonb
    where tenant_id = ${run.tenantId}::uuid and id = ${run.runId}::uuid`;
  await recordAudit(tx, run.tenantId, {
    action: 'run.undone',
    entityType: 'run',
    entityId: run.runId,
    details: { code: problems[0]?.code ?? '' },
  });
}

const remaining = (run: RunRecord): readonly Readonly<{ id: string; nonBlocking: boolean }>[] =>
  run.actions.map(({ planned }) => ({ id: planned.id, nonBlocking: planned.nonBlocking }));
