import {
  startHttpSimulator,
  type HttpSimulator,
  type SimulatedRequest,
  type SimulatedResponse,
} from './http-simulator';
import { keepState } from './keep-state';

export type SimulatedDashboard = {
  id: number;
  version: number;
  folderUid: string;
  /** As it was sent; Grafana keeps what it does not know. */
  model: Record<string, unknown>;
};

export type GrafanaSimulator = HttpSimulator &
  Readonly<{
    addToken: (token: string, role: 'viewer' | 'editor') => void;
    dashboards: () => readonly SimulatedDashboard[];
    /** Somebody else's dashboard. */
    addDashboard: (model: Record<string, unknown> & { uid: string; title: string }) => void;
  }>;

/**
 * Grafana's dashboards: create and change with versions, look up, remove, search by tag; tokens of service accounts
 * with a role. https://grafana.com/docs/grafana/latest/developers/http_api/dashboard/
 */
export async function startGrafana(
  options: Readonly<{ port: number; holdMs?: number; file?: string; saved?: (tags: readonly string[]) => void }>,
): Promise<GrafanaSimulator> {
  const tokens = new Map<string, 'viewer' | 'editor'>();
  const dashboards = new Map<string, SimulatedDashboard>();
  const changed = keepState(options.file, { dashboards });
  let nextId = 1 + Math.max(0, ...[...dashboards.values()].map(({ id }) => id));

  function put(model: Record<string, unknown>, folderUid: string): SimulatedDashboard {
    const uid = textIn(model, 'uid') || `generated-${nextId}`;
    const known = dashboards.get(uid);
    const version = (known?.version ?? 0) + 1;
    const stored = { id: known?.id ?? nextId++, version, folderUid, model: { ...model, uid, version } };
    dashboards.set(uid, stored);
    return stored;
  }

  function save({ json }: SimulatedRequest, effect: (what: string) => void): SimulatedResponse {
    const body = (json ?? {}) as { dashboard?: Record<string, unknown>; overwrite?: boolean; folderUid?: string };
    const { dashboard: model, overwrite = false, folderUid = '' } = body;
    if (!model || textIn(model, 'title') === '') return failed(400, 'Dashboard title cannot be empty', 'empty-name');
    const uid = textIn(model, 'uid');
    if (uid.length > 40) return failed(400, 'uid too long, max 40 characters');
    const known = dashboards.get(uid);
    if (known && !overwrite && model.version !== known.version) {
      return failed(412, 'The dashboard has been changed by someone else', 'version-mismatch');
    }
    const stored = put(model, folderUid);
    effect(`dashboard.${known ? 'changed' : 'created'} ${uid}`);
    options.saved?.(tagsOf(model));
    return {
      status: 200,
      body: {
        id: stored.id,
        uid: stored.model.uid,
        url: urlOf(stored),
        status: 'success',
        version: stored.version,
        slug: slugOf(stored),
      },
    };
  }

  const simulator = await startHttpSimulator({
    ...options,
    changed,
    errorBody: (status) => ({ message: messages[status] ?? 'Internal Server Error' }),
    handle: (request, effect) => {
      const role = tokens.get(/^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
      if (!role) return failed(401, 'Invalid API key');
      if (request.method !== 'GET' && role === 'viewer') {
        return failed(
          403,
          "You'll need additional permissions to perform this action. Permissions needed: dashboards:write",
        );
      }
      if (request.method === 'POST' && request.path === '/api/dashboards/db') return save(request, effect);
      if (request.method === 'GET' && request.path === '/api/search') {
        const wanted = request.url.searchParams.getAll('tag');
        const found = [...dashboards.values()].filter(({ model }) =>
          wanted.every((tag) => tagsOf(model).includes(tag)),
        );
        return {
          status: 200,
          body: found.map((one) => ({
            id: one.id,
            uid: one.model.uid,
            title: one.model.title,
            url: urlOf(one),
            type: 'dash-db',
            tags: tagsOf(one.model),
          })),
        };
      }
      const uid = decodeURIComponent(/^\/api\/dashboards\/uid\/([^/]+)$/.exec(request.path)?.[1] ?? '');
      const known = dashboards.get(uid);
      if (!known) return failed(404, uid === '' ? 'Not found' : 'Dashboard not found');
      if (request.method === 'DELETE') {
        dashboards.delete(uid);
        effect(`dashboard.removed ${uid}`);
        return {
          status: 200,
          body: { title: known.model.title, message: `Dashboard ${String(known.model.title)} deleted`, id: known.id },
        };
      }
      return {
        status: 200,
        body: {
          meta: {
            type: 'db',
            url: urlOf(known),
            slug: slugOf(known),
            version: known.version,
            ...(known.folderUid === '' ? {} : { folderUid: known.folderUid }),
          },
          dashboard: { ...known.model, id: known.id },
        },
      };
    },
  });

  return {
    ...simulator,
    addToken: (token, role) => void tokens.set(token, role),
    dashboards: () => [...dashboards.values()],
    addDashboard: (model) => void put(model, ''),
  };
}

const messages: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Permission denied',
  409: 'Conflict',
  429: 'Too many requests',
};

const failed = (status: number, message: string, why?: string): SimulatedResponse => ({
  status,
  body: { message, ...(why ? { status: why } : {}) },
});

const slugOf = ({ model }: SimulatedDashboard): string =>
  textIn(model, 'title')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
const urlOf = (stored: SimulatedDashboard): string => `/d/${String(stored.model.uid)}/${slugOf(stored)}`;
const tagsOf = (model: Record<string, unknown>): readonly string[] =>
  Array.isArray(model.tags) ? model.tags.map(String) : [];
const textIn = (model: Record<string, unknown>, name: string): string =>
  typeof model[name] === 'string' ? model[name] : '';
