import { ok, type Outcome } from '@/lib/errors';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';

export type PartnerRow = Readonly<{
  tenantId: string;
  name: string;
  slug: string;
  locale: string;
  mark: string | null;
  brand: string | null;
  customers: number;
  createdAt: Date;
}>;

/**
 * The partners below the actor's tenant, by name, each with how many customers it onboards itself. Refuses
 * `forbidden`. Records nothing.
 */
export async function listPartners(tx: TenantTx, actor: Actor): Promise<Outcome<readonly PartnerRow[]>> {
  const allowed = authorise(actor, 'customer.read');
  if (!allowed.ok) return allowed;
  return ok(
    await tx.$queryRaw<PartnerRow[]>`
      select t.id as "tenantId", t.name, t.slug, t.locale, h.mark, h.brand, t.created_at as "createdAt",
        (select count(*)::int from customers c where c.owner_tenant_id = t.id) as customers
      from tenants t left join themes h on h.tenant_id = t.id and h.is_active
      where t.kind = 'partner' and t.id <> ${actor.tenantId}::uuid
        and t.id = any ((select app.visible_tenants())::uuid[])
      order by t.name, t.id limit 500`,
  );
}
