import { ConnectorError, type DatasetConnector } from '@/lib/connectors';
import { recordEvent } from '@/lib/platform/events';
import type { GivenUp, Workflow } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { asCustomer } from '@/lib/tenancy';
import { datasetOf } from './dataset-of';

/** What the worker lends to pipelines. */
export type PipelineEnvironment = Readonly<{
  datasets: Pick<DatasetConnector, 'dryRun' | 'logs'>;
  means: Means;
  onUnexpected: (error: unknown, about: Readonly<Record<string, string>>) => void;
}>;

const attemptsMax = 4;
const backoffMs = 2000;

type Order = Readonly<{
  flow_id: string;
  provider: string;
  domain: string;
  template_name: string;
  run_date: Date;
  status: string;
  created_at: Date;
}>;

/**
 * The workflow `run-pipeline { tenantId, orderId }`: runs the ordered template in the customer's dataset, under the
 * order's id as key, so that being cut off and begun again is the same run. Ends `SUCCESS` or `FAILED`, with event
 * `pipeline.ended`.
 */
export const runPipelineWorkflow =
  (environment: PipelineEnvironment): Workflow =>
  async (durable, { tenantId = '', orderId = '' }) => {
    for (let attempt = 1; ; attempt += 1) {
      const again = await durable.step(`run#${attempt}`, () => runOnce(environment, tenantId, orderId, attempt));
      if (!again) return;
      await durable.sleep(backoffMs * 2 ** (attempt - 1));
    }
  };

/** True when it is to be tried again. */
async function runOnce(
  { datasets, means, onUnexpected }: PipelineEnvironment,
  tenantId: string,
  orderId: string,
  attempt: number,
): Promise<boolean> {
  const found = await asCustomer(tenantId, `pipeline:${orderId}`, async (tx) => {
    const [order] = await tx.$queryRaw<Order[]>`
      update pipeline_orders set status = 'running'
      where tenant_id = ${tenantId}::uuid and id = ${orderId}::uuid and status in ('queued', 'running')
      returning flow_id, provider, domain, template_name, run_date, status, created_at`;
    return order ? { order, dataset: await datasetOf(tx, order.flow_id) } : null;
  });
  if (found === null) return false;
  const { order, dataset } = found;
  if (dataset === null) return end('FAILED', null, null, 'dataset_missing');
  try {
    const run = await datasets.dryRun(
      { ...dataset, key: `pipeline:${orderId}` },
      {
        template: `${order.provider}/${order.domain}/${order.template_name}`,
        provider: order.provider,
        domain: order.domain,
        at: order.created_at,
        trigger: 'api',
        runDate: order.run_date.toISOString().slice(0, 10),
      },
    );
    return await end(run.status, run.pipelineLoggingId, run.failedStep, null);
  } catch (error) {
    const isForeseen = error instanceof ConnectorError;
    // A step that throws is tried again for as long as it throws, and whoever ordered the run would wait for ever.
    if (!isForeseen) onUnexpected(error, { orderId });
    if ((!isForeseen || error.retryable) && attempt < attemptsMax) return true;
    return end('FAILED', null, null, isForeseen ? error.code : 'unexpected');
  }

  async function end(
    status: 'SUCCESS' | 'FAILED',
    loggingId: string | null,
    failedStep: string | null,
    code: string | null,
  ): Promise<false> {
    await endOrder({ tenantId, orderId, status, loggingId, failedStep, code }, means);
    return false;
  }
}

/** An order that was given up has failed: whoever asks for its state is told so. */
export const giveUpPipeline: GivenUp = ({ tenantId = '', orderId = '' }) =>
  endOrder({ tenantId, orderId, status: 'FAILED', loggingId: null, failedStep: null, code: 'unexpected' }, systemMeans);

type Ended = Readonly<{
  tenantId: string;
  orderId: string;
  status: 'SUCCESS' | 'FAILED';
  loggingId: string | null;
  failedStep: string | null;
  code: string | null;
}>;

function endOrder(ended: Ended, means: Means): Promise<void> {
  const { tenantId, orderId, status, loggingId, failedStep, code } = ended;
  return asCustomer(tenantId, `pipeline:${orderId}`, async (tx) => {
    const [row] = await tx.$queryRaw<{ flow_id: string }[]>`
      update pipeline_orders set status = ${status}, pipeline_logging_id = ${loggingId}::uuid, failed_step = ${failedStep},
        error = ${code === null ? null : JSON.stringify({ code })}::jsonb, ended_at = ${means.clock.now()}
      where tenant_id = ${tenantId}::uuid and id = ${orderId}::uuid and status in ('queued', 'running') returning flow_id`;
    if (!row) return;
    await recordEvent(tx, tenantId, {
      flowId: row.flow_id,
      name: 'pipeline.ended',
      details: { orderId, status, failedStep: failedStep ?? code ?? '' },
    });
  });
}
