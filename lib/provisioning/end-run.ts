import { recordAudit } from '@/lib/audit';
import { recordEvent } from '@/lib/platform/events';
import type { TenantTx } from '@/lib/tenancy';
import { setFlowStatus } from './begin-run';
import { inTenant, type Environment } from './environment';
import { advanceCustomer, rewindCustomer } from './lifecycle';
import { planUndo, type UndoStep } from './plan-undo';
import { readFlow } from './read-flow';
import { readRun, type FailureReport, type RunRecord, type RunRef } from './run-record';

/**
 * Ends a run whose actions have all come about (or failed without blocking): run and flow `done`, milestone
 * `provisioned`, the customer's status as the template declares, audit and event `run.done`.
 */
export function finishRun(environment: Environment, ref: RunRef): Promise<void> {
  return inTenant(ref, async (tx) => {
    const run = await readRun(tx, ref, true);
    if (run?.status !== 'running') return;
    const now = environment.means.clock.now();
    await endWith(tx, run, 'done', await reportOf(tx, run, null), now);
    await setFlowStatus(tx, run, 'done', now);
    await tx.$executeRaw`
      insert into flow_milestones (tenant_id, id, flow_id, name, at, details)
      values (${ref.tenantId}::uuid, ${environment.means.newId()}::uuid, ${run.flowId}::uuid, 'provisioned', ${now},
        ${JSON.stringify({ runId: ref.runId })}::jsonb)
      on conflict (tenant_id, flow_id, name) where withdrawn_at is null do nothing`;
    const flow = await readFlow(tx, run.flowId, now);
    if (flow) await advanceCustomer(tx, { ...flow, definition: flow.template.compiled.definition });
    await announce(tx, run, 'run.done');
  });
}

/**
 * Turns a run round: from now on it is `undoing`, and no attempt that is still under way may store anything more.
 * Answers what to do with each action that may have had an effect, in order. `failing` is null when people undo it.
 */
export function beginUndo(environment: Environment, ref: RunRef, failing: string | null): Promise<readonly UndoStep[]> {
  return inTenant(ref, async (tx) => {
    const run = await readRun(tx, ref, true);
    if (!run || !['running', 'undoing', 'done', 'held'].includes(run.status)) return [];
    const { steps } = planUndo(touched(run), failing);
    if (run.status !== 'undoing') {
      const report = await reportOf(tx, run, failing);
      await tx.$executeRaw`
        update provisioning_runs set status = 'undoing', ended_at = null, failure = ${JSON.stringify(report)}::jsonb
        where tenant_id = ${ref.tenantId}::uuid and id = ${ref.runId}::uuid`;
      await setFlowStatus(tx, run, 'provisioning', environment.means.clock.now());
      await recordAudit(tx, ref.tenantId, {
        action: 'run.undoing',
        entityType: 'run',
        entityId: ref.runId,
        details: { failing },
      });
      await recordEvent(tx, ref.tenantId, { flowId: run.flowId, name: 'run.undoing', details: { runId: ref.runId } });
    }
    return steps;
  });
}

/** Leaves an action's effect where it is. */
export function keepAction(ref: RunRef, actionId: string): Promise<void> {
  return inTenant(ref, async (tx) => {
    await tx.$executeRaw`
      update provisioning_actions set status = case when status = 'failed' then status else 'kept' end
      where tenant_id = ${ref.tenantId}::uuid and run_id = ${ref.runId}::uuid and action_id = ${actionId}`;
    await tx.$executeRaw`
      update inventory_items set status = 'kept'
      where tenant_id = ${ref.tenantId}::uuid and run_id = ${ref.runId}::uuid and action_id = ${actionId} and status = 'present'`;
  });
}

/**
 * Ends a run that was undone: `undone` puts the flow back to `submitted` and withdraws what the run had made true;
 * `held` leaves flow and customer for a person to look at. Keeps the inventory in the failure report.
 */
export function closeUndo(
  environment: Environment,
  ref: RunRef,
  ends: 'undone' | 'held',
  failing: string | null,
): Promise<void> {
  return inTenant(ref, async (tx) => {
    const run = await readRun(tx, ref, true);
    if (run?.status !== 'undoing') return;
    const now = environment.means.clock.now();
    await tx.$executeRaw`
      update provisioning_actions set status = 'skipped'
      where tenant_id = ${ref.tenantId}::uuid and run_id = ${ref.runId}::uuid and status = 'waiting'`;
    await endWith(tx, run, ends, await reportOf(tx, run, failing), now);
    await setFlowStatus(tx, run, ends === 'undone' ? 'submitted' : 'held', now);
    if (ends === 'undone') {
      await tx.$executeRaw`
        update flow_milestones set withdrawn_at = ${now}
        where tenant_id = ${ref.tenantId}::uuid and flow_id = ${run.flowId}::uuid and withdrawn_at is null
          and (name = 'provisioned' or name like 'secret_revealed:%')`;
      const flow = await readFlow(tx, run.flowId, now);
      if (flow) await rewindCustomer(tx, { ...flow, definition: flow.template.compiled.definition });
    }
    await announce(tx, run, ends === 'undone' ? 'run.undone' : 'run.held');
  });
}

/** The actions that may have had an effect, in the order in which they were begun. */
const touched = (run: RunRecord) =>
  run.actions
    .filter(({ status, undoReceipt }) => undoReceipt === null && !['waiting', 'skipped', 'undone'].includes(status))
    .map(({ planned }) => planned);

async function endWith(
  tx: TenantTx,
  run: RunRecord,
  status: string,
  report: FailureReport | null,
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    update provisioning_runs set status = ${status}, ended_at = ${now},
      failure = ${report === null || report.errors.length === 0 ? null : JSON.stringify(report)}::jsonb
    where tenant_id = ${run.tenantId}::uuid and id = ${run.runId}::uuid`;
}

/** What went wrong, what had come about, and what exists now. */
async function reportOf(tx: TenantTx, run: RunRecord, failing: string | null): Promise<FailureReport> {
  const resources = await tx.$queryRaw<{ kind: string; name: string; status: string }[]>`
    select kind, name, status from inventory_items
    where tenant_id = ${run.tenantId}::uuid and run_id = ${run.runId}::uuid order by created_at, id`;
  return {
    failed_step: failing ?? run.failure?.failed_step ?? null,
    errors: run.actions.flatMap(({ planned, error, attempts }) =>
      error === null ? [] : [{ action: planned.id, code: error.code, args: error.args, attempts }],
    ),
    completed_steps: run.actions.flatMap(({ planned, receipt }) => (receipt === null ? [] : [planned.id])),
    created_resources: resources,
  };
}

async function announce(tx: TenantTx, run: RunRecord, name: 'run.done' | 'run.undone' | 'run.held'): Promise<void> {
  await recordAudit(tx, run.tenantId, {
    action: name,
    entityType: 'run',
    entityId: run.runId,
    details: { number: run.number },
  });
  await recordEvent(tx, run.tenantId, { flowId: run.flowId, name, details: { runId: run.runId, number: run.number } });
}
