import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { pipelineTemplates, renderPipeline } from '@/lib/connectors';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { recordEvent } from '@/lib/platform/events';
import { enqueue } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { datasetOf } from './dataset-of';

export const orderPipelineInput = z.strictObject({
  /** The day that the pipeline is about; today when absent. */
  run_date: z.iso.date('field.invalid').optional(),
});
export type OrderPipelineInput = Readonly<{
  flowId: string;
  provider: string;
  domain: string;
  templateName: string;
  body: z.infer<typeof orderPipelineInput>;
  /** The same key orders the same run once; null for a run of its own. */
  idempotencyKey: string | null;
}>;

/**
 * Orders a run of a shared pipeline template in the customer's dataset; the worker carries it out. Refuses `forbidden`,
 * `not_found` for a flow that is missing or out of sight, `pipeline_unknown`, and `pipelines_not_ready` without a
 * dataset. Records audit `pipeline.ordered` and event `pipeline.ordered`.
 */
export async function orderPipeline(
  tx: TenantTx,
  actor: Actor,
  input: OrderPipelineInput,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ orderId: string; pipelineId: string }>>> {
  const allowed = authorise(actor, 'pipeline.run');
  if (!allowed.ok) return allowed;
  const { flowId, provider, domain, templateName, body, idempotencyKey } = input;
  const [flow] = isUuid(flowId)
    ? await tx.$queryRaw<{ id: string }[]>`select id from onboarding_flows where id = ${flowId}::uuid`
    : [];
  if (!flow) return refuse('not_found');
  const template = `${provider}/${domain}/${templateName}`;
  if (!pipelineTemplates.includes(template)) return refuse('pipeline_unknown');
  const dataset = await datasetOf(tx, flowId);
  if (dataset === null) return refuse('pipelines_not_ready');

  const now = means.clock.now();
  const runDate = body.run_date ?? now.toISOString().slice(0, 10);
  const { pipeline_id: pipelineId } = renderPipeline(template, {
    tenant_id: dataset.name,
    provider,
    domain,
    template_name: templateName,
    run_date: runDate,
  });
  const orderId = means.newId();
  const { tenantId } = dataset;
  const placed = await tx.$executeRaw`
    insert into pipeline_orders (tenant_id, id, flow_id, provider, domain, template_name, run_date, idempotency_key, pipeline_id, created_at)
    values (${tenantId}::uuid, ${orderId}::uuid, ${flowId}::uuid, ${provider}, ${domain}, ${templateName}, ${runDate}::date,
      ${idempotencyKey}, ${pipelineId}, ${now})
    on conflict (tenant_id, idempotency_key) do nothing`;
  if (placed === 0) {
    const [known] = await tx.$queryRaw<{ id: string; pipeline_id: string }[]>`
      select id, pipeline_id from pipeline_orders where tenant_id = ${tenantId}::uuid and idempotency_key = ${idempotencyKey}`;
    if (!known) return refuse('conflict');
    return known.pipeline_id === pipelineId ? ok({ orderId: known.id, pipelineId }) : refuse('idempotency_key_reused');
  }
  await enqueue(tx, { workflow: 'run-pipeline', id: `pipeline:${orderId}`, args: { tenantId, orderId } });
  await recordAudit(tx, tenantId, {
    action: 'pipeline.ordered',
    entityType: 'pipeline_order',
    entityId: orderId,
    details: { pipelineId },
  });
  await recordEvent(tx, tenantId, { flowId, name: 'pipeline.ordered', details: { orderId, pipelineId } });
  return ok({ orderId, pipelineId });
}
