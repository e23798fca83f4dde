import { recordAudit } from '@/lib/audit';
import { recordEvent } from '@/lib/platform/events';
import { actionKind } from './actions/registry';
import { effectOf, retryInMs, type Attempt } from './attempt';
import { contextOf, inTenant, surroundingsOf, type Environment } from './environment';
import { faultPoint } from './fault-point';
import { readRun, type RunRef } from './run-record';

/** Undoing is tried longer than doing: what stays behind has to be cleared up by a person. */
const UNDO_ATTEMPTS_MAX = 6;

/**
 * One attempt at taking an action's effect away, also one of which nobody knows whether it came about. May be cut off
 * anywhere and begun again. An action that failed stays `failed`, everything else becomes `undone`.
 */
export async function undoAction(
  environment: Environment,
  ref: RunRef,
  actionId: string,
  attempt: number,
): Promise<Attempt> {
  const begun = await inTenant(ref, async (tx) => {
    const run = await readRun(tx, ref, true);
    const action = run?.actions.find(({ planned }) => planned.id === actionId);
    if (!run || !action || run.status !== 'undoing') return null;
    if (action.undoReceipt === null && action.status !== 'failed') {
      await tx.$executeRaw`
        update provisioning_actions set status = 'undoing'
        where tenant_id = ${ref.tenantId}::uuid and run_id = ${ref.runId}::uuid and action_id = ${actionId}`;
    }
    return { run, action, owner: await surroundingsOf(tx, run) };
  });
  if (begun === null) return { end: 'stop' };
  const { run, action, owner } = begun;
  if (action.undoReceipt !== null) return { end: 'ok' };

  // Without the outputs that its arguments need, an action cannot have begun.
  const context = contextOf(environment, run, owner, action);
  const effect = await effectOf(
    async () => {
      faultPoint(`undo:${actionId}:beforeEffect`);
      const undone =
        context === null
          ? { removed: false }
          : await actionKind(action.planned.uses).compensate(context, action.receipt);
      faultPoint(`undo:${actionId}:afterEffectBeforeReceipt`);
      return undone;
    },
    (error) => environment.onUnexpected(error, { runId: ref.runId, actionId }),
  );
  const now = environment.means.clock.now();
  if (!effect.ok) {
    const patient = { planned: { ...action.planned, attemptsMax: UNDO_ATTEMPTS_MAX } };
    const wait = retryInMs(patient, attempt, effect.retryable, environment.random());
    return inTenant(ref, async (tx): Promise<Attempt> => {
      if (wait !== null) return { end: 'retry', retryInMs: wait };
      await tx.$executeRaw`
        update provisioning_actions set status = 'undo_failed', error = ${JSON.stringify(effect.failure)}::jsonb, ended_at = ${now}
        where tenant_id = ${ref.tenantId}::uuid and run_id = ${ref.runId}::uuid and action_id = ${actionId}`;
      await tx.$executeRaw`
        update inventory_items set status = 'unknown'
        where tenant_id = ${ref.tenantId}::uuid and run_id = ${ref.runId}::uuid and action_id = ${actionId}`;
      const details = { actionId, code: effect.failure.code };
      await recordAudit(tx, ref.tenantId, {
        action: 'action.undo_failed',
        entityType: 'run',
        entityId: ref.runId,
        details,
      });
      await recordEvent(tx, ref.tenantId, {
        flowId: run.flowId,
        name: 'action.undo_failed',
        details: { runId: ref.runId, ...details },
      });
      return { end: 'failed' };
    });
  }
  await inTenant(ref, async (tx) => {
    const stored = await tx.$executeRaw`
      update provisioning_actions set undo_receipt = ${JSON.stringify(effect.value)}::jsonb, ended_at = ${now},
        status = case when status = 'failed' then status else 'undone' end
      where tenant_id = ${ref.tenantId}::uuid and run_id = ${ref.runId}::uuid and action_id = ${actionId} and undo_receipt is null`;
    if (stored === 0) return;
    await tx.$executeRaw`
      update inventory_items set status = 'removed', ended_at = ${now}
      where tenant_id = ${ref.tenantId}::uuid and flow_id = ${run.flowId}::uuid and action_id = ${actionId} and status <> 'removed'`;
    await recordAudit(tx, ref.tenantId, {
      action: 'action.undone',
      entityType: 'run',
      entityId: ref.runId,
      details: { actionId },
    });
    await recordEvent(tx, ref.tenantId, {
      flowId: run.flowId,
      name: 'action.undone',
      details: { runId: ref.runId, actionId },
    });
  });
  faultPoint(`undo:${actionId}:afterReceipt`);
  return { end: 'ok' };
}
