import { recordAudit } from '@/lib/audit';
import { ok, type Outcome } from '@/lib/errors';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { openInvitation } from './open-invitation';
import { invitationLifeMs, queueInvitationMail } from './queue-invitation-mail';

/**
 * Sends an invitation again, to the same address, with a new link that replaces the one before; what was
 * delegated with it stays so for as long. Refuses `forbidden`,
 * `not_found`, `invitation_used` and `invitation_revoked`. Records `invitation.resent`.
 */
export async function resendInvitation(
  tx: TenantTx,
  actor: Actor,
  input: Readonly<{ flowId: string; invitationId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ invitationId: string }>>> {
  const allowed = authorise(actor, 'customer.invite');
  if (!allowed.ok) return allowed;
  const found = await openInvitation(tx, input);
  if (!found.ok) return found;
  const { tenantId, invitationId, flowId, email, locale } = found.value;
  const expiresAt = new Date(means.clock.now().getTime() + invitationLifeMs);
  await tx.$executeRaw`
    update invitations set expires_at = ${expiresAt} where tenant_id = ${tenantId}::uuid and id = ${invitationId}::uuid`;
  await tx.$executeRaw`
    update assignments set expires_at = ${expiresAt} where tenant_id = ${tenantId}::uuid
      and invitation_id = ${invitationId}::uuid and revoked_at is null and expires_at < ${expiresAt}`;
  await queueInvitationMail(tx, { tenantId, flowId, invitationId, email, locale }, means);
  await recordAudit(tx, tenantId, { action: 'invitation.resent', entityType: 'invitation', entityId: invitationId });
  await recordEvent(tx, tenantId, { flowId, name: 'invitation.resent', details: { invitationId } });
  return ok({ invitationId });
}
