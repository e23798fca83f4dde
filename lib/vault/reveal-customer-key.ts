import { openSealed, type Secret } from '@/lib/crypto';
import { ok, refuse, type Outcome } from '@/lib/errors';
import type { TenantTx } from '@/lib/tenancy';

export type RevealRequest = Readonly<{
  tenantId: string;
  flowId: string;
  actionId: string;
  userId: string | null;
  at: Date;
}>;

/**
 * Burns the one showing of a key and opens it, in one transaction: of two people at once, one sees it. Refuses
 * `not_found` when there is no live key and `secret_already_shown` (with when and by whom) the second time.
 */
export async function revealCustomerKey(
  tx: TenantTx,
  { tenantId, flowId, actionId, userId, at }: RevealRequest,
): Promise<Outcome<Readonly<{ keyId: string; secret: Secret }>>> {
  const [burned] = await tx.$queryRaw<{ id: string; sealed: string }[]>`
    update customer_keys set revealed_at = ${at}, revealed_by = ${userId}::uuid
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and action_id = ${actionId}
      and revoked_at is null and revealed_at is null
    returning id, sealed`;
  if (burned) {
    const place = { tenantId, table: 'customer_keys', column: 'sealed', rowId: burned.id };
    return ok({ keyId: burned.id, secret: await openSealed(tx, place, burned.sealed, 'reveal') });
  }
  const [shown] = await tx.$queryRaw<{ revealed_at: Date; name: string | null }[]>`
    select k.revealed_at, m.display_name as name from customer_keys k
    left join members m on m.tenant_id = k.tenant_id and m.user_id = k.revealed_by
    where k.tenant_id = ${tenantId}::uuid and k.flow_id = ${flowId}::uuid and k.action_id = ${actionId}
      and k.revoked_at is null and k.revealed_at is not null`;
  return shown
    ? refuse('secret_already_shown', { at: shown.revealed_at.toISOString(), by: shown.name ?? '' })
    : refuse('not_found');
}
