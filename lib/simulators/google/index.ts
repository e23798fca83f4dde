import {
  startHttpSimulator,
  type HttpSimulator,
  type SimulatedRequest,
  type SimulatedResponse,
} from '../http-simulator';
import { bigQueryHandler } from './bigquery';
import { keepState } from '../keep-state';
import { kmsHandler } from './kms';
import { secretsHandler } from './secrets';
import type { SqlColumn, SqlRow } from './sql';
import { googleError, type GoogleState, type SimulatedDataset, type SimulatedSecret } from './state';
import { createTokenBook, type TokenBook } from './tokens';

export { keptServiceAccount, type ServiceAccountKey, type TokenBook } from './tokens';

export type GoogleSimulator = HttpSimulator &
  Readonly<{
    tokens: TokenBook;
    datasets: () => readonly SimulatedDataset[];
    secrets: () => readonly SimulatedSecret[];
    /** The rows of `project.dataset.table`; none when there is no such table. */
    rows: (table: string) => readonly SqlRow[];
    /** Puts a table there, with its dataset, as somebody with rights in the project did before. */
    addTable: (table: string, columns: readonly SqlColumn[]) => void;
    /** Nobody has these permissions any more; without names everything is given back. */
    withhold: (...permissions: readonly string[]) => void;
    /** Only these projects exist from now on. */
    onlyProjects: (...projects: readonly string[]) => void;
    /** The next creations of datasets are refused with this reason. */
    exhaust: (reason: 'quotaExceeded' | 'rateLimitExceeded', times?: number) => void;
    /** Statements are said to be still running so many times before their result comes. */
    slowQueries: (times: number) => void;
  }>;

/** The origins for which it answers: `OUTSIDE_ROUTES` sends all of them here. */
export const googleOrigins = [
  'https://oauth2.googleapis.com',
  'https://bigquery.googleapis.com',
  'https://secretmanager.googleapis.com',
  'https://cloudresourcemanager.googleapis.com',
  'https://cloudkms.googleapis.com',
] as const;

const cloud = 'https://www.googleapis.com/auth/cloud-platform';
const bigQueryScope = 'https://www.googleapis.com/auth/bigquery';

/**
 * Answers for Google: its token endpoint (verifies the signature of a service account), BigQuery, Secret Manager, Cloud
 * KMS and the look at permissions. Everything lives in memory. `now` is the clock of tokens and rows.
 */
export async function startGoogle({
  port = 0,
  holdMs,
  now = () => new Date(),
  file,
}: { port?: number; holdMs?: number; now?: () => Date; file?: string } = {}): Promise<GoogleSimulator> {
  const state: GoogleState = {
    datasets: new Map(),
    secrets: new Map(),
    withheld: new Set(),
    projects: null,
    quota: null,
    slowQueries: 0,
    now,
  };
  const tokens = createTokenBook(now);
  const services = [
    { owns: /^\/bigquery\/v2\//, scopes: [cloud, bigQueryScope], handle: bigQueryHandler(state) },
    { owns: /^\/v3\/projects\//, scopes: [cloud, `${cloud}.read-only`], handle: permissionsHandler(state) },
    { owns: /^\/v1\/projects\/[^/]+\/secrets/, scopes: [cloud], handle: secretsHandler(state) },
    {
      owns: /^\/v1\/projects\/[^/]+\/locations\//,
      scopes: [cloud, 'https://www.googleapis.com/auth/cloudkms'],
      handle: kmsHandler(state),
    },
  ];
  let origin = '';

  const handle = async (request: SimulatedRequest, effect: (what: string) => void): Promise<SimulatedResponse> => {
    if (request.path === '/token' && request.method === 'POST') return tokens.answer(request, origin);
    const holder = tokens.holderOf(request);
    if (!holder) return googleError(401, 'Request had invalid authentication credentials.', 'authError');
    const service = services.find(({ owns }) => owns.test(request.path));
    if (service && !service.scopes.some((scope) => holder.scopes.includes(scope))) {
      return googleError(403, 'Request had insufficient authentication scopes.', 'insufficientPermissions');
    }
    const answer = service?.handle(request, effect) ?? null;
    if (answer !== null) return answer;
    return googleError(404, `Not found: ${request.path}`, 'notFound');
  };

  const simulator = await startHttpSimulator({
    port,
    handle,
    changed: keepState(file, { datasets: state.datasets, secrets: state.secrets }),
    errorBody: (status) => googleError(status, 'A fault that was asked for.').body,
    ...(holdMs === undefined ? {} : { holdMs }),
  });
  origin = simulator.origin;
  return {
    ...simulator,
    tokens,
    datasets: () => [...state.datasets.values()],
    secrets: () => [...state.secrets.values()],
    rows: (name) => {
      const [project, dataset, table = ''] = name.split('.');
      return state.datasets.get(`${project}.${dataset}`)?.tables.get(table)?.rows ?? [];
    },
    addTable: (name, columns) => {
      const [projectId = '', datasetId = '', table = ''] = name.split('.');
      const key = `${projectId}.${datasetId}`;
      const dataset = state.datasets.get(key) ?? {
        ...{ projectId, datasetId, location: 'EU', labels: {}, description: undefined },
        ...{ createdAt: now(), tables: new Map() },
      };
      dataset.tables.set(table, { columns, rows: [] });
      state.datasets.set(key, dataset);
    },
    withhold: (...permissions) => {
      if (permissions.length === 0) state.withheld.clear();
      for (const permission of permissions) state.withheld.add(permission);
    },
    onlyProjects: (...projects) => {
      state.projects = new Set(projects);
    },
    exhaust: (reason, times = 1) => {
      state.quota = { reason, times };
    },
    slowQueries: (times) => {
      state.slowQueries = times;
    },
  };
}

/** `projects.testIamPermissions` (https://cloud.google.com/resource-manager/reference/rest/v3/projects/testIamPermissions). */
function permissionsHandler(state: GoogleState) {
  return ({ path, method, json }: SimulatedRequest): SimulatedResponse | null => {
    const project = /^\/v3\/projects\/([^/:]+):testIamPermissions$/.exec(path)?.[1];
    if (project === undefined || method !== 'POST') return null;
    if (state.projects && !state.projects.has(project)) {
      return googleError(403, `The caller does not have permission on project ${project}, or it may not exist.`);
    }
    const asked: unknown =
      typeof json === 'object' && json !== null ? (json as Record<string, unknown>).permissions : null;
    const granted = (Array.isArray(asked) ? asked : []).filter((each) => !state.withheld.has(String(each)));
    return { status: 200, body: granted.length > 0 ? { permissions: granted } : {} };
  };
}
