import { createHash } from 'node:crypto';
import { escapeIdentifier, type PoolClient } from 'pg';
import { firstDifference, inspectTables } from './inspect';
import { tableNames } from './map';
import { renderPipeline, type PipelineStep } from './pipelines';
import { tableOf, type DatasetTarget } from './registry';

export type DryRunRequest = Readonly<{
  template: string;
  provider: string;
  domain: string;
  at: Date;
  /** What set it going: the set-up itself, or somebody with the customer's key. */
  trigger?: 'onboarding' | 'api';
  /** The day that the pipeline is about, `YYYY-MM-DD`; the day of `at` when absent. */
  runDate?: string;
}>;
export type DryRun = Readonly<{
  status: 'SUCCESS' | 'FAILED';
  pipelineLoggingId: string;
  pipelineId: string;
  failedStep: string | null;
}>;

/**
 * Runs the template's steps inside the dataset and logs each, as any pipeline does. The same key twice is the same run:
 * a finished success is answered again, a failure is run anew. Throws `template_missing` before it writes anything.
 */
export async function runDryRun(client: PoolClient, target: DatasetTarget, request: DryRunRequest): Promise<DryRun> {
  const pipeline = renderPipeline(request.template, {
    tenant_id: target.name,
    provider: request.provider,
    domain: request.domain,
    template_name: request.template.split('/').at(-1) ?? request.template,
    run_date: request.runDate ?? request.at.toISOString().slice(0, 10),
  });
  const id = idOf(target.key);
  const answer = { pipelineLoggingId: id, pipelineId: pipeline.pipeline_id };
  const runs = tableOf(target.name, 'pipeline_runs');
  if (!(await inspectTables(client, target.name)).some((table) => table.name === 'pipeline_runs')) {
    return { ...answer, status: 'FAILED', failedStep: 'tables_present' };
  }
  const { rows } = await client.query<{ status: string }>(`select status from ${runs} where pipeline_logging_id = $1`, [
    id,
  ]);
  if (rows[0]?.status === 'SUCCESS') return { ...answer, status: 'SUCCESS', failedStep: null };
  await removeRows(client, target.name, id);

  await client.query(
    `insert into ${runs} (pipeline_logging_id, tenant_id, pipeline_id, status, trigger_type, start_time, created_at)
     values ($1, $2, $3, 'RUNNING', $5, clock_timestamp(), $4)`,
    [id, target.name, pipeline.pipeline_id, request.at, request.trigger ?? 'onboarding'],
  );
  let failedStep: string | null = null;
  for (const step of pipeline.steps) {
    if (!(await runStep(client, target, id, step))) {
      failedStep = step.name;
      break;
    }
  }
  const status = failedStep === null ? 'SUCCESS' : 'FAILED';
  await client.query(
    `update ${runs} set status = $2, end_time = clock_timestamp(), error_message = $3,
       duration_ms = extract(epoch from clock_timestamp() - start_time) * 1000 where pipeline_logging_id = $1`,
    [id, status, failedStep],
  );
  return { ...answer, status, failedStep };
}

/** Removes what a dry run has written; answers whether there was anything. */
export async function removeDryRun(client: PoolClient, target: DatasetTarget): Promise<boolean> {
  return removeRows(client, target.name, idOf(target.key));
}

async function removeRows(client: PoolClient, dataset: string, id: string): Promise<boolean> {
  const present = await inspectTables(client, dataset);
  let removed = false;
  for (const table of ['dq_results', 'step_logs', 'pipeline_runs']) {
    if (!present.some(({ name }) => name === table)) continue;
    const { rowCount } = await client.query(`delete from ${tableOf(dataset, table)} where pipeline_logging_id = $1`, [
      id,
    ]);
    removed ||= (rowCount ?? 0) > 0;
  }
  return removed;
}

/** One step with its log row. A step that throws is a failed step, undone to its own beginning. */
async function runStep(client: PoolClient, target: DatasetTarget, runId: string, step: PipelineStep): Promise<boolean> {
  const { rows } = await client.query<{ at: Date }>('select clock_timestamp() as at');
  await client.query('savepoint step');
  let passed: boolean;
  let reason = step.name;
  try {
    passed = await check(client, target, runId, step);
  } catch (error) {
    passed = false;
    reason = error instanceof Error && 'code' in error ? String(error.code) : step.name;
    await client.query('rollback to savepoint step');
  }
  await client.query('release savepoint step');
  if (!(await inspectTables(client, target.name)).some(({ name }) => name === 'step_logs')) return false;
  await client.query(
    `insert into ${tableOf(target.name, 'step_logs')} (step_logging_id, pipeline_logging_id, step_number, step_name,
       step_type, status, start_time, end_time, error_message, metadata, created_at)
     values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, clock_timestamp(), $7, '{}', clock_timestamp())`,
    [runId, step.step_number, step.name, step.type, passed ? 'SUCCESS' : 'FAILED', rows[0]?.at, passed ? null : reason],
  );
  return passed;
}

async function check(client: PoolClient, target: DatasetTarget, runId: string, step: PipelineStep): Promise<boolean> {
  switch (step.type) {
    case 'connect': {
      const { rowCount } = await client.query('select version()');
      return rowCount === 1;
    }
    case 'tables_present': {
      const present = new Set((await inspectTables(client, target.name)).map((table) => table.name));
      return tableNames.every((name) => present.has(name));
    }
    case 'columns_match':
      return firstDifference(await inspectTables(client, target.name)) === null;
    case 'write_and_read': {
      const table = step.target_table ?? 'dq_results';
      const { rows } = await client.query<{ status: string }>(
        `insert into ${tableOf(target.name, 'dq_results')}
           (dq_result_id, pipeline_logging_id, target_table, rule, status, observed, created_at)
         values (gen_random_uuid(), $1, $2, $3, 'PASSED', '{}', clock_timestamp()) returning status`,
        [runId, table, step.rule ?? step.name],
      );
      return rows[0]?.status === 'PASSED';
    }
    case 'create_table': {
      const columns = Object.entries(step.columns ?? {}).map(([name, type]) => `${escapeIdentifier(name)} ${type}`);
      const table = ownTable(step);
      if (table === null || columns.length === 0) return false;
      await client.query(`create table if not exists ${tableOf(target.name, table)} (${columns.join(', ')})`);
      return true;
    }
    case 'sample_row': {
      const table = ownTable(step);
      const values = Object.entries(step.values ?? {});
      if (table === null || values.length === 0) return false;
      const { rowCount } = await client.query(
        `insert into ${tableOf(target.name, table)} (${values.map(([name]) => escapeIdentifier(name)).join(', ')})
         values (${values.map((_, index) => `$${index + 1}`).join(', ')})`,
        values.map(([, value]) => value),
      );
      return rowCount === 1;
    }
    case 'quality': {
      const table = ownTable(step);
      if (table === null || step.column === undefined) return false;
      const column = escapeIdentifier(step.column);
      const { rows } = await client.query<{ wrong: number }>(
        `select count(*)::int as wrong from ${tableOf(target.name, table)} where ${column} is null or ${column} < 0`,
      );
      const wrong = rows[0]?.wrong ?? 0;
      await client.query(
        `insert into ${tableOf(target.name, 'dq_results')}
           (dq_result_id, pipeline_logging_id, target_table, rule, status, observed, created_at)
         values (gen_random_uuid(), $1, $2, $3, $4, $5, clock_timestamp())`,
        [runId, table, step.rule ?? step.name, wrong === 0 ? 'PASSED' : 'FAILED', JSON.stringify({ wrong })],
      );
      return wrong === 0;
    }
  }
}

/** A table of the pipeline's own: never one of the five that every dataset has. */
const ownTable = ({ target_table: table }: PipelineStep): string | null =>
  table === undefined || tableNames.includes(table) ? null : table;

/** The id of the run under this key: the same key is the same run, and two keys never share one (SHA-256, version 8). */
function idOf(key: string): string {
  const hex = createHash('sha256').update(`dry-run:${key}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
