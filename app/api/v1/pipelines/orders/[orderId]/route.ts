import { apiRoute, type RouteAnswer } from '@/app/_server/route';
import { authenticateCustomerKey } from '@/lib/auth';
import { ok, type Outcome } from '@/lib/errors';
import { getPipelineOrder } from '@/lib/pipelines';
import { withTenant } from '@/lib/tenancy';

/** What has become of a pipeline that was ordered with the same customer's key. */
export const GET = apiRoute({
  name: 'pipelines.order',
  scope: 'pipeline.read',
  authenticate: authenticateCustomerKey,
  async run({ actor, params }): Promise<Outcome<RouteAnswer>> {
    const order = await withTenant(actor, (tx) => getPipelineOrder(tx, actor, { orderId: params.orderId ?? '' }));
    if (!order.ok) return order;
    const { pipelineId, pipelineLoggingId, status, failedStep, createdAt, endedAt } = order.value;
    return ok({
      status: 200,
      body: {
        pipeline_id: pipelineId,
        pipeline_logging_id: pipelineLoggingId,
        status,
        failed_step: failedStep,
        created_at: createdAt.toISOString(),
        ended_at: endedAt?.toISOString() ?? null,
      },
    });
  },
});
