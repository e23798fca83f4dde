import type { TableSchema } from '@/lib/flow-definition';
import { ConnectorError } from '../connector';
import type { GoogleAccount } from '../google-cloud/account';
import { googleWire } from '../google-cloud/client';
import { hasLabels } from '../google-cloud/labels';
import { bigQueryApi, bigQueryLimits, googleScopes } from '../google-cloud/services';
import type { Wire, WireMeans, WireResponse } from '../wire';
import {
  bigQuery,
  columnsOf,
  datasetFrom,
  datasetIdsFrom,
  parametersOf,
  planFrom,
  requestIdOf,
  resultFrom,
  sameColumns,
  tableFrom,
  tableIdsFrom,
} from './map';
import type { BigQuery, QueryResult } from './port';

/** How long BigQuery may hold an answer back before it says that a statement is still running. */
const holdMs = 8000;
/** How often we ask again; together with the first time that is well over a minute. */
const asksMax = 10;
const pagesMax = 50;

/**
 * BigQuery over its REST interface v2 (https://cloud.google.com/bigquery/docs/reference/rest). Creations, queries and
 * other calls are paced apart, for each project.
 */
export function bigQueryOf(account: GoogleAccount, means: WireMeans): BigQuery {
  const service = { system: bigQuery, api: bigQueryApi, scopes: googleScopes.bigQuery };
  const wireFor = (bucket: keyof typeof bigQueryLimits): Wire =>
    googleWire(account, service, { bucket, limit: bigQueryLimits[bucket] }, means);
  const creations = wireFor('datasetCreations');
  const queries = wireFor('queries');
  const requests = wireFor('requests');
  const project = `/projects/${encodeURIComponent(account.projectId)}`;
  const datasetPath = (datasetId: string): string => `${project}/datasets/${encodeURIComponent(datasetId)}`;

  const getDataset: BigQuery['getDataset'] = async (datasetId) => {
    const answer = await requests({ method: 'GET', path: datasetPath(datasetId), accept: [404] });
    return answer.status === 404 ? null : datasetFrom(answer.json());
  };
  const getTable: BigQuery['getTable'] = async (datasetId, tableId) => {
    const path = `${datasetPath(datasetId)}/tables/${encodeURIComponent(tableId)}`;
    const answer = await requests({ method: 'GET', path, accept: [404] });
    return answer.status === 404 ? null : tableFrom(answer.json());
  };

  return {
    projectId: account.projectId,
    getDataset,
    getTable,

    createDataset: async ({ datasetId, location = account.location, labels, description }) => {
      const answer = await creations({
        method: 'POST',
        path: `${project}/datasets`,
        body: {
          datasetReference: { projectId: account.projectId, datasetId },
          location,
          labels,
          ...(description === undefined ? {} : { description }),
        },
        accept: [409],
      });
      if (answer.status !== 409) return { created: true, dataset: datasetFrom(answer.json()) };
      const found = await getDataset(datasetId);
      if (found && hasLabels(found.labels, labels)) return { created: false, dataset: found };
      throw new ConnectorError('dataset_exists', { system: bigQuery, dataset: datasetId });
    },

    deleteDataset: async (datasetId, labels) => {
      const found = await getDataset(datasetId);
      if (found === null) return { removed: false };
      if (!hasLabels(found.labels, labels)) {
        throw new ConnectorError('already_exists', { system: bigQuery, dataset: datasetId });
      }
      const answer = await requests({
        method: 'DELETE',
        path: datasetPath(datasetId),
        query: { deleteContents: 'true' },
        accept: [404],
      });
      return { removed: answer.status !== 404 };
    },

    listDatasets: async (max) => {
      const answer = await requests({ method: 'GET', path: `${project}/datasets`, query: { maxResults: String(max) } });
      return datasetIdsFrom(answer.json());
    },

    createTable: async (datasetId, table) => {
      const path = `${datasetPath(datasetId)}/tables`;
      const answer = await requests({
        method: 'POST',
        path,
        body: tableBody(account, datasetId, table),
        accept: [404, 409],
      });
      if (answer.status === 404) throw datasetMissing(datasetId);
      if (answer.status !== 409) return { created: true };
      const found = await getTable(datasetId, table.name);
      if (found && sameColumns(found.schema, columnsOf(table))) return { created: false };
      throw new ConnectorError('shape_differs', { system: bigQuery, dataset: datasetId, table: table.name });
    },

    listTables: async (datasetId) => {
      const all: string[] = [];
      let pageToken: string | undefined;
      for (let page = 0; page < pagesMax; page += 1) {
        const query = { maxResults: '1000', ...(pageToken === undefined ? {} : { pageToken }) };
        const answer = await requests({
          method: 'GET',
          path: `${datasetPath(datasetId)}/tables`,
          query,
          accept: [404],
        });
        if (answer.status === 404) throw datasetMissing(datasetId);
        const { tableIds, next } = tableIdsFrom(answer.json());
        all.push(...tableIds);
        if (next === undefined) return all;
        pageToken = next;
      }
      throw new ConnectorError('answer_unreadable', { system: bigQuery });
    },

    dryRun: async (sql, { datasetId } = {}) => {
      const answer = await queries({
        method: 'POST',
        path: `${project}/jobs`,
        body: {
          jobReference: { projectId: account.projectId, location: account.location },
          configuration: {
            dryRun: true,
            query: {
              query: sql,
              useLegacySql: false,
              ...(datasetId === undefined ? {} : { defaultDataset: { projectId: account.projectId, datasetId } }),
            },
          },
        },
      });
      return planFrom(answer.json());
    },

    query: async (sql, parameters = {}, { maxRows = 100, datasetId, requestId } = {}) => {
      const first = await queries({
        method: 'POST',
        path: `${project}/queries`,
        body: {
          query: sql,
          useLegacySql: false,
          parameterMode: 'NAMED',
          queryParameters: parametersOf(parameters),
          maxResults: maxRows,
          timeoutMs: holdMs,
          // Without a location: BigQuery learns it from the datasets, and an owner's register may lie elsewhere.
          formatOptions: { useInt64Timestamp: true },
          ...(datasetId === undefined ? {} : { defaultDataset: { projectId: account.projectId, datasetId } }),
          ...(requestId === undefined ? {} : { requestId: requestIdOf(requestId) }),
        },
      });
      return finished(first, (jobId, location) =>
        requests({
          method: 'GET',
          path: `${project}/queries/${encodeURIComponent(jobId)}`,
          query: {
            ...(location === undefined ? {} : { location }),
            maxResults: String(maxRows),
            timeoutMs: String(holdMs),
            'formatOptions.useInt64Timestamp': 'true',
          },
        }),
      );
    },
  };
}

const tableBody = ({ projectId }: GoogleAccount, datasetId: string, table: TableSchema) => ({
  tableReference: { projectId, datasetId, tableId: table.name },
  schema: { fields: columnsOf(table) },
});

const datasetMissing = (dataset: string): ConnectorError =>
  new ConnectorError('dataset_missing', { system: bigQuery, dataset });

/** Asks until the statement is done. Its job goes on at BigQuery whether or not we ask, so giving up is no undoing. */
async function finished(
  first: WireResponse,
  askAgain: (jobId: string, location: string | undefined) => Promise<WireResponse>,
): Promise<QueryResult> {
  let answer = first;
  for (let asked = 0; asked <= asksMax; asked += 1) {
    const read = resultFrom(answer.json());
    if (read.done) return read.result;
    answer = await askAgain(read.jobId, read.location);
  }
  throw new ConnectorError('timed_out', { system: bigQuery });
}
