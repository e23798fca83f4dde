import { createHash } from 'node:crypto';
import { personToTell } from '@/lib/auth';
import { toLocale } from '@/lib/i18n';
import { config } from '@/lib/platform/config';
import { log } from '@/lib/platform/logging';
import { composeMail } from './compose';
import { messageIdOf, type Delivery } from './deliver-message';
import { sendMail } from './transport';

/**
 * Tells a person that their password was set or removed, in case it was not them. `dropped` when the person is gone. A mail
 * that arrives twice says the same twice, so there is no record of sending.
 */
export async function deliverPasswordNotice(notice: Readonly<{ userId: string; what: string }>): Promise<Delivery> {
  const person = await personToTell(notice.userId);
  if (!person) return { outcome: 'dropped' };
  const url = `${config().publicUrl}/${toLocale(person.locale)}/account/security`;
  const change = notice.what === 'password-removed' ? 'removed' : 'set';
  const mail = await composeMail({ kind: 'password_notice', url, name: person.name, change }, person.locale, null);
  const key = `${notice.userId}:${notice.what}:${Date.now()}`;
  const messageId = messageIdOf(createHash('sha256').update(key).digest('hex').slice(0, 32));
  const result = await sendMail({ ...mail, to: person.email, fromName: 'Portico', messageId });
  if (result.outcome === 'sent') return { outcome: 'sent' };
  log.warn({ userId: notice.userId, code: result.error.code }, 'a notice about a password was not delivered');
  return result.outcome === 'retry'
    ? { outcome: 'retry', afterMs: 30_000, code: result.error.code }
    : { outcome: 'failed' };
}
