import { enqueue } from '@/lib/platform/jobs';
import type { TenantTx } from '@/lib/tenancy';

/**
 * Queues the mail of an invitation in the caller's transaction: a row in `messages` and the job that delivers it. The
 * link is made when the mail is sent, so every mail of an invitation ends the links of those before.
 */
export async function queueInvitation(
  tx: TenantTx,
  invitation: Readonly<{
    tenantId: string;
    invitationId: string;
    flowId: string | null;
    email: string;
    locale: string;
  }>,
  messageId: string,
): Promise<void> {
  const { tenantId, invitationId, flowId, email, locale } = invitation;
  await tx.$executeRaw`
    insert into messages (tenant_id, id, flow_id, kind, subject_id, dedupe_key, to_email, locale)
    values (${tenantId}::uuid, ${messageId}::uuid, ${flowId}::uuid, 'invitation', ${invitationId}::uuid,
      ${`invitation:${invitationId}:${messageId}`}, ${email}, ${locale})`;
  await enqueue(tx, { workflow: 'deliver-message', id: `message:${messageId}`, args: { tenantId, messageId } });
}
