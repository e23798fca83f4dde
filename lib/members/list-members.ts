import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { authorise, type Actor, type Role, type TenantTx } from '@/lib/tenancy';

export type MemberRow = Readonly<{ memberId: string; name: string; email: string; role: Role; since: Date }>;

/** The people of one tenant, by name. Refuses `forbidden` and, for a tenant out of sight, `not_found`. Records nothing. */
export async function listMembers(
  tx: TenantTx,
  actor: Actor,
  { tenantId }: Readonly<{ tenantId: string }>,
): Promise<Outcome<readonly MemberRow[]>> {
  const allowed = authorise(actor, 'member.read');
  if (!allowed.ok) return allowed;
  const [tenant] = isUuid(tenantId)
    ? await tx.$queryRaw<{ id: string }[]>`
        select id from tenants where id = ${tenantId}::uuid and id = any ((select app.visible_tenants())::uuid[])`
    : [];
  if (!tenant) return refuse('not_found');
  const rows = await tx.$queryRaw<MemberRow[]>`
    select id as "memberId", display_name as name, email, role, created_at as since from members
    where tenant_id = ${tenant.id}::uuid and revoked_at is null order by display_name, id limit 500`;
  return ok(rows);
}
