import type { TenantTx } from '@/lib/tenancy';

export type ActiveTemplate = Readonly<{ tenantId: string; id: string; key: string; version: number; name: string }>;

/**
 * The version that a new flow of this customer would pin: the active one of the nearest ancestor that has one, so a
 * partner's own version goes before the platform's. Null when there is none, or the customer is out of sight.
 */
export async function activeTemplate(
  tx: TenantTx,
  customerTenantId: string,
  key: string,
): Promise<ActiveTemplate | null> {
  const [row] = await tx.$queryRaw<ActiveTemplate[]>`
    select t.tenant_id as "tenantId", t.id, t.key, t.version, t.name
    from onboarding_templates t
    join tenant_closure a on a.ancestor_id = t.tenant_id and a.descendant_id = ${customerTenantId}::uuid
    where t.key = ${key} and t.is_active and t.status = 'published'
    order by a.depth, t.version desc limit 1`;
  return row ?? null;
}

/** The templates that a new customer of this tenant can be given, nearest ancestor first, one per key. */
export async function availableTemplates(tx: TenantTx, ownerTenantId: string): Promise<readonly ActiveTemplate[]> {
  return tx.$queryRaw<ActiveTemplate[]>`
    select distinct on (t.key) t.tenant_id as "tenantId", t.id, t.key, t.version, t.name
    from onboarding_templates t
    join tenant_closure a on a.ancestor_id = t.tenant_id and a.descendant_id = ${ownerTenantId}::uuid
    where t.is_active and t.status = 'published'
    order by t.key, a.depth, t.version desc`;
}
