import type { PoolClient } from 'pg';
import { tableOf } from './registry';

export type PipelineRunRow = Readonly<{
  pipelineLoggingId: string;
  pipelineId: string;
  status: string;
  trigger: string;
  startedAt: string | null;
  durationMs: number | null;
}>;
export type StepLogRow = Readonly<{ number: number; name: string; status: string; startedAt: string | null }>;
export type QualityRow = Readonly<{ table: string; rule: string; at: string | null }>;
export type DatasetLogs = Readonly<{
  /** The last ten, the newest first. */
  runs: readonly PipelineRunRow[];
  /** The steps of the run that was asked for, else of the newest, in their order. */
  steps: readonly StepLogRow[];
  stepsOf: string | null;
  /** What quality rules have found wrong, the newest first, fifty at most. */
  failures: readonly QualityRow[];
}>;

const runsMax = 10;
const failuresMax = 50;

/** Reads the logs of a dataset inside a transaction of its warehouse. */
export async function readLogs(client: PoolClient, dataset: string, wanted: string | null): Promise<DatasetLogs> {
  const runs = await client.query<PipelineRunRow>(
    `select pipeline_logging_id as "pipelineLoggingId", pipeline_id as "pipelineId", status,
       trigger_type as trigger, to_json(start_time) #>> '{}' as "startedAt", duration_ms::int as "durationMs"
     from ${tableOf(dataset, 'pipeline_runs')} order by created_at desc, pipeline_logging_id desc limit ${runsMax}`,
  );
  const stepsOf = wanted ?? runs.rows[0]?.pipelineLoggingId ?? null;
  const steps = await client.query<StepLogRow>(
    `select step_number as number, step_name as name, status, to_json(start_time) #>> '{}' as "startedAt"
     from ${tableOf(dataset, 'step_logs')} where pipeline_logging_id = $1 order by step_number`,
    [stepsOf],
  );
  const failures = await client.query<QualityRow>(
    `select target_table as table, rule, to_json(created_at) #>> '{}' as at
     from ${tableOf(dataset, 'dq_results')} where status = 'FAILED'
     order by created_at desc, dq_result_id desc limit ${failuresMax}`,
  );
  return { runs: runs.rows, steps: steps.rows, stepsOf, failures: failures.rows };
}
