import { apiRoute, type RouteAnswer } from '@/app/_server/route';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { getDirectResult } from '@/lib/provisioning';
import { withTenant } from '@/lib/tenancy';

/** What has become of an onboarding that was ordered by one call. Never shows a secret. */
export const GET = apiRoute({
  name: 'onboardings.read',
  scope: 'customer.onboard',
  async run({ actor, params }): Promise<Outcome<RouteAnswer>> {
    const flowId = params.flowId ?? '';
    if (!isUuid(flowId)) return refuse('not_found');
    const result = await withTenant(actor, (tx) => getDirectResult(tx, actor, { flowId, reveal: false }));
    if (!result.ok) return result;
    const value = result.value;
    if (value.state === 'done') return ok({ status: 200, body: { status: 'done', ...value.output } });
    return ok({
      status: 200,
      body: value.state === 'failed' ? { status: value.status, ...value.failure } : { status: value.status },
    });
  },
});
