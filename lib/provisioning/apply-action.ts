import { recordAudit } from '@/lib/audit';
import { recordEvent } from '@/lib/platform/events';
import { actionKind } from './actions/registry';
import type { Receipt } from './actions/action';
import { effectOf, retryInMs, type Attempt } from './attempt';
import { contextOf, inTenant, surroundingsOf, type Environment } from './environment';
import { faultPoint } from './fault-point';
import { readRun, type ActionFailure, type ActionRecord, type RunRecord, type RunRef } from './run-record';

/**
 * One attempt at one action: look whether the effect is there, else bring it about, store the receipt, check that it is
 * as promised. May be cut off anywhere and begun again. The receipt is stored, with inventory, audit and event, before
 * anything else happens. Answers `stop` when the run is no longer running.
 */
export async function applyAction(
  environment: Environment,
  ref: RunRef,
  actionId: string,
  attempt: number,
): Promise<Attempt> {
  const begun = await inTenant(ref, async (tx) => {
    const run = await readRun(tx, ref, true);
    const action = run?.actions.find(({ planned }) => planned.id === actionId);
    if (!run || !action || run.status !== 'running') return null;
    if (action.receipt === null) {
      await tx.$executeRaw`
        update provisioning_actions set status = 'working', attempts = ${attempt},
          started_at = coalesce(started_at, ${environment.means.clock.now()})
        where tenant_id = ${ref.tenantId}::uuid and run_id = ${ref.runId}::uuid and action_id = ${actionId}`;
    }
    return { run, action, owner: await surroundingsOf(tx, run) };
  });
  if (begun === null) return { end: 'stop' };
  const { run, action, owner } = begun;
  if (action.status === 'verified') return { end: 'ok' };

  const kind = actionKind(action.planned.uses);
  const context = contextOf(environment, run, owner, action);
  const missing = missingNeed(run, action);
  if (missing !== null || context === null) {
    return fail(environment, run, action, attempt, { code: 'need_failed', args: { need: missing ?? '' } }, false);
  }
  let receipt = action.receipt;
  if (receipt === null) {
    const effect = await effectOf(
      async () => {
        faultPoint(`apply:${actionId}:beforeEffect`);
        const done = (await kind.probe(context)) ?? (await kind.apply(context));
        faultPoint(`apply:${actionId}:afterEffectBeforeReceipt`);
        return done;
      },
      report(environment, ref, actionId),
    );
    if (!effect.ok) return fail(environment, run, action, attempt, effect.failure, effect.retryable);
    receipt = effect.value;
    if (!(await storeReceipt(environment, run, actionId, receipt))) return { end: 'stop' };
  }
  const promised = receipt;
  const verified = await effectOf(
    async () => {
      faultPoint(`apply:${actionId}:afterReceipt`);
      await kind.verify(context, promised);
    },
    report(environment, ref, actionId),
  );
  if (!verified.ok) return fail(environment, run, action, attempt, verified.failure, verified.retryable);
  await inTenant(
    ref,
    (tx) => tx.$executeRaw`
    update provisioning_actions set status = 'verified', error = null, ended_at = ${environment.means.clock.now()}
    where tenant_id = ${ref.tenantId}::uuid and run_id = ${ref.runId}::uuid and action_id = ${actionId} and status = 'applied'`,
  );
  return { end: 'ok' };
}

/** Stores what was done; false when the run has begun to undo meanwhile, which will find the effect by itself. */
async function storeReceipt(
  environment: Environment,
  run: RunRecord,
  actionId: string,
  receipt: Receipt,
): Promise<boolean> {
  const { tenantId, runId, flowId } = run;
  const now = environment.means.clock.now();
  return inTenant(run, async (tx) => {
    const current = await readRun(tx, run, true);
    if (current?.status !== 'running') return false;
    const stored = await tx.$executeRaw`
      update provisioning_actions set status = 'applied', receipt = ${JSON.stringify(receipt)}::jsonb, error = null
      where tenant_id = ${tenantId}::uuid and run_id = ${runId}::uuid and action_id = ${actionId} and receipt is null`;
    if (stored === 0) return true;
    for (const { kind, name } of receipt.items) {
      await tx.$executeRaw`
        insert into inventory_items (tenant_id, id, flow_id, run_id, action_id, kind, name, created_at)
        values (${tenantId}::uuid, ${environment.means.newId()}::uuid, ${flowId}::uuid, ${runId}::uuid, ${actionId}, ${kind}, ${name}, ${now})
        on conflict (tenant_id, run_id, action_id, kind, name) do nothing`;
    }
    await recordAudit(tx, tenantId, {
      action: 'action.applied',
      entityType: 'run',
      entityId: runId,
      details: { actionId },
    });
    await recordEvent(tx, tenantId, { flowId, name: 'action.applied', details: { runId, actionId } });
    return true;
  });
}

/** Keeps why an attempt failed; when it was the last one, the action has failed. */
async function fail(
  environment: Environment,
  run: RunRecord,
  action: ActionRecord,
  attempt: number,
  failure: ActionFailure,
  retryable: boolean,
): Promise<Attempt> {
  const { tenantId, runId, flowId } = run;
  const actionId = action.planned.id;
  const wait = retryInMs(action, attempt, retryable, environment.random());
  const now = environment.means.clock.now();
  return inTenant(run, async (tx) => {
    const current = await readRun(tx, run, true);
    if (current?.status !== 'running') return { end: 'stop' };
    await tx.$executeRaw`
      update provisioning_actions set error = ${JSON.stringify(failure)}::jsonb, attempts = ${attempt},
        status = case when ${wait === null} then 'failed' else status end,
        ended_at = case when ${wait === null} then ${now}::timestamptz end
      where tenant_id = ${tenantId}::uuid and run_id = ${runId}::uuid and action_id = ${actionId}`;
    if (wait !== null) return { end: 'retry', retryInMs: wait };
    const details = { actionId, code: failure.code, attempts: attempt, nonBlocking: action.planned.nonBlocking };
    await recordAudit(tx, tenantId, { action: 'action.failed', entityType: 'run', entityId: runId, details });
    await recordEvent(tx, tenantId, { flowId, name: 'action.failed', details: { runId, ...details } });
    return { end: 'failed' };
  });
}

/** The first action that this one needs and that has not come about: one that failed without blocking. */
const missingNeed = (run: RunRecord, { planned }: ActionRecord): string | null =>
  planned.needs.find((id) => {
    const need = run.actions.find((other) => other.planned.id === id);
    return need === undefined || (need.status !== 'verified' && need.status !== 'applied');
  }) ?? null;

const report = (environment: Environment, ref: RunRef, actionId: string) => (error: unknown) =>
  environment.onUnexpected(error, { runId: ref.runId, actionId });
