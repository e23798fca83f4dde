import { apiRoute, type RouteAnswer } from '@/app/_server/route';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { getSetUpResult } from '@/lib/provisioning';
import { withTenant } from '@/lib/tenancy';

/** What the newest set-up of an onboarding has come to, however that began. Holds names and codes, never a secret. */
export const GET = apiRoute({
  name: 'onboardings.result',
  scope: 'run.read',
  async run({ actor, params }): Promise<Outcome<RouteAnswer>> {
    const flowId = params.flowId ?? '';
    if (!isUuid(flowId)) return refuse('not_found');
    const result = await withTenant(actor, (tx) => getSetUpResult(tx, actor, { flowId }));
    return result.ok ? ok({ status: 200, body: result.value }) : result;
  },
});
