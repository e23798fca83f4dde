import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { enqueue } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { latestRun } from './latest-run';

/**
 * Asks for everything that a finished or held run has made to be taken back; the worker does it. Refuses `forbidden`,
 * `not_found`, and `run_not_allowed` (with the run's status) for a run that is under way or has been undone. Records
 * `run.undo_requested`.
 */
export async function undoRun(
  tx: TenantTx,
  actor: Actor,
  { flowId }: Readonly<{ flowId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ runId: string }>>> {
  const allowed = authorise(actor, 'run.undo');
  if (!allowed.ok) return allowed;
  const last = await latestRun(tx, flowId, true);
  if (last === null) return refuse('not_found');
  if (last.kind !== 'set_up' || !['done', 'held'].includes(last.status))
    return refuse('run_not_allowed', { status: last.status });
  const { tenantId, runId } = last;
  await enqueue(tx, { workflow: 'undo-run', id: `undo:${runId}:${means.newId()}`, args: { tenantId, runId } });
  await recordAudit(tx, tenantId, { action: 'run.undo_requested', entityType: 'run', entityId: runId });
  return ok({ runId });
}
