import { apiRoute, type RouteAnswer } from '@/app/_server/route';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { localizedText } from '@/lib/i18n';
import { keepResponse } from '@/lib/idempotency';
import { onboardDirectly, onboardDirectlyInput } from '@/lib/onboarding';
import { systemMeans } from '@/lib/platform/means';
import { getDirectResult, type DirectResult } from '@/lib/provisioning';
import { withTenant, withTenantOrNothing, type MachineActor } from '@/lib/tenancy';

/** How long a call waits for its own run before it answers 202, and how often it looks. */
const waitMs = 25_000;
const lookMs = 150;

/**
 * Onboards a customer in one call. 201 with what the template promises, its key among it once; 202 with `Location`
 * while the set-up is still under way: repeat the call with the same idempotency key. The key is in the first 201 only.
 */
export const POST = apiRoute({
  name: 'customers.onboard',
  scope: 'customer.onboard',
  body: onboardDirectlyInput,
  idempotent: true,
  async run({ actor, body, idempotencyKey, signal }): Promise<Outcome<RouteAnswer>> {
    const ordered = await withTenantOrNothing(actor, (tx) => onboardDirectly(tx, actor, { body, idempotencyKey }));
    if (!ordered.ok) return ordered;
    const { flowId } = ordered.value;
    const result = await settled(actor, flowId, signal);
    if (!result.ok) return result;
    if (result.value.state === 'failed') {
      return refuse('set_up_failed', { failed_step: result.value.failure?.failed_step ?? '' });
    }
    if (result.value.state === 'under_way') {
      const location = `/api/v1/onboardings/${flowId}`;
      return ok({ status: 202, body: { status: result.value.status, location }, headers: { location } });
    }
    const { output, secrets, message, messageArgs } = result.value;
    const response = { ...output, message: localizedText(message, 'en', 'en', messageArgs) };
    await withTenant(actor, (tx) =>
      keepResponse(tx, { tenantId: actor.tenantId, key: idempotencyKey, status: 201, response }, systemMeans),
    );
    const shown = Object.fromEntries(Object.entries(secrets).map(([member, secret]) => [member, secret.reveal()]));
    return ok({ status: 201, body: { ...response, ...shown }, headers: { location: `/api/v1/onboardings/${flowId}` } });
  },
});

/** Looks until the run has ended, the time is up, or the caller has gone. */
async function settled(actor: MachineActor, flowId: string, signal: AbortSignal): Promise<Outcome<DirectResult>> {
  const until = Date.now() + waitMs;
  for (;;) {
    const result = await withTenant(actor, (tx) => getDirectResult(tx, actor, { flowId, reveal: true }));
    if (!result.ok || result.value.state !== 'under_way' || Date.now() >= until || signal.aborted) return result;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}
