import { ok, type Outcome } from '@/lib/errors';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';

export type CustomerRow = Readonly<{
  tenantId: string;
  name: string;
  status: string;
  ownerTenantId: string;
  ownerName: string;
  createdAt: string;
}>;
export type ListCustomersInput = Readonly<{ search?: string; limit: number; after?: string }>;
export type CustomerPage = Readonly<{ rows: readonly CustomerRow[]; next: string | null }>;

/**
 * The customers that the actor may see, newest first, `limit` (at most 100) at a time; `after` is the last id of the
 * page before. Refuses `forbidden`. Records nothing.
 */
export async function listCustomers(
  tx: TenantTx,
  actor: Actor,
  { search = '', limit, after }: ListCustomersInput,
): Promise<Outcome<CustomerPage>> {
  const allowed = authorise(actor, 'customer.read');
  if (!allowed.ok) return allowed;
  const size = Math.min(Math.max(limit, 1), 100);
  const pattern = `%${search.trim().replace(/[\\%_]/g, '\\$&')}%`;
  const found = await tx.$queryRaw<CustomerRow[]>`
    select c.tenant_id as "tenantId", c.name, c.status, c.owner_tenant_id as "ownerTenantId", o.name as "ownerName",
      to_json(c.created_at) #>> '{}' as "createdAt"
    from customers c join tenants o on o.id = c.owner_tenant_id
    where c.name ilike ${pattern} and (${after ?? null}::uuid is null or c.tenant_id < ${after ?? null}::uuid)
    order by c.tenant_id desc limit ${size + 1}`;
  const rows = found.slice(0, size);
  return ok({ rows, next: found.length > size ? (rows.at(-1)?.tenantId ?? null) : null });
}
