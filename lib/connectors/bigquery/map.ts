import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TableColumn, TableSchema } from '@/lib/flow-definition';
import { ConnectorError } from '../connector';
import type { BigQueryColumn, BigQueryDataset, QueryParameter, QueryPlan, QueryResult, QueryRow } from './port';

/** The product as people know it. */
export const bigQuery = 'BigQuery';

/** Names as `tables.get` gives them back (https://cloud.google.com/bigquery/docs/reference/rest/v2/tables#TableFieldSchema). */
const columnTypes: Readonly<Record<TableColumn['type'], string>> = {
  string: 'STRING',
  integer: 'INTEGER',
  number: 'FLOAT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  json: 'JSON',
  bytes: 'BYTES',
};
const olderNames: Readonly<Record<string, string>> = { INT64: 'INTEGER', FLOAT64: 'FLOAT', BOOL: 'BOOLEAN' };

/** The columns of a table as BigQuery wants them. */
export const columnsOf = ({ columns }: TableSchema): readonly BigQueryColumn[] =>
  columns.map(({ name, type, required }) => ({
    name,
    type: columnTypes[type],
    mode: required === true ? 'REQUIRED' : 'NULLABLE',
  }));

/** Whether two lists of columns are the same, in any order. */
export function sameColumns(left: readonly BigQueryColumn[], right: readonly BigQueryColumn[]): boolean {
  const spelled = (columns: readonly BigQueryColumn[]): string =>
    columns
      .map(({ name, type, mode }) => `${name} ${type} ${mode}`)
      .sort()
      .join(', ');
  return spelled(left) === spelled(right);
}

const datasetShape = z.object({
  datasetReference: z.object({ datasetId: z.string() }),
  location: z.string().default(''),
  labels: z.record(z.string(), z.string()).default({}),
});

/** A dataset from its resource; throws `answer_unreadable`. */
export function datasetFrom(body: unknown): BigQueryDataset {
  const { datasetReference, location, labels } = read(datasetShape, body);
  return { datasetId: datasetReference.datasetId, location, labels };
}

const columnShape = z.object({
  name: z.string(),
  type: z.string().transform((type) => olderNames[type] ?? type),
  mode: z.enum(['NULLABLE', 'REQUIRED', 'REPEATED']).default('NULLABLE'),
});
const schemaShape = z.object({ fields: z.array(columnShape).default([]) });
const tableShape = z.object({
  tableReference: z.object({ tableId: z.string() }),
  schema: schemaShape.default({ fields: [] }),
});

/** A table from its resource; throws `answer_unreadable`. */
export function tableFrom(body: unknown): { tableId: string; schema: readonly BigQueryColumn[] } {
  const { tableReference, schema } = read(tableShape, body);
  return { tableId: tableReference.tableId, schema: schema.fields };
}

const datasetListShape = z.object({
  datasets: z.array(z.object({ datasetReference: z.object({ datasetId: z.string() }) })).default([]),
});
export const datasetIdsFrom = (body: unknown): readonly string[] =>
  read(datasetListShape, body).datasets.map(({ datasetReference }) => datasetReference.datasetId);

const tableListShape = z.object({
  tables: z.array(z.object({ tableReference: z.object({ tableId: z.string() }) })).default([]),
  nextPageToken: z.string().optional(),
});
export function tableIdsFrom(body: unknown): { tableIds: readonly string[]; next: string | undefined } {
  const { tables, nextPageToken } = read(tableListShape, body);
  return { tableIds: tables.map(({ tableReference }) => tableReference.tableId), next: nextPageToken };
}

/** Named parameters (https://cloud.google.com/bigquery/docs/parameterized-queries#api). */
export function parametersOf(parameters: Readonly<Record<string, QueryParameter>>): readonly unknown[] {
  return Object.entries(parameters).map(([name, value]) => ({ name, ...parameterOf(value) }));
}

function parameterOf(value: QueryParameter): { parameterType: unknown; parameterValue: unknown } {
  const of = (type: string, text: string | null) => ({ parameterType: { type }, parameterValue: { value: text } });
  if (value === null) return of('STRING', null);
  if (typeof value === 'string') return of('STRING', value);
  if (typeof value === 'boolean') return of('BOOL', String(value));
  if (typeof value === 'number') return of(Number.isSafeInteger(value) ? 'INT64' : 'FLOAT64', String(value));
  if (value instanceof Date) return of('TIMESTAMP', value.toISOString());
  return {
    parameterType: { type: 'ARRAY', arrayType: { type: 'STRING' } },
    parameterValue: { arrayValues: value.map((each) => ({ value: each })) },
  };
}

/**
 * The id under which BigQuery does a statement only once, however often it arrives within fifteen minutes
 * (https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs/query#queryrequest): 36 characters at most.
 */
export const requestIdOf = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, 36);

const cellShape = z.object({ v: z.unknown() });
const resultShape = z.object({
  jobComplete: z.boolean(),
  jobReference: z.object({ jobId: z.string(), location: z.string().optional() }).optional(),
  schema: schemaShape.optional(),
  rows: z.array(z.object({ f: z.array(cellShape) })).default([]),
  totalRows: z.coerce.number().default(0),
  numDmlAffectedRows: z.coerce.number().default(0),
});

/** The answer to a statement: a job that is not done yet, or what came of it. */
export function resultFrom(
  body: unknown,
):
  | Readonly<{ done: false; jobId: string; location: string | undefined }>
  | Readonly<{ done: true; result: QueryResult }> {
  const parsed = read(resultShape, body);
  if (!parsed.jobComplete) {
    if (!parsed.jobReference) throw new ConnectorError('answer_unreadable', { system: bigQuery });
    return { done: false, jobId: parsed.jobReference.jobId, location: parsed.jobReference.location };
  }
  const fields = parsed.schema?.fields ?? [];
  const rows = parsed.rows.map(({ f }): QueryRow =>
    Object.fromEntries(fields.map((field, index) => [field.name, valueFrom(field, f[index]?.v)])),
  );
  return { done: true, result: { rows, totalRows: parsed.totalRows, affectedRows: parsed.numDmlAffectedRows } };
}

const plannedTable = z.object({ projectId: z.string(), datasetId: z.string(), tableId: z.string() });
const planShape = z.object({
  statistics: z.object({
    query: z.object({
      statementType: z.string(),
      referencedTables: z.array(plannedTable).default([]),
      referencedRoutines: z.array(z.unknown()).default([]),
      totalBytesProcessed: z.coerce.number().default(0),
    }),
  }),
});

/**
 * What a dry run says of a statement (https://cloud.google.com/bigquery/docs/reference/rest/v2/Job#JobStatistics2); throws
 * `answer_unreadable` where it does not say of which kind the statement is.
 */
export function planFrom(body: unknown): QueryPlan {
  const { query } = read(planShape, body).statistics;
  return {
    statementType: query.statementType,
    tables: query.referencedTables,
    hasRoutines: query.referencedRoutines.length > 0,
    bytes: query.totalBytesProcessed,
  };
}

function valueFrom(field: BigQueryColumn, value: unknown): QueryRow[string] {
  if (field.mode === 'REPEATED') {
    const parsed = z.array(cellShape).safeParse(value);
    return parsed.success ? parsed.data.map(({ v }) => scalarFrom(field, v)) : [];
  }
  return scalarFrom(field, value);
}

/** Scalars arrive as texts. A moment arrives in microseconds, because we ask for that, and is given on in ISO 8601. */
function scalarFrom({ type }: BigQueryColumn, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string') throw new ConnectorError('answer_unreadable', { system: bigQuery });
  return type === 'TIMESTAMP' && /^-?\d{1,18}$/.test(value) ? new Date(Number(value) / 1000).toISOString() : value;
}

function read<T>(shape: z.ZodType<T>, body: unknown): T {
  const parsed = shape.safeParse(body);
  if (!parsed.success) throw new ConnectorError('answer_unreadable', { system: bigQuery });
  return parsed.data;
}
