import { createHash } from 'node:crypto';
import { armChallenge, finishChallengeMail, lifetimes } from '@/lib/auth';
import { toLocale } from '@/lib/i18n';
import { config } from '@/lib/platform/config';
import { log } from '@/lib/platform/logging';
import { composeMail } from './compose';
import { leaseSeconds, messageIdOf, type Delivery } from './deliver-message';
import { sendMail } from './transport';

/**
 * Sends the mail of a sign-in, once: mints the link and the code, stores their hashes, and only then hands the mail over.
 * `dropped` when nobody has that address (which only this job ever finds out) or the challenge is over. A retry mints
 * anew, so of two copies the younger works.
 */
export async function deliverSignIn({ challengeId }: Readonly<{ challengeId: string }>): Promise<Delivery> {
  const challenge = await armChallenge(challengeId, leaseSeconds);
  if (challenge.outcome === 'busy') return { outcome: 'retry', afterMs: 5000, code: 'busy' };
  if (challenge.outcome === 'none') return { outcome: 'dropped' };
  const { email, locale, theme, linkToken, code } = challenge;
  const mail = await composeMail(
    {
      kind: 'sign_in',
      url: `${config().publicUrl}/${toLocale(locale)}/sign-in/link/${linkToken}`,
      code,
      minutes: lifetimes.challenge / 60,
    },
    locale,
    theme,
  );
  // The challenge's id is half of what a code needs, so the header carries its hash.
  const messageId = messageIdOf(createHash('sha256').update(challengeId).digest('hex').slice(0, 32));
  const result = await sendMail({ ...mail, to: email, fromName: theme?.name ?? 'Portico', messageId });
  await finishChallengeMail(challengeId, result.outcome !== 'retry');
  if (result.outcome === 'sent') return { outcome: 'sent' };
  log.warn({ challengeId, code: result.error.code }, 'a sign-in mail was not delivered');
  return result.outcome === 'retry'
    ? { outcome: 'retry', afterMs: 2000, code: result.error.code }
    : { outcome: 'failed' };
}
