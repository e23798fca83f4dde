import { isHex } from './oklch';
import { houseTheme, type PartnerTheme } from './partner-theme';
import type { TenantTx } from '@/lib/tenancy';

/** The look that the pages of a tenant carry, and which version of whose theme it is. */
export type ActiveTheme = PartnerTheme &
  Readonly<{
    /** The tenant that published it; null for the house's own. */
    tenantId: string | null;
    /** 0 for the house's own. */
    version: number;
    supportEmail: string | null;
  }>;

/**
 * The active theme of the nearest of: the tenant itself, its partner, the platform; the house theme when none of them
 * has one. Everybody who sees the tenant may read it: themes are published downward.
 */
export async function activeTheme(tx: TenantTx, tenantId: string): Promise<ActiveTheme> {
  const [row] = await tx.$queryRaw<ThemeRow[]>`
    select t.tenant_id as "tenantId", t.version, t.name, t.mark, t.brand, t.support_email as "supportEmail"
    from themes t
    join tenant_closure c on c.ancestor_id = t.tenant_id and c.descendant_id = ${tenantId}::uuid
    where t.is_active order by c.depth limit 1`;
  if (!row || !isHex(row.brand)) return { ...houseTheme, tenantId: null, version: 0, supportEmail: null };
  return { ...row, brand: row.brand };
}

type ThemeRow = Readonly<{
  tenantId: string;
  version: number;
  name: string;
  mark: string;
  brand: string;
  supportEmail: string | null;
}>;
