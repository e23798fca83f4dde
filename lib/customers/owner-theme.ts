import type { TenantTx } from '@/lib/tenancy';

/** The look of whoever onboards a customer; `brand` is one colour, everything else is derived from it. */
export type OwnerTheme = Readonly<{ name: string; mark: string; brand: string; supportEmail: string | null }>;

/** The active theme of a tenant, or of its nearest ancestor that has one; null when nobody above it has. */
export async function ownerTheme(tx: TenantTx, tenantId: string): Promise<OwnerTheme | null> {
  const [row] = await tx.$queryRaw<OwnerTheme[]>`
    select h.name, h.mark, h.brand, h.support_email as "supportEmail"
    from themes h join tenant_closure c on c.ancestor_id = h.tenant_id and c.descendant_id = ${tenantId}::uuid
    where h.is_active order by c.depth limit 1`;
  return row ?? null;
}
