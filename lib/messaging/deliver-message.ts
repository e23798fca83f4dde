import { config } from '@/lib/platform/config';
import { recordEvent } from '@/lib/platform/events';
import { log } from '@/lib/platform/logging';
import { recordAudit } from '@/lib/audit';
import { asCustomer } from '@/lib/tenancy';
import { composeMail } from './compose';
import { messageContent, type ClaimedMessage, type Enclosures, type MessageContent } from './message-content';
import { sendMail, type MailError, type SendResult } from './transport';

/** What became of one attempt. `retry` says when the next one is worth making. */
export type Delivery = Readonly<
  { outcome: 'sent' | 'dropped' | 'failed' } | { outcome: 'retry'; afterMs: number; code: MailError['code'] | 'busy' }
>;

/** How long a worker holds a message: longer than the patience with a mail server. */
export const leaseSeconds = 60;
const attemptsMax = 12;

/**
 * Delivers one message, once: claims its row for a minute, gathers and writes it, hands it to the mail server outside any
 * transaction, and marks it. Run twice, at once or later, it sends once; a worker that dies between the mail server's yes
 * and our mark leaves a second copy with the same Message-ID. `dropped` when its reason is gone, `failed` when the server
 * refuses for good or after twelve attempts. Records `message.sent` or `message.failed` as event and audit entry.
 */
export async function deliverMessage(
  { tenantId, messageId }: Readonly<{ tenantId: string; messageId: string }>,
  enclosures: Enclosures = {},
): Promise<Delivery> {
  const claim = await claimMessage(tenantId, messageId, enclosures);
  if (claim.state !== 'claimed') return claim.delivery;
  const { message, attempts, prepared } = claim;
  const mail = await composeMail(prepared.content, message.locale, prepared.theme);
  const result = await sendMail({
    ...mail,
    ...(prepared.attachment && { attachment: prepared.attachment }),
    to: message.toEmail,
    fromName: prepared.theme?.name ?? 'Portico',
    messageId: messageIdOf(message.id),
  });
  return settle(message, attempts, result);
}

/** The Message-ID of a row: the same for every attempt. */
export const messageIdOf = (id: string): string => `<${id}@${new URL(config().publicUrl).hostname}>`;

/** Waits twice as long after each attempt, from two seconds to five minutes. */
export const backoffMs = (attempts: number): number => Math.min(2 ** attempts * 1000, 300_000);

type Claim =
  | Readonly<{ state: 'claimed'; message: ClaimedMessage; attempts: number; prepared: NonNullable<MessageContent> }>
  | Readonly<{ state: 'not_ours'; delivery: Delivery }>;

const claimMessage = (tenantId: string, messageId: string, enclosures: Enclosures): Promise<Claim> =>
  asCustomer(tenantId, 'deliver a message', async (tx): Promise<Claim> => {
    const [row] = await tx.$queryRaw<(ClaimedMessage & { attempts: number })[]>`
      update messages set status = 'sending', attempts = attempts + 1,
          claimed_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}::int)
        where tenant_id = ${tenantId}::uuid and id = ${messageId}::uuid
          and (status = 'queued' or (status = 'sending' and claimed_until < clock_timestamp()))
        returning id, tenant_id as "tenantId", flow_id as "flowId", kind, subject_id as "subjectId",
          to_email as "toEmail", locale, attempts`;
    if (!row) return { state: 'not_ours', delivery: await standing(tenantId, messageId, tx) };
    const { attempts, ...message } = row;
    const prepared = await messageContent(tx, message, enclosures);
    if (prepared) return { state: 'claimed', message, attempts, prepared };
    await tx.$executeRaw`update messages set status = 'dropped', claimed_until = null
      where tenant_id = ${tenantId}::uuid and id = ${messageId}::uuid`;
    return { state: 'not_ours', delivery: { outcome: 'dropped' } };
  });

type Tx = Parameters<Parameters<typeof asCustomer>[2]>[0];

async function standing(tenantId: string, messageId: string, tx: Tx): Promise<Delivery> {
  const [row] = await tx.$queryRaw<{ status: string; waitMs: number }[]>`
    select status, greatest(0, extract(epoch from claimed_until - clock_timestamp()) * 1000)::int as "waitMs"
    from messages where tenant_id = ${tenantId}::uuid and id = ${messageId}::uuid`;
  switch (row?.status) {
    case 'sent':
      return { outcome: 'sent' };
    case 'failed':
      return { outcome: 'failed' };
    case 'sending':
    case 'queued':
      return { outcome: 'retry', afterMs: Math.max(1000, row.waitMs), code: 'busy' };
    default:
      return { outcome: 'dropped' };
  }
}

/** Writes down what came of an attempt, and says what follows from it. */
export function settle(
  message: Pick<ClaimedMessage, 'tenantId' | 'id' | 'flowId' | 'kind'>,
  attempts: number,
  result: SendResult,
): Promise<Delivery> {
  const { tenantId, id, flowId, kind } = message;
  return asCustomer(tenantId, 'settle a message', async (tx): Promise<Delivery> => {
    if (result.outcome === 'sent') {
      await tx.$executeRaw`update messages set status = 'sent', sent_at = clock_timestamp(), claimed_until = null, error = null,
          message_id = ${messageIdOf(id)} where tenant_id = ${tenantId}::uuid and id = ${id}::uuid`;
      await recordEvent(tx, tenantId, { name: 'message.sent', flowId, details: { messageId: id, kind } });
      await recordAudit(tx, tenantId, {
        action: 'message.sent',
        entityType: 'message',
        entityId: id,
        details: { kind },
      });
      return { outcome: 'sent' };
    }
    const { error } = result;
    const isOver = result.outcome === 'refused' || attempts >= attemptsMax;
    await tx.$executeRaw`update messages set status = ${isOver ? 'failed' : 'queued'}, claimed_until = null,
        error = ${JSON.stringify(error)}::jsonb where tenant_id = ${tenantId}::uuid and id = ${id}::uuid`;
    log.warn({ tenantId, messageId: id, kind, attempts, code: error.code, isOver }, 'a message was not delivered');
    if (!isOver) return { outcome: 'retry', afterMs: backoffMs(attempts), code: error.code };
    await recordEvent(tx, tenantId, {
      name: 'message.failed',
      flowId,
      details: { messageId: id, kind, code: error.code },
    });
    await recordAudit(tx, tenantId, {
      action: 'message.failed',
      entityType: 'message',
      entityId: id,
      details: { kind, code: error.code },
    });
    return { outcome: 'failed' };
  });
}
