import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';

export type PipelineOrderView = Readonly<{
  orderId: string;
  flowId: string;
  pipelineId: string;
  status: 'queued' | 'running' | 'SUCCESS' | 'FAILED';
  pipelineLoggingId: string | null;
  failedStep: string | null;
  createdAt: Date;
  endedAt: Date | null;
}>;

/** What has become of an ordered run. Refuses `forbidden`, and `not_found` for one that is missing or out of sight. */
export async function getPipelineOrder(
  tx: TenantTx,
  actor: Actor,
  { orderId }: Readonly<{ orderId: string }>,
): Promise<Outcome<PipelineOrderView>> {
  const allowed = authorise(actor, 'pipeline.read');
  if (!allowed.ok) return allowed;
  const [row] = isUuid(orderId)
    ? await tx.$queryRaw<PipelineOrderView[]>`
        select id as "orderId", flow_id as "flowId", pipeline_id as "pipelineId", status,
          pipeline_logging_id as "pipelineLoggingId", failed_step as "failedStep", created_at as "createdAt", ended_at as "endedAt"
        from pipeline_orders where id = ${orderId}::uuid`
    : [];
  return row ? ok(row) : refuse('not_found');
}
