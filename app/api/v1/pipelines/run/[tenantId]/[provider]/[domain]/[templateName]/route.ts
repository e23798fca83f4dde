import { apiRoute, type RouteAnswer } from '@/app/_server/route';
import { authenticateCustomerKey } from '@/lib/auth';
import { ok, refuse, type Outcome } from '@/lib/errors';
import {
  getPipelineOrder,
  keyHolder,
  orderPipeline,
  orderPipelineInput,
  type PipelineOrderView,
} from '@/lib/pipelines';
import { withTenant, withTenantOrNothing, type MachineActor } from '@/lib/tenancy';

/** How long a call waits for its own run before it answers 202, and how often it looks. */
const waitMs = 25_000;
const lookMs = 150;

/**
 * Runs a shared pipeline template in the caller's own dataset, with the key that was issued to the customer. A tenant
 * id in the path that is not the key's is `forbidden`, the same whether there is such a tenant or not. 200 with how it
 * ended; 202 with `Location` while it is still under way.
 */
export const POST = apiRoute({
  name: 'pipelines.run',
  scope: 'pipeline.run',
  authenticate: authenticateCustomerKey,
  body: orderPipelineInput,
  async run({ actor, body, params, signal }): Promise<Outcome<RouteAnswer>> {
    const ordered = await withTenantOrNothing(actor, async (tx) => {
      const holder = await keyHolder(tx, actor);
      if (holder === null || holder.identifier !== params.tenantId) {
        return refuse('forbidden', { action: 'pipeline.run' });
      }
      const { provider = '', domain = '', templateName = '' } = params;
      return orderPipeline(tx, actor, {
        flowId: holder.flowId,
        provider,
        domain,
        templateName,
        body,
        idempotencyKey: null,
      });
    });
    if (!ordered.ok) return ordered;
    const order = await settled(actor, ordered.value.orderId, signal);
    if (!order.ok) return order;
    const location = `/api/v1/pipelines/orders/${order.value.orderId}`;
    const hasEnded = order.value.endedAt !== null;
    return ok({
      status: hasEnded ? 200 : 202,
      body: {
        pipeline_id: order.value.pipelineId,
        pipeline_logging_id: order.value.pipelineLoggingId,
        status: order.value.status,
        failed_step: order.value.failedStep,
        location,
      },
      headers: { location },
    });
  },
});

/** Looks until the run has ended, the time is up, or the caller has gone. */
async function settled(actor: MachineActor, orderId: string, signal: AbortSignal): Promise<Outcome<PipelineOrderView>> {
  const until = Date.now() + waitMs;
  for (;;) {
    const order = await withTenant(actor, (tx) => getPipelineOrder(tx, actor, { orderId }));
    if (!order.ok || order.value.endedAt !== null || Date.now() >= until || signal.aborted) return order;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}
