import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { enqueue } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { readFlow } from './read-flow';

/**
 * Asks for a dry run of a flow: the worker looks at every system that the set-up would touch and changes nothing. What it
 * found is in `getRunView` with `kind: 'dry_run'`, action by action. Refuses `forbidden`, `not_found`, and
 * `run_not_allowed` while another dry run of the flow is at work. Records `dry_run.requested`.
 */
export async function dryRun(
  tx: TenantTx,
  actor: Actor,
  { flowId }: Readonly<{ flowId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ runId: string }>>> {
  const allowed = authorise(actor, 'run.retry');
  if (!allowed.ok) return allowed;
  const flow = await readFlow(tx, flowId, means.clock.now());
  if (!flow) return refuse('not_found');
  const { tenantId } = flow;
  await tx.$queryRaw`
    select 1 as one from onboarding_flows where tenant_id = ${tenantId}::uuid and id = ${flowId}::uuid for update`;
  const open = await tx.$queryRaw<{ status: string }[]>`
    select status from provisioning_runs
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and kind = 'dry_run'
      and status in ('planned', 'running')`;
  if (open[0]) return refuse('run_not_allowed', { status: open[0].status });
  const runId = means.newId();
  await tx.$executeRaw`
    insert into provisioning_runs (tenant_id, id, flow_id, number, kind, requested_by, created_at)
    select ${tenantId}::uuid, ${runId}::uuid, ${flowId}::uuid, coalesce(max(r.number), 0) + 1, 'dry_run',
      ${actorUserId(actor)}::uuid, ${means.clock.now()}
    from provisioning_runs r where r.tenant_id = ${tenantId}::uuid and r.flow_id = ${flowId}::uuid`;
  await enqueue(tx, { workflow: 'provision-flow', id: `provision:${runId}`, args: { tenantId, runId } });
  await recordAudit(tx, tenantId, { action: 'dry_run.requested', entityType: 'run', entityId: runId });
  return ok({ runId });
}
