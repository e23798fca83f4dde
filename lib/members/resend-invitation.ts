import { recordAudit } from '@/lib/audit';
import { lifetimes } from '@/lib/auth';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { queueInvitation } from './queue-invitation';

/**
 * Sends an invitation again, always to the address it was made for, and lets it hold for its full time from now; the
 * old link ends when the new mail goes out. Refuses `forbidden`, `not_found`, `invitation_used` and
 * `invitation_revoked`. Records `invitation.resent`.
 */
export async function resendInvitation(
  tx: TenantTx,
  actor: Actor,
  { tenantId, invitationId }: Readonly<{ tenantId: string; invitationId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<{ email: string }>> {
  const allowed = authorise(actor, 'customer.invite');
  if (!allowed.ok) return allowed;
  if (!isUuid(tenantId) || !isUuid(invitationId)) return refuse('not_found');
  const [row] = await tx.$queryRaw<Row[]>`
    select email, locale, flow_id as "flowId", accepted_at as "acceptedAt", revoked_at as "revokedAt" from invitations
    where tenant_id = ${tenantId}::uuid and id = ${invitationId}::uuid`;
  if (!row) return refuse('not_found');
  if (row.acceptedAt) return refuse('invitation_used');
  if (row.revokedAt) return refuse('invitation_revoked');
  const expiresAt = new Date(means.clock.now().getTime() + lifetimes.invitation * 1000);
  await tx.$executeRaw`update invitations set expires_at = ${expiresAt}
    where tenant_id = ${tenantId}::uuid and id = ${invitationId}::uuid`;
  await queueInvitation(tx, { tenantId, invitationId, ...row }, means.newId());
  await recordAudit(tx, tenantId, { action: 'invitation.resent', entityType: 'invitation', entityId: invitationId });
  return ok({ email: row.email });
}

type Row = Readonly<{
  email: string;
  locale: string;
  flowId: string | null;
  acceptedAt: Date | null;
  revokedAt: Date | null;
}>;
