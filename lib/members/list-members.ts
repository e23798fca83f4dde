import { authorise, type Actor, type Role, type TenantTx } from '@/lib/tenancy';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';

export type MemberRow = Readonly<{
  memberId: string;
  userId: string;
  displayName: string;
  email: string;
  role: Role;
  since: Date;
  revokedAt: Date | null;
}>;

export type InvitationRow = Readonly<{
  invitationId: string;
  flowId: string | null;
  email: string;
  name: string;
  role: Role;
  status: 'waiting' | 'accepted' | 'expired' | 'revoked';
  invitedAt: Date;
  expiresAt: Date;
  /** How the last mail of it went. */
  mail: 'queued' | 'sending' | 'sent' | 'failed' | 'dropped' | null;
}>;

/**
 * The people of a tenant and the invitations still on their way. Refuses `forbidden`, and `not_found` for a tenant out
 * of sight.
 */
export async function listMembers(
  tx: TenantTx,
  actor: Actor,
  { tenantId }: Readonly<{ tenantId: string }>,
): Promise<Outcome<{ members: readonly MemberRow[]; invitations: readonly InvitationRow[] }>> {
  const allowed = authorise(actor, 'member.read');
  if (!allowed.ok) return allowed;
  if (!isUuid(tenantId)) return refuse('not_found');
  const seen = await tx.$queryRaw<unknown[]>`
    select 1 from tenants where id = ${tenantId}::uuid and id = any ((select app.visible_tenants())::uuid[])`;
  if (seen.length === 0) return refuse('not_found');
  const members = await tx.$queryRaw<MemberRow[]>`
    select id as "memberId", user_id as "userId", display_name as "displayName", email, role, created_at as since,
      revoked_at as "revokedAt"
    from members where tenant_id = ${tenantId}::uuid order by revoked_at nulls first, created_at, id limit 500`;
  const invitations = await tx.$queryRaw<InvitationRow[]>`
    select i.id as "invitationId", i.flow_id as "flowId", i.email, i.name, i.role, i.created_at as "invitedAt",
      i.expires_at as "expiresAt",
      case when i.accepted_at is not null then 'accepted' when i.revoked_at is not null then 'revoked'
        when i.expires_at <= clock_timestamp() then 'expired' else 'waiting' end as status,
      (select m.status from messages m where m.tenant_id = i.tenant_id and m.kind = 'invitation' and m.subject_id = i.id
        order by m.created_at desc limit 1) as mail
    from invitations i where i.tenant_id = ${tenantId}::uuid and i.accepted_at is null
    order by i.created_at desc, i.id limit 500`;
  return ok({ members, invitations });
}
