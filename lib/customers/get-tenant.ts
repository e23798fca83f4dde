import { refuse, ok, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import type { TenantKind, TenantTx } from '@/lib/tenancy';

export type TenantView = Readonly<{
  tenantId: string;
  kind: TenantKind;
  name: string;
  slug: string;
  locale: string;
  timeZone: string;
}>;

/**
 * The name and place of a tenant that the transaction's context sees: its own or one below it. Refuses `not_found` for
 * every other. Everybody who sees it may know this much. Records nothing.
 */
export async function getTenant(tx: TenantTx, tenantId: string): Promise<Outcome<TenantView>> {
  const [row] = isUuid(tenantId)
    ? await tx.$queryRaw<TenantView[]>`
        select id as "tenantId", kind, name, slug, locale, time_zone as "timeZone" from tenants
        where id = ${tenantId}::uuid and id = any ((select app.visible_tenants())::uuid[])`
    : [];
  return row ? ok(row) : refuse('not_found');
}
