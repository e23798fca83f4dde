import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, customerRoles, staffRoles, type Actor, type Role, type TenantTx } from '@/lib/tenancy';
import { delegationEnd } from './assign-task';

type Place = Readonly<{ tenantId: string; memberId: string }>;

/**
 * Gives a member another role; it counts at their next click. What a new delegate has without an end gets the usual one
 * of delegates. Refuses `forbidden`, `not_found`, `invalid_input` for a
 * role of the other kind of tenant, and `last_owner` when nobody would be left who decides. Records `member.role_changed`.
 */
export async function changeMemberRole(
  tx: TenantTx,
  actor: Actor,
  { tenantId, memberId, role }: Place & Readonly<{ role: Role }>,
  means: Means = systemMeans,
): Promise<Outcome<null>> {
  const found = await findMember(tx, actor, { tenantId, memberId });
  if (!found.ok) return found;
  const fitting: readonly Role[] = found.value.tenantKind === 'customer' ? customerRoles : staffRoles;
  if (!fitting.includes(role)) {
    return refuse('invalid_input', {}, { fields: { role: [{ code: 'auth.roleInvalid', args: {} }] } });
  }
  if (found.value.role === role) return ok(null);
  if (await isLast(tx, tenantId, memberId)) return refuse('last_owner');
  await tx.$executeRaw`update members set role = ${role} where tenant_id = ${tenantId}::uuid and id = ${memberId}::uuid`;
  if (role === 'delegate')
    await tx.$executeRaw`update assignments set expires_at = ${delegationEnd(means)}
      where tenant_id = ${tenantId}::uuid and member_id = ${memberId}::uuid and revoked_at is null and expires_at is null`;
  await recordAudit(tx, tenantId, {
    action: 'member.role_changed',
    entityType: 'member',
    entityId: memberId,
    details: { from: found.value.role, to: role },
  });
  return ok(null);
}

/**
 * Ends a membership: from the next click on the person sees nothing of this tenant, and what was given to them is nobody's
 * again, so that it does not come back with them. Refuses `forbidden`, `not_found` and `last_owner`. Ending it twice is no error. Records `member.revoked`.
 */
export async function revokeMember(tx: TenantTx, actor: Actor, { tenantId, memberId }: Place): Promise<Outcome<null>> {
  const found = await findMember(tx, actor, { tenantId, memberId });
  if (!found.ok) return found;
  if (found.value.revokedAt) return ok(null);
  if (await isLast(tx, tenantId, memberId)) return refuse('last_owner');
  await tx.$executeRaw`update members set revoked_at = clock_timestamp()
    where tenant_id = ${tenantId}::uuid and id = ${memberId}::uuid`;
  await tx.$executeRaw`update assignments set revoked_at = clock_timestamp()
    where tenant_id = ${tenantId}::uuid and member_id = ${memberId}::uuid and revoked_at is null`;
  await recordAudit(tx, tenantId, { action: 'member.revoked', entityType: 'member', entityId: memberId });
  return ok(null);
}

type Found = Readonly<{ role: Role; revokedAt: Date | null; tenantKind: string }>;

async function findMember(tx: TenantTx, actor: Actor, { tenantId, memberId }: Place): Promise<Outcome<Found>> {
  const allowed = authorise(actor, 'member.manage');
  if (!allowed.ok) return allowed;
  if (!isUuid(tenantId) || !isUuid(memberId)) return refuse('not_found');
  // All who decide are locked in one order, so that two of them cannot remove each other at the same moment.
  await tx.$executeRaw`select 1 from members
    where tenant_id = ${tenantId}::uuid and role in ('owner', 'admin') order by id for update`;
  const [row] = await tx.$queryRaw<Found[]>`
    select m.role, m.revoked_at as "revokedAt", t.kind as "tenantKind" from members m join tenants t on t.id = m.tenant_id
    where m.tenant_id = ${tenantId}::uuid and m.id = ${memberId}::uuid`;
  return row ? ok(row) : refuse('not_found');
}

/** Whether this is the only live owner (of a customer) or administrator (of a partner or the platform). */
async function isLast(tx: TenantTx, tenantId: string, memberId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ isLast: boolean }[]>`
    select m.role in ('owner', 'admin') and m.revoked_at is null and not exists (
      select 1 from members o where o.tenant_id = m.tenant_id and o.id <> m.id and o.role = m.role and o.revoked_at is null
    ) as "isLast"
    from members m where m.tenant_id = ${tenantId}::uuid and m.id = ${memberId}::uuid`;
  return row?.isLast ?? false;
}
