import type { MachineActor, TenantTx } from '@/lib/tenancy';

/** The flow that issued a customer's key, and the identifier under which the customer's dataset is known. */
export type KeyHolder = Readonly<{ flowId: string; identifier: string }>;

/** Whom a customer's key stands for; null when it has been revoked in the meantime. */
export async function keyHolder(tx: TenantTx, actor: MachineActor): Promise<KeyHolder | null> {
  const [row] = await tx.$queryRaw<{ flow_id: string; label: string }[]>`
    select flow_id, label from customer_keys
    where tenant_id = ${actor.tenantId}::uuid and id = ${actor.apiKeyId}::uuid and revoked_at is null`;
  return row ? { flowId: row.flow_id, identifier: row.label } : null;
}
