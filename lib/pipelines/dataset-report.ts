import { ConnectorError, type DatasetLogs } from '@/lib/connectors';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { enqueue, type GivenUp, type JobArgs, type Workflow } from '@/lib/platform/jobs';
import { isUuid } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { asCustomer, authorise, can, type Actor, type TenantTx } from '@/lib/tenancy';
import { datasetOf } from './dataset-of';
import type { PipelineEnvironment } from './run-pipeline';

export type DatasetReportView = Readonly<{
  dataset: string;
  /** While the worker is looking. */
  looking: boolean;
  readAt: Date | null;
  logs: DatasetLogs | null;
  /** A code of `provisioning.failure` when the last look failed. */
  error: string | null;
  canRun: boolean;
}>;

/**
 * What the worker last read in the customer's dataset: runs, steps, quality. Null where there is no dataset for
 * pipelines. Refuses `forbidden`, and `not_found` for a flow that is missing or out of sight.
 */
export async function getDatasetReport(
  tx: TenantTx,
  actor: Actor,
  { flowId }: Readonly<{ flowId: string }>,
): Promise<Outcome<DatasetReportView | null>> {
  const found = await find(tx, actor, flowId);
  if (!found.ok) return found;
  if (found.value === null) return ok(null);
  const [row] = await tx.$queryRaw<
    { asked_at: Date; read_at: Date | null; report: DatasetLogs | null; error: { code: string } | null }[]
  >`select asked_at, read_at, nullif(report, '{}'::jsonb) as report, error from dataset_reports
    where tenant_id = ${found.value.tenantId}::uuid and flow_id = ${flowId}::uuid`;
  return ok({
    dataset: found.value.name,
    looking: row !== undefined && (row.read_at === null || row.read_at < row.asked_at),
    readAt: row?.read_at ?? null,
    logs: row?.report ?? null,
    error: row?.error?.code ?? null,
    canRun: can(actor, 'pipeline.run'),
  });
}

/**
 * Asks the worker to look into the dataset. Refuses `forbidden`, `not_found`, and `pipelines_not_ready` without one.
 * With `pipelineLoggingId` the steps of that run are read instead of those of the newest.
 */
export async function askDatasetReport(
  tx: TenantTx,
  actor: Actor,
  { flowId, pipelineLoggingId }: Readonly<{ flowId: string; pipelineLoggingId?: string }>,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ flowId: string }>>> {
  const found = await find(tx, actor, flowId);
  if (!found.ok) return found;
  if (found.value === null) return refuse('pipelines_not_ready');
  const { tenantId } = found.value;
  const now = means.clock.now();
  await tx.$executeRaw`
    insert into dataset_reports (tenant_id, flow_id, asked_at) values (${tenantId}::uuid, ${flowId}::uuid, ${now})
    on conflict (tenant_id, flow_id) do update set asked_at = excluded.asked_at`;
  const wanted: JobArgs = pipelineLoggingId !== undefined && isUuid(pipelineLoggingId) ? { pipelineLoggingId } : {};
  await enqueue(tx, {
    workflow: 'read-dataset',
    id: `read-dataset:${flowId}:${now.getTime()}`,
    args: { tenantId, flowId, ...wanted },
  });
  return ok({ flowId });
}

/** The workflow `read-dataset { tenantId, flowId, pipelineLoggingId? }`: one look, whose failure is an answer too. */
export const readDatasetWorkflow =
  ({ datasets, means, onUnexpected }: PipelineEnvironment): Workflow =>
  async (durable, { tenantId = '', flowId = '', pipelineLoggingId }) => {
    await durable.step('read', async () => {
      const reason = `read-dataset:${flowId}`;
      const dataset = await asCustomer(tenantId, reason, (tx) => datasetOf(tx, flowId));
      let report: DatasetLogs | null = null;
      let code: string | null = dataset === null ? 'dataset_missing' : null;
      try {
        if (dataset) report = await datasets.logs({ ...dataset, key: reason }, pipelineLoggingId ?? null);
      } catch (error) {
        const isForeseen = error instanceof ConnectorError;
        if (!isForeseen) onUnexpected(error, { flowId });
        code = isForeseen ? error.code : 'unexpected';
      }
      await asCustomer(
        tenantId,
        reason,
        (tx) => tx.$executeRaw`
          update dataset_reports set read_at = greatest(${means.clock.now()}, asked_at),
            report = coalesce(${report === null ? null : JSON.stringify(report)}::jsonb, report),
            error = ${code === null ? null : JSON.stringify({ code })}::jsonb
          where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid`,
      );
    });
  };

/** A look that was given up has failed; what was read before stays. */
export const giveUpDatasetReport: GivenUp = ({ tenantId = '', flowId = '' }) =>
  asCustomer(tenantId, `read-dataset:${flowId}`, async (tx) => {
    await tx.$executeRaw`
      update dataset_reports set read_at = greatest(${systemMeans.clock.now()}, asked_at), error = '{"code":"unexpected"}'
      where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and (read_at is null or read_at < asked_at)`;
  });

async function find(tx: TenantTx, actor: Actor, flowId: string) {
  const allowed = authorise(actor, 'pipeline.read');
  if (!allowed.ok) return allowed;
  const [flow] = isUuid(flowId)
    ? await tx.$queryRaw<{ id: string }[]>`select id from onboarding_flows where id = ${flowId}::uuid`
    : [];
  return flow ? ok(await datasetOf(tx, flowId)) : refuse('not_found');
}
