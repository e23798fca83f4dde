import {
  startHttpSimulator,
  type HttpSimulator,
  type SimulatedRequest,
  type SimulatedResponse,
} from '../http-simulator';

export type MetaUser = Readonly<{
  name: string;
  /** The app for which the token was given. */
  appId: string;
  scopes: readonly string[];
  /** Ad accounts such as `act_123` that the token opens. */
  accounts: readonly string[];
  /** Seconds since 1970; 0 never ends. */
  expiresAt?: number;
  dataAccessExpiresAt?: number;
}>;

export type MetaSimulator = HttpSimulator &
  Readonly<{
    addApp: (id: string, secret: string) => void;
    addToken: (token: string, user: MetaUser) => void;
    revoke: (token: string) => void;
    /** Whole addresses that were asked for, to prove that no token stands in one. */
    addresses: () => readonly string[];
  }>;

/** Meta's Graph API (https://developers.facebook.com/docs/graph-api/reference): /me, permissions, ad accounts, batches and debug_token. */
export async function startMeta({ port = 0, holdMs }: { port?: number; holdMs?: number } = {}): Promise<MetaSimulator> {
  const apps = new Map<string, string>();
  const users = new Map<string, MetaUser>();
  const addresses: string[] = [];

  const handle = (request: SimulatedRequest): SimulatedResponse => {
    addresses.push(request.url.toString());
    const path = /^\/v\d+\.\d(\/.*)$/.exec(request.path)?.[1];
    if (path === undefined) return graphError(400, 2635, 'You are calling a deprecated version of the Ads API');
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    return request.method === 'POST' && path === '/'
      ? batch(request, bearer)
      : answer(path, request.url.searchParams, bearer);
  };

  function batch({ body }: SimulatedRequest, bearer: string): SimulatedResponse {
    const parts: unknown = JSON.parse(new URLSearchParams(body.toString('utf8')).get('batch') ?? '[]');
    const all: unknown[] = Array.isArray(parts) ? parts : [];
    const bodies = all.map((part) => {
      const relative =
        typeof part === 'object' && part !== null && 'relative_url' in part ? String(part.relative_url) : '';
      const url = new URL(`/${relative}`, 'https://graph.facebook.com');
      const { status, body: inner } = answer(url.pathname, url.searchParams, bearer);
      return { code: status, body: JSON.stringify(inner) };
    });
    return { status: 200, body: bodies };
  }

  function answer(path: string, query: URLSearchParams, bearer: string): SimulatedResponse {
    if (path === '/debug_token') return debug(query.get('input_token') ?? '', bearer);
    const user = users.get(bearer);
    if (!user || isOver(user)) return graphError(400, 190, 'Error validating access token: Session has expired');
    if (path === '/me') return { status: 200, body: { id: '1', name: user.name } };
    if (path === '/me/permissions') {
      return { status: 200, body: { data: user.scopes.map((permission) => ({ permission, status: 'granted' })) } };
    }
    const account = /^\/(act_\d+)$/.exec(path)?.[1];
    if (account === undefined) return graphError(404, 803, 'Some of the aliases you requested do not exist');
    if (!user.scopes.includes('ads_read') || !user.accounts.includes(account)) {
      return graphError(403, 200, '(#200) Ad account owner has NOT grant ads_management or ads_read permission');
    }
    return { status: 200, body: { account_id: account.slice(4), id: account } };
  }

  function debug(inputToken: string, bearer: string): SimulatedResponse {
    const [appId = '', secret = ''] = bearer.split('|');
    if (!apps.has(appId)) return graphError(400, 101, 'Error validating application. Invalid application ID.');
    if (apps.get(appId) !== secret) return graphError(400, 190, 'Invalid OAuth access token signature.');
    if (inputToken === bearer) {
      const own = { app_id: appId, type: 'APP', application: 'Simulated', is_valid: true, scopes: [] };
      return { status: 200, body: { data: own } };
    }
    const user = users.get(inputToken);
    if (user && user.appId !== appId) {
      return graphError(400, 100, '(#100) The App_id in the input_token did not match the Viewing App');
    }
    const data = user
      ? {
          app_id: appId,
          type: 'USER',
          is_valid: !isOver(user),
          scopes: user.scopes,
          expires_at: user.expiresAt ?? 0,
          data_access_expires_at: user.dataAccessExpiresAt ?? 0,
        }
      : { is_valid: false, scopes: [] };
    return { status: 200, body: { data } };
  }

  const simulator = await startHttpSimulator({
    port,
    handle,
    errorBody: (status) => graphError(status, faultCodes[status] ?? 2, 'A fault that was asked for.').body,
    ...(holdMs === undefined ? {} : { holdMs }),
  });
  return {
    ...simulator,
    addApp: (id, secret) => void apps.set(id, secret),
    addToken: (token, user) => void users.set(token, user),
    revoke: (token) => void users.delete(token),
    addresses: () => addresses,
  };
}

const faultCodes: Readonly<Record<number, number>> = { 401: 190, 403: 200, 429: 4 };

const isOver = ({ expiresAt = 0 }: MetaUser): boolean => expiresAt > 0 && expiresAt * 1000 <= Date.now();

const graphError = (status: number, code: number, message: string): SimulatedResponse => ({
  status,
  body: { error: { message, type: 'OAuthException', code, fbtrace_id: 'simulated' } },
});
