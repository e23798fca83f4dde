import { recordAudit } from '@/lib/audit';
import { ok, type Outcome } from '@/lib/errors';
import { systemMeans, type Means } from '@/lib/platform/means';
import { consume } from '@/lib/platform/rate-limit';
import { withTenant, type MemberActor } from '@/lib/tenancy';
import { ownHook } from './change-hook';
import type { HookPlace } from './find-hook';
import { openSecret } from './hook-secret';
import { signatureHeaders } from './profiles';
import { testKind } from './read-body';
import { receiveDelivery, type Received } from './receive-delivery';

/**
 * Sends a hook a delivery that is signed as the customer's system would sign it, through the same door and by the same
 * checks. It is known as a test by its signed body and never counts as the first delivery. Refuses `forbidden`,
 * `not_found` and `rate_limited`. Records `webhook.test_sent`.
 */
export async function sendTest(
  actor: MemberActor,
  place: HookPlace,
  address: string,
  means: Means = systemMeans,
): Promise<Outcome<Received>> {
  const prepared = await withTenant(actor, async (tx) => {
    const found = await ownHook(tx, actor, 'flow.answer', place, means);
    if (!found.ok) return found;
    const allowed = await consume('connectionTest', place.flowId);
    if (!allowed.ok) return allowed;
    const { tenantId, hook } = found.value;
    const secret = await openSecret(tx, 'inbound_hooks', { tenantId, id: hook.hookId }, hook.sealed, 'webhook:test');
    await recordAudit(tx, tenantId, {
      action: 'webhook.test_sent',
      entityType: 'webhook',
      entityId: hook.hookId,
      details: { flow: place.flowId },
    });
    const [id, at] = [means.newId(), means.clock.now()];
    const body = JSON.stringify({ type: testKind, id, sent_at: at.toISOString() });
    return ok({ hook, body, headers: signatureHeaders(hook, secret.reveal(), { id, at, body }) });
  });
  if (!prepared.ok) return prepared;
  const { hook, body, headers } = prepared.value;
  return receiveDelivery(
    {
      connector: hook.connector,
      hookId: hook.hookId,
      body: Buffer.from(body),
      header: (name) => headers[name] ?? null,
      address,
      requestId: actor.requestId,
    },
    () => Promise.resolve(),
    means,
  );
}
