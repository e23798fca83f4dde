import { randomUUID } from 'node:crypto';
import type { SimulatedRequest, SimulatedResponse } from '../http-simulator';
import { runSql, type SqlAnswer } from './run-sql';
import { SqlError, type SqlColumn, type SqlTable, type SqlValue } from './sql';
import { googleError, type GoogleState, type SimulatedDataset } from './state';

const olderNames: Readonly<Record<string, string>> = { INT64: 'INTEGER', FLOAT64: 'FLOAT', BOOL: 'BOOLEAN' };
const idPattern = /^[A-Za-z0-9_]{1,1024}$/;
const labelPattern = /^[a-z0-9_-]{0,63}$/;

type Job = { answer: SqlAnswer; polls: number; location: string };

/** BigQuery REST v2 (https://cloud.google.com/bigquery/docs/reference/rest): datasets, tables and queries. */
export function bigQueryHandler(state: GoogleState) {
  const jobs = new Map<string, Job>();
  const done = new Map<string, string>();

  return (request: SimulatedRequest, effect: (what: string) => void): SimulatedResponse | null => {
    const match =
      /^\/bigquery\/v2\/projects\/([^/]+)\/(datasets|queries|jobs)(?:\/([^/]+))?(?:\/(tables))?(?:\/([^/]+))?$/.exec(
        request.path,
      );
    if (!match) return null;
    const [, rawProject = '', area, rawFirst, tables, rawTable] = match;
    const project = decodeURIComponent(rawProject);
    const first = rawFirst === undefined ? undefined : decodeURIComponent(rawFirst);
    if (state.projects && !state.projects.has(project)) {
      return googleError(404, `Not found: Project ${project}`, 'notFound');
    }
    const needs = (permission: string, on: string): SimulatedResponse | null =>
      state.withheld.has(permission)
        ? googleError(
            403,
            `Access Denied: ${on}: User does not have ${permission} permission in ${on.toLowerCase()}.`,
            'accessDenied',
          )
        : null;

    if (area === 'queries') {
      if (request.method === 'GET' && first !== undefined) return poll(first, request, project);
      if (request.method === 'POST') {
        return needs('bigquery.jobs.create', `Project ${project}`) ?? query(project, request, effect, needs);
      }
      return null;
    }
    if (area === 'jobs' && request.method === 'POST' && first === undefined) {
      return needs('bigquery.jobs.create', `Project ${project}`) ?? dryRun(project, request);
    }
    if (area !== 'datasets') return null;
    if (first === undefined) {
      if (request.method === 'GET')
        return needs('bigquery.datasets.get', `Project ${project}`) ?? listDatasets(project, request);
      if (request.method === 'POST') {
        return needs('bigquery.datasets.create', `Project ${project}`) ?? createDataset(project, request, effect);
      }
      return null;
    }
    const dataset = state.datasets.get(`${project}.${first}`);
    const place = `Dataset ${project}:${first}`;
    if (!dataset) return googleError(404, `Not found: ${place}`, 'notFound');
    if (tables === undefined) {
      if (request.method === 'GET')
        return needs('bigquery.datasets.get', place) ?? { status: 200, body: resourceOf(dataset) };
      if (request.method !== 'DELETE') return null;
      const refusal = needs('bigquery.datasets.delete', place);
      if (refusal) return refusal;
      if (dataset.tables.size > 0 && request.url.searchParams.get('deleteContents') !== 'true') {
        return googleError(400, `${place} is still in use`, 'resourceInUse');
      }
      state.datasets.delete(`${project}.${first}`);
      effect(`dataset.deleted ${first}`);
      return { status: 204 };
    }
    if (rawTable === undefined) {
      if (request.method === 'GET') return listTables(dataset, request);
      if (request.method === 'POST')
        return needs('bigquery.tables.create', place) ?? createTable(dataset, request, effect);
      return null;
    }
    const tableId = decodeURIComponent(rawTable);
    const table = dataset.tables.get(tableId);
    if (!table || request.method !== 'GET')
      return googleError(404, `Not found: Table ${project}:${first}.${tableId}`, 'notFound');
    return { status: 200, body: tableResource(dataset, tableId, table) };
  };

  function listDatasets(project: string, { url }: SimulatedRequest): SimulatedResponse {
    const max = Number(url.searchParams.get('maxResults') ?? 50);
    const all = [...state.datasets.values()].filter(({ projectId }) => projectId === project).slice(0, max);
    const datasets = all.map(({ datasetId, location, labels }) => ({
      kind: 'bigquery#dataset',
      id: `${project}:${datasetId}`,
      datasetReference: { projectId: project, datasetId },
      labels,
      location,
    }));
    return { status: 200, body: { kind: 'bigquery#datasetList', ...(datasets.length > 0 ? { datasets } : {}) } };
  }

  function createDataset(
    project: string,
    { json }: SimulatedRequest,
    effect: (what: string) => void,
  ): SimulatedResponse {
    const body = record(json);
    const datasetId = text(record(body.datasetReference).datasetId);
    if (!idPattern.test(datasetId)) return googleError(400, `Invalid dataset ID "${datasetId}".`, 'invalid');
    const labels = Object.fromEntries(Object.entries(record(body.labels)).map(([name, value]) => [name, text(value)]));
    if (!Object.entries(labels).every(([name, value]) => labelPattern.test(name) && labelPattern.test(value))) {
      return googleError(400, 'Invalid label', 'invalid');
    }
    if (state.quota && state.quota.times > 0) {
      state.quota.times -= 1;
      return googleError(403, 'Quota exceeded: Your project exceeded quota for dataset creations', state.quota.reason);
    }
    const key = `${project}.${datasetId}`;
    if (state.datasets.has(key))
      return googleError(409, `Already Exists: Dataset ${project}:${datasetId}`, 'duplicate');
    const made: SimulatedDataset = {
      projectId: project,
      datasetId,
      location: text(body.location) || 'US',
      labels,
      description: typeof body.description === 'string' ? body.description : undefined,
      createdAt: state.now(),
      tables: new Map(),
    };
    state.datasets.set(key, made);
    effect(`dataset.created ${datasetId}`);
    return { status: 200, body: resourceOf(made) };
  }

  function listTables(dataset: SimulatedDataset, { url }: SimulatedRequest): SimulatedResponse {
    const max = Number(url.searchParams.get('maxResults') ?? 50);
    const from = Number(url.searchParams.get('pageToken') ?? 0);
    const names = [...dataset.tables.keys()].sort();
    const tables = names.slice(from, from + max).map((tableId) => ({
      kind: 'bigquery#table',
      id: `${dataset.projectId}:${dataset.datasetId}.${tableId}`,
      tableReference: { projectId: dataset.projectId, datasetId: dataset.datasetId, tableId },
      type: 'TABLE',
    }));
    const next = from + max < names.length ? { nextPageToken: String(from + max) } : {};
    return { status: 200, body: { kind: 'bigquery#tableList', totalItems: names.length, tables, ...next } };
  }

  function createTable(
    dataset: SimulatedDataset,
    { json }: SimulatedRequest,
    effect: (what: string) => void,
  ): SimulatedResponse {
    const body = record(json);
    const tableId = text(record(body.tableReference).tableId);
    if (!idPattern.test(tableId)) return googleError(400, `Invalid table ID "${tableId}".`, 'invalid');
    if (dataset.tables.has(tableId)) {
      return googleError(
        409,
        `Already Exists: Table ${dataset.projectId}:${dataset.datasetId}.${tableId}`,
        'duplicate',
      );
    }
    const columns = columnsFrom(body.schema);
    if (columns === null) return googleError(400, 'Invalid schema', 'invalid');
    const table: SqlTable = { columns, rows: [] };
    dataset.tables.set(tableId, table);
    effect(`table.created ${dataset.datasetId}.${tableId}`);
    return { status: 200, body: tableResource(dataset, tableId, table) };
  }

  function query(
    project: string,
    request: SimulatedRequest,
    effect: (what: string) => void,
    needs: (permission: string, on: string) => SimulatedResponse | null,
  ): SimulatedResponse {
    const body = record(request.json);
    if (body.useLegacySql !== false) return googleError(400, 'Legacy SQL is not simulated', 'invalidQuery');
    const known = typeof body.requestId === 'string' ? done.get(body.requestId) : undefined;
    if (known !== undefined) return poll(known, request, project);
    const sql = text(body.query);
    const isWrite = /^\s*(insert|update|delete)\b/i.test(sql);
    const usual = text(record(body.defaultDataset).datasetId);
    try {
      const refusal = isWrite ? needs('bigquery.tables.updateData', `Project ${project}`) : null;
      if (refusal) return refusal;
      const answer = runSql(sql, {
        tableOf: (name) => tableNamed(name, project, usual),
        parameters: parametersFrom(body.queryParameters),
        now: state.now,
      });
      if (answer.affected !== null)
        effect(`rows.${/^\s*(\w+)/.exec(sql)?.[1]?.toLowerCase() ?? ''} ${answer.affected}`);
      const jobId = `job_${randomUUID()}`;
      jobs.set(jobId, { answer, polls: state.slowQueries, location: text(body.location) || 'US' });
      if (typeof body.requestId === 'string') done.set(body.requestId, jobId);
      return poll(jobId, request, project);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      return googleError(error.reason === 'notFound' ? 404 : 400, error.message, error.reason);
    }
  }

  /** What a statement would read, by Job.statistics.query; the statement itself is only looked at. */
  function dryRun(project: string, request: SimulatedRequest): SimulatedResponse {
    const configuration = record(record(request.json).configuration);
    if (configuration.dryRun !== true) return googleError(400, 'Only dry runs are simulated here', 'invalid');
    const asked = record(configuration.query);
    const sql = text(asked.query);
    const usual = text(record(asked.defaultDataset).datasetId);
    const tables = new Map<string, Readonly<{ projectId: string; datasetId: string; tableId: string }>>();
    const word = /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? '';
    try {
      runSql(sql, {
        tableOf: (name) => {
          const { columns } = tableNamed(name, project, usual);
          const [tableId = '', datasetId = usual, projectId = project] = name.split('.').toReversed();
          tables.set(`${projectId}.${datasetId}.${tableId}`, { projectId, datasetId, tableId });
          return { columns, rows: [] };
        },
        parameters: {},
        now: state.now,
      });
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      return googleError(error.reason === 'notFound' ? 404 : 400, error.message, error.reason);
    }
    const query = { statementType: word, referencedTables: [...tables.values()], totalBytesProcessed: '0' };
    return {
      status: 200,
      body: { kind: 'bigquery#job', configuration, status: { state: 'DONE' }, statistics: { query } },
    };
  }

  function tableNamed(name: string, project: string, usual: string): SqlTable {
    const parts = name.split('.');
    const [tableId = '', datasetId = usual, projectId = project] = parts.toReversed();
    const found = state.datasets.get(`${projectId}.${datasetId}`)?.tables.get(tableId);
    if (!found || parts.length > 3)
      throw new SqlError(`Not found: Table ${projectId}:${datasetId}.${tableId}`, 'notFound');
    return found;
  }

  function poll(jobId: string, request: SimulatedRequest, project: string): SimulatedResponse {
    const job = jobs.get(jobId);
    if (!job) return googleError(404, `Not found: Job ${project}:${jobId}`, 'notFound');
    const reference = { jobReference: { projectId: project, jobId, location: job.location } };
    if (job.polls > 0) {
      job.polls -= 1;
      return { status: 200, body: { kind: 'bigquery#queryResponse', ...reference, jobComplete: false } };
    }
    const asked = record(request.json);
    const max = Number(request.url.searchParams.get('maxResults') ?? asked.maxResults ?? 10_000);
    const micros =
      request.url.searchParams.get('formatOptions.useInt64Timestamp') === 'true' ||
      record(asked.formatOptions).useInt64Timestamp === true;
    const { columns, rows, affected } = job.answer;
    return {
      status: 200,
      body: {
        kind: 'bigquery#queryResponse',
        ...reference,
        jobComplete: true,
        totalBytesProcessed: '0',
        cacheHit: false,
        ...(affected === null
          ? {
              schema: { fields: columns },
              totalRows: String(rows.length),
              rows: rows.slice(0, max).map((row) => ({ f: row.map((value, i) => cellOf(columns[i], value, micros)) })),
            }
          : { numDmlAffectedRows: String(affected), totalRows: '0' }),
      },
    };
  }
}

const resourceOf = ({ projectId, datasetId, location, labels, description, createdAt }: SimulatedDataset) => ({
  kind: 'bigquery#dataset',
  id: `${projectId}:${datasetId}`,
  datasetReference: { projectId, datasetId },
  location,
  labels,
  ...(description === undefined ? {} : { description }),
  creationTime: String(createdAt.getTime()),
});

const tableResource = ({ projectId, datasetId }: SimulatedDataset, tableId: string, { columns, rows }: SqlTable) => ({
  kind: 'bigquery#table',
  id: `${projectId}:${datasetId}.${tableId}`,
  tableReference: { projectId, datasetId, tableId },
  schema: { fields: columns },
  numRows: String(rows.length),
  type: 'TABLE',
});

function columnsFrom(schema: unknown): SqlColumn[] | null {
  const fields = record(schema).fields;
  if (!Array.isArray(fields)) return null;
  return fields.map((field: unknown) => {
    const { name, type, mode } = record(field);
    const upper = text(type).toUpperCase();
    return { name: text(name), type: olderNames[upper] ?? upper, mode: text(mode).toUpperCase() || 'NULLABLE' };
  });
}

function parametersFrom(list: unknown): Record<string, SqlValue> {
  const all: unknown[] = Array.isArray(list) ? list : [];
  return Object.fromEntries(
    all.map((each) => {
      const { name, parameterType, parameterValue } = record(each);
      const { value, arrayValues } = record(parameterValue);
      if (text(record(parameterType).type) === 'ARRAY') {
        const values: unknown[] = Array.isArray(arrayValues) ? arrayValues : [];
        return [text(name), values.map((one) => text(record(one).value))];
      }
      return [
        text(name),
        value === null || value === undefined ? null : scalar(text(record(parameterType).type), text(value)),
      ];
    }),
  );
}

function scalar(type: string, value: string): SqlValue {
  if (/^(INT64|INTEGER|FLOAT64|FLOAT|NUMERIC)$/.test(type)) return Number(value);
  return /^BOOL/.test(type) ? value === 'true' : value;
}

function cellOf(column: SqlColumn | undefined, value: SqlValue, micros: boolean): { v: unknown } {
  if (Array.isArray(value)) return { v: value.map((each: string) => ({ v: each })) };
  if (value === null) return { v: null };
  if (column?.type !== 'TIMESTAMP') return { v: String(value) };
  const ms = Date.parse(String(value));
  return { v: micros ? String(ms * 1000) : (ms / 1000).toExponential() };
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
