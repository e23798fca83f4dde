import type { Durable, Workflow } from '@/lib/platform/jobs';
import { deliverMessage, type Delivery } from './deliver-message';
import { deliverPasswordNotice } from './deliver-password-notice';
import { deliverSignIn } from './deliver-sign-in';
import type { Enclosures } from './message-content';

/**
 * The workflow `deliver-message`, with what other parts of the product put into their mails: tries until the message is
 * sent, dropped or given up. Args: tenantId, messageId.
 */
export const deliverMessageWith =
  (enclosures: Enclosures): Workflow =>
  (durable, { tenantId = '', messageId = '' }) =>
    untilSettled(durable, () => deliverMessage({ tenantId, messageId }, enclosures));

/** The same for mails that nobody else has a part in. */
export const deliverMessageWorkflow: Workflow = deliverMessageWith({});

/** The workflow `sign-in-mail`: tries until sent or the challenge is over. Args: challengeId. */
export const signInMailWorkflow: Workflow = (durable, { challengeId = '' }) =>
  untilSettled(durable, () => deliverSignIn({ challengeId }));

/** The workflow `sign-in-notice`: tells a person about a change of their password. Args: userId, what. */
export const signInNoticeWorkflow: Workflow = (durable, { userId = '', what = '' }) =>
  untilSettled(durable, () => deliverPasswordNotice({ userId, what }));

/** Every attempt is a step and every wait is durable, so that a worker that dies goes on where it was. */
async function untilSettled(durable: Durable, attempt: () => Promise<Delivery>): Promise<void> {
  // A challenge is over after fifteen minutes and a message after twelve attempts; the bound only guards against a fault.
  for (let turn = 1; turn <= 500; turn += 1) {
    const delivery = await durable.step(`attempt-${turn}`, attempt);
    if (delivery.outcome !== 'retry') return;
    await durable.sleep(delivery.afterMs);
  }
}
