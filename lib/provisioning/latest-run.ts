import type { TenantTx } from '@/lib/tenancy';
import type { RunKind, RunStatus } from './run-record';

export type LatestRun = Readonly<{
  tenantId: string;
  runId: string;
  number: number;
  kind: RunKind;
  status: RunStatus;
  flowStatus: string;
}>;

/**
 * The newest run of a flow among these kinds; null when the flow has none or is out of sight. With `lock`, two people who
 * ask for the next run at once follow each other.
 */
export async function latestRun(
  tx: TenantTx,
  flowId: string,
  lock: boolean,
  kinds: readonly RunKind[] = ['set_up', 'offboarding'],
): Promise<LatestRun | null> {
  if (lock) await tx.$queryRaw`select 1 as one from onboarding_flows where id = ${flowId}::uuid for update`;
  const [row] = await tx.$queryRaw<LatestRun[]>`
    select r.tenant_id as "tenantId", r.id as "runId", r.number, r.kind, r.status, f.status as "flowStatus"
    from provisioning_runs r join onboarding_flows f on f.tenant_id = r.tenant_id and f.id = r.flow_id
    where r.flow_id = ${flowId}::uuid and r.kind = any (${[...kinds]}) order by r.number desc limit 1`;
  return row ?? null;
}
