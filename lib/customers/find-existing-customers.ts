import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { nameKey } from './name-key';

/** A customer that a new one may turn out to be. */
export type ExistingCustomer = Readonly<{
  tenantId: string;
  name: string;
  status: string;
  /** Its names in other systems. */
  identifiers: readonly string[];
  because: 'identifier' | 'name';
}>;
export type FindExistingCustomersInput = Readonly<{ ownerTenantId: string; name: string; identifier?: string }>;

const namesMax = 20_000;
const matchesMax = 5;

/**
 * The customers of one owner that have the identifier, in any system, or the same name but for its spelling; whoever
 * has the identifier comes first. Looks at one owner's registry only. Refuses `forbidden`, and `not_found` for an owner
 * out of sight. Records nothing.
 */
export async function findExistingCustomers(
  tx: TenantTx,
  actor: Actor,
  { ownerTenantId, name, identifier = '' }: FindExistingCustomersInput,
): Promise<Outcome<readonly ExistingCustomer[]>> {
  const allowed = authorise(actor, 'customer.create');
  if (!allowed.ok) return allowed;
  const [owner] = isUuid(ownerTenantId)
    ? await tx.$queryRaw<{ id: string }[]>`
        select id from tenants where id = ${ownerTenantId}::uuid and kind <> 'customer'
          and id = any ((select app.visible_tenants())::uuid[])`
    : [];
  if (!owner) return refuse('not_found');
  const holders = identifier === '' ? [] : await holdersOf(tx, owner.id, identifier);
  const named = await namesakes(tx, owner.id, name);
  const ids = [...new Set([...holders, ...named])].slice(0, matchesMax);
  if (ids.length === 0) return ok([]);
  const rows = await tx.$queryRaw<Omit<ExistingCustomer, 'because'>[]>`
    select c.tenant_id as "tenantId", c.name, c.status, coalesce((
      select array_agg(i.value order by i.system) from customer_identifiers i where i.tenant_id = c.tenant_id), '{}') as identifiers
    from customers c where c.tenant_id = any (${ids}::uuid[])`;
  return ok(
    ids.flatMap((id) => {
      const row = rows.find(({ tenantId }) => tenantId === id);
      return row ? [{ ...row, because: holders.includes(id) ? 'identifier' : 'name' } as const] : [];
    }),
  );
}

async function holdersOf(tx: TenantTx, ownerTenantId: string, identifier: string): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select distinct tenant_id as id from customer_identifiers
    where owner_tenant_id = ${ownerTenantId}::uuid and value = ${identifier}`;
  return rows.map(({ id }) => id);
}

/** Compared here and not in SQL: what counts as a letter there depends on the server's locale. */
async function namesakes(tx: TenantTx, ownerTenantId: string, name: string): Promise<readonly string[]> {
  const wanted = nameKey(name);
  const rows = await tx.$queryRaw<{ id: string; name: string }[]>`
    select tenant_id as id, name from customers where owner_tenant_id = ${ownerTenantId}::uuid
    order by created_at desc limit ${namesMax}`;
  return rows.filter((row) => nameKey(row.name) === wanted).map(({ id }) => id);
}
