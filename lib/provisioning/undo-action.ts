import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { enqueue } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { latestRun } from './latest-run';
import { needsOf } from './plan-undo';
import { readRun } from './run-record';

/**
 * Asks for one action of a finished or held run to be taken back, with everything that needs it; the worker does it, and
 * the run is then `held` with the rest. Answers the actions that go. Refuses `forbidden`, `not_found`, and
 * `run_not_allowed` (with the run's status) while a run is under way, after it was undone, or for an action that has
 * nothing to take back. Records `run.undo_requested`.
 */
export async function undoAction(
  tx: TenantTx,
  actor: Actor,
  { flowId, actionId }: Readonly<{ flowId: string; actionId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ runId: string; actionIds: readonly string[] }>>> {
  const allowed = authorise(actor, 'run.undo');
  if (!allowed.ok) return allowed;
  const last = isUuid(flowId) ? await latestRun(tx, flowId, true) : null;
  const run = last && (await readRun(tx, last));
  if (!run) return refuse('not_found');
  const standing = run.actions.filter(({ status }) => ['verified', 'applied', 'kept', 'undo_failed'].includes(status));
  const isStanding = standing.some(({ planned }) => planned.id === actionId);
  if (run.kind !== 'set_up' || !['done', 'held'].includes(run.status) || !isStanding) {
    return refuse('run_not_allowed', { status: run.status });
  }
  const { tenantId, runId } = run;
  const byId = new Map(run.actions.map(({ planned }) => [planned.id, planned]));
  const actionIds = standing
    .map(({ planned }) => planned.id)
    .filter((id) => id === actionId || needsOf(id, byId).has(actionId));
  await enqueue(tx, {
    workflow: 'undo-run',
    id: `undo:${runId}:${means.newId()}`,
    args: { tenantId, runId, actionId },
  });
  const details = { actionId, actions: actionIds };
  await recordAudit(tx, tenantId, { action: 'run.undo_requested', entityType: 'run', entityId: runId, details });
  return ok({ runId, actionIds });
}
