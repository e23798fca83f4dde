import { enqueue } from '@/lib/platform/jobs';
import type { Means } from '@/lib/platform/means';
import type { TenantTx } from '@/lib/tenancy';

/** How long an invitation can be accepted, from its last mail on. */
export const invitationLifeMs = 14 * 86_400_000;

type InvitationMail = Readonly<{
  tenantId: string;
  flowId: string | null;
  invitationId: string;
  email: string;
  locale: string;
}>;

/** Queues the mail of an invitation in the transaction that made or renewed it; the worker mints its link when it sends. */
export async function queueInvitationMail(tx: TenantTx, mail: InvitationMail, means: Means): Promise<void> {
  const messageId = means.newId();
  await tx.$executeRaw`
    insert into messages (tenant_id, id, flow_id, kind, subject_id, dedupe_key, to_email, locale)
    values (${mail.tenantId}::uuid, ${messageId}::uuid, ${mail.flowId}::uuid, 'invitation', ${mail.invitationId}::uuid,
      ${`invitation:${mail.invitationId}:${messageId}`}, ${mail.email}, ${mail.locale})`;
  await enqueue(tx, {
    workflow: 'deliver-message',
    id: `message:${messageId}`,
    args: { tenantId: mail.tenantId, messageId },
  });
}
