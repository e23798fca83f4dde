import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import type { TenantTx } from '@/lib/tenancy';

export type OpenInvitation = Readonly<{
  tenantId: string;
  invitationId: string;
  flowId: string;
  email: string;
  locale: string;
}>;

/**
 * An invitation of a flow that nobody has accepted or taken back, locked for the change that follows. Refuses
 * `not_found`, `invitation_used`, `invitation_revoked`.
 */
export async function openInvitation(
  tx: TenantTx,
  { flowId, invitationId }: Readonly<{ flowId: string; invitationId: string }>,
): Promise<Outcome<OpenInvitation>> {
  if (!isUuid(flowId) || !isUuid(invitationId)) return refuse('not_found');
  const [row] = await tx.$queryRaw<(OpenInvitation & { acceptedAt: Date | null; revokedAt: Date | null })[]>`
    select tenant_id as "tenantId", id as "invitationId", flow_id as "flowId", email, locale,
      accepted_at as "acceptedAt", revoked_at as "revokedAt"
    from invitations where id = ${invitationId}::uuid and flow_id = ${flowId}::uuid for update`;
  if (!row) return refuse('not_found');
  if (row.acceptedAt) return refuse('invitation_used');
  if (row.revokedAt) return refuse('invitation_revoked');
  return ok(row);
}
