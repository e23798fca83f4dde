import { recordAudit } from '@/lib/audit';
import { ok, type Outcome } from '@/lib/errors';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { openInvitation } from './open-invitation';

/**
 * Takes an invitation back: its link says so from now on, and what was given with it is nobody’s again. Refuses `forbidden`, `not_found`, `invitation_used`, and
 * `invitation_revoked` for one that was taken back before. Records `invitation.revoked`.
 */
export async function revokeInvitation(
  tx: TenantTx,
  actor: Actor,
  input: Readonly<{ flowId: string; invitationId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ invitationId: string }>>> {
  const allowed = authorise(actor, 'customer.invite');
  if (!allowed.ok) return allowed;
  const found = await openInvitation(tx, input);
  if (!found.ok) return found;
  const { tenantId, invitationId, flowId } = found.value;
  await tx.$executeRaw`
    update invitations set revoked_at = ${means.clock.now()}
    where tenant_id = ${tenantId}::uuid and id = ${invitationId}::uuid`;
  await tx.$executeRaw`
    update assignments set revoked_at = ${means.clock.now()}
    where tenant_id = ${tenantId}::uuid and invitation_id = ${invitationId}::uuid and revoked_at is null`;
  await recordAudit(tx, tenantId, { action: 'invitation.revoked', entityType: 'invitation', entityId: invitationId });
  await recordEvent(tx, tenantId, { flowId, name: 'invitation.revoked', details: { invitationId } });
  return ok({ invitationId });
}
