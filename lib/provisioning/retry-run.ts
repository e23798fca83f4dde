import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { recordEvent } from '@/lib/platform/events';
import { enqueue } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { latestRun } from './latest-run';
import { countUnknown } from './list-leftovers';

/**
 * Sets a customer up once more after a run was undone or held: a new run with a plan of its own, which adopts what the
 * earlier one has kept. Refuses `forbidden`, `not_found`, and `run_not_allowed` (with the run's status) while a run is
 * under way or when it has ended well, and
 * `leftovers_remain` while something that could not be taken away is still there. Records `run.requested`.
 */
export async function retryRun(
  tx: TenantTx,
  actor: Actor,
  { flowId }: Readonly<{ flowId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ runId: string; number: number }>>> {
  const allowed = authorise(actor, 'run.retry');
  if (!allowed.ok) return allowed;
  const last = await latestRun(tx, flowId, true);
  if (last === null) return refuse('not_found');
  if (last.kind !== 'set_up') return refuse('run_not_allowed', { status: last.status });
  if (!['undone', 'held'].includes(last.status) || !['submitted', 'approved', 'held'].includes(last.flowStatus)) {
    return refuse('run_not_allowed', { status: last.status });
  }
  const leftovers = await countUnknown(tx, { tenantId: last.tenantId, flowId });
  if (leftovers > 0) return refuse('leftovers_remain', { count: leftovers });
  const runId = means.newId();
  const [made] = await tx.$queryRaw<{ number: number }[]>`
    insert into provisioning_runs (tenant_id, id, flow_id, number, requested_by, created_at)
    select ${last.tenantId}::uuid, ${runId}::uuid, ${flowId}::uuid, max(r.number) + 1, ${actorUserId(actor)}::uuid,
      ${means.clock.now()}
    from provisioning_runs r where r.tenant_id = ${last.tenantId}::uuid and r.flow_id = ${flowId}::uuid
    returning number`;
  const number = made?.number ?? last.number + 1;
  await enqueue(tx, { workflow: 'provision-flow', id: `provision:${runId}`, args: { tenantId: last.tenantId, runId } });
  await recordAudit(tx, last.tenantId, {
    action: 'run.requested',
    entityType: 'run',
    entityId: runId,
    details: { number },
  });
  await recordEvent(tx, last.tenantId, { flowId, name: 'run.requested', details: { runId, number } });
  return ok({ runId, number });
}
