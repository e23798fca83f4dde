import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';

/**
 * Withdraws an invitation: its link says so from now on. Refuses `forbidden`, `not_found`, and `invitation_used` when it
 * was accepted (then it is the membership that has to end). Withdrawing twice is no error. Records `invitation.revoked`.
 */
export async function revokeInvitation(
  tx: TenantTx,
  actor: Actor,
  { tenantId, invitationId }: Readonly<{ tenantId: string; invitationId: string }>,
): Promise<Outcome<null>> {
  const allowed = authorise(actor, 'customer.invite');
  if (!allowed.ok) return allowed;
  if (!isUuid(tenantId) || !isUuid(invitationId)) return refuse('not_found');
  const [row] = await tx.$queryRaw<{ acceptedAt: Date | null; revokedAt: Date | null }[]>`
    select accepted_at as "acceptedAt", revoked_at as "revokedAt" from invitations
    where tenant_id = ${tenantId}::uuid and id = ${invitationId}::uuid for update`;
  if (!row) return refuse('not_found');
  if (row.acceptedAt) return refuse('invitation_used');
  if (row.revokedAt) return ok(null);
  await tx.$executeRaw`update invitations set revoked_at = clock_timestamp()
    where tenant_id = ${tenantId}::uuid and id = ${invitationId}::uuid`;
  await recordAudit(tx, tenantId, { action: 'invitation.revoked', entityType: 'invitation', entityId: invitationId });
  return ok(null);
}
