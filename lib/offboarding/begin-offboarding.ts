import { enqueue } from '@/lib/platform/jobs';
import type { Means } from '@/lib/platform/means';
import { actorUserId, type Actor, type TenantTx } from '@/lib/tenancy';

type Wish = Readonly<{ tenantId: string; flowId: string; id: string; optionId: string }>;

/**
 * Plans the run that takes everything away and hands it to the worker; from now on the customer is leaving. Call it when
 * the wish may begin: the row is locked by the caller.
 */
export async function beginOffboarding(tx: TenantTx, actor: Actor, wish: Wish, means: Means): Promise<string> {
  const { tenantId, flowId, id, optionId } = wish;
  const runId = means.newId();
  await tx.$executeRaw`
    insert into provisioning_runs (tenant_id, id, flow_id, number, kind, subject, requested_by, created_at)
    select ${tenantId}::uuid, ${runId}::uuid, ${flowId}::uuid,
      coalesce((select max(r.number) from provisioning_runs r
        where r.tenant_id = ${tenantId}::uuid and r.flow_id = ${flowId}::uuid), 0) + 1,
      'offboarding', ${optionId}, ${actorUserId(actor)}::uuid, ${means.clock.now()}`;
  await tx.$executeRaw`
    update offboardings set status = 'running', run_id = ${runId}::uuid, ended_at = null
    where tenant_id = ${tenantId}::uuid and id = ${id}::uuid`;
  await tx.$executeRaw`
    update customers set status = 'offboarding', updated_at = now()
    where tenant_id = ${tenantId}::uuid and status <> 'offboarding'`;
  await enqueue(tx, { workflow: 'offboard-run', id: `offboard:${runId}`, args: { tenantId, runId } });
  return runId;
}
