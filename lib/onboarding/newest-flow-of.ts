import { isUuid } from '@/lib/platform/ids';
import type { TenantTx } from '@/lib/tenancy';

/** The flow of a customer that was started last; null when there is none or the customer is out of sight. */
export async function newestFlowOf(tx: TenantTx, tenantId: string): Promise<string | null> {
  if (!isUuid(tenantId)) return null;
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    select id from onboarding_flows where tenant_id = ${tenantId}::uuid order by created_at desc, id desc limit 1`;
  return row?.id ?? null;
}
