import { z } from 'zod';
import type { Connection } from '../connection';
import { ConnectorError, type ConnectorFailure } from '../connector';
import type { VendorApi } from '../google-cloud/services';
import { createWire, type Wire, type WireMeans } from '../wire';

/** The product as people know it. */
export const meta = 'Meta';

/** The version that is used unless the connection's setting `apiVersion` names another. */
export const metaApi: VendorApi = {
  baseUrl: 'https://graph.facebook.com',
  version: 'v25.0',
  endsOn: '2028-07-29',
  source: 'https://developers.facebook.com/docs/graph-api/changelog/versions/',
};

/** All that reading figures of an ad account needs (https://developers.facebook.com/docs/permissions#a). */
export const metaScopes = ['ads_read'] as const;

export const metaLimits = { requests: { perMinute: 200, burst: 20 } } as const;

export type MetaToken = Readonly<{
  isValid: boolean;
  scopes: readonly string[];
  /** When the token, or the access to data that it gives, ends; null when it does not. */
  endsAt: Date | null;
}>;

export type Meta = Readonly<{
  version: string;
  /** The name of whoever the token belongs to. */
  me: () => Promise<string>;
  /** Permissions that were given, by `/me/permissions`. */
  permissions: () => Promise<readonly string[]>;
  /** What our app is told about the token; null when there is no app, or the token is another app's. */
  debugToken: () => Promise<MetaToken | null>;
  /** Whether the token reads an ad account such as `act_123`. */
  canRead: (accountId: string) => Promise<boolean>;
}>;

const meShape = z.object({ id: z.string(), name: z.string().default('') });
const permissionsShape = z.object({ data: z.array(z.object({ permission: z.string(), status: z.string() })) });
const batchShape = z.array(z.object({ code: z.number(), body: z.string() })).length(1);
const debugShape = z.object({
  data: z.object({
    is_valid: z.boolean(),
    scopes: z.array(z.string()).default([]),
    expires_at: z.number().default(0),
    data_access_expires_at: z.number().default(0),
  }),
});

/**
 * The Graph API on behalf of whoever gave the token. Tokens stand in the header or in a body, never in an address:
 * `debug_token` takes the token as a parameter of the address only, so it is asked for in a batch, whose parts are sent
 * in the body (https://developers.facebook.com/docs/graph-api/batch-requests).
 */
export function openMeta(connection: Connection | null, token: string, means: WireMeans): Meta {
  const version = connection?.settings.apiVersion || metaApi.version;
  if (!/^v\d{1,3}\.\d$/.test(version)) throw new ConnectorError('not_connected', { system: meta });
  const app = { id: connection?.secret.app_id ?? '', secret: connection?.secret.app_secret ?? '' };
  const wireAs = (bearer: string): Wire =>
    createWire(
      {
        system: meta,
        baseUrl: `${connection?.settings.baseUrl || metaApi.baseUrl}/${version}`,
        limit: metaLimits.requests,
        account: app.id,
        authorise: () => Promise.resolve({ authorization: `Bearer ${bearer}` }),
        failureOf: metaFailure,
      },
      means,
    );
  const asCustomer = wireAs(token);

  return {
    version,
    me: async () => {
      const answer = await asCustomer({ method: 'GET', path: '/me', query: { fields: 'id,name' } });
      return read(meShape, answer.json()).name;
    },
    permissions: async () => {
      const answer = await asCustomer({ method: 'GET', path: '/me/permissions' });
      const { data } = read(permissionsShape, answer.json());
      return data.filter(({ status }) => status === 'granted').map(({ permission }) => permission);
    },
    debugToken: async () => {
      if (app.id === '' || app.secret === '') return null;
      const batch = [{ method: 'GET', relative_url: `debug_token?${new URLSearchParams({ input_token: token })}` }];
      const answer = await wireAs(`${app.id}|${app.secret}`)({
        method: 'POST',
        path: '/',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ batch: JSON.stringify(batch), include_headers: 'false' }).toString(),
      });
      const [part] = read(batchShape, answer.json());
      const body = part === undefined ? null : parsed(part.body);
      // 100: the token belongs to another app, whose affairs are not ours to see.
      if (part?.code !== 200 && codeIn(body) === 100) return null;
      if (part?.code !== 200)
        throw metaFailure(part?.code ?? 0, body) ?? new ConnectorError('refused', { system: meta });
      const { data } = read(debugShape, body);
      const ends = [data.expires_at, data.data_access_expires_at].filter((seconds) => seconds > 0);
      return {
        isValid: data.is_valid,
        scopes: data.scopes,
        endsAt: ends.length === 0 ? null : new Date(Math.min(...ends) * 1000),
      };
    },
    canRead: async (accountId) => {
      try {
        await asCustomer({ method: 'GET', path: `/${encodeURIComponent(accountId)}`, query: { fields: 'account_id' } });
        return true;
      } catch (error) {
        const isNo = error instanceof ConnectorError && ['permission_denied', 'not_found'].includes(error.code);
        if (isNo) return false;
        throw error;
      }
    },
  };
}

const errorShape = z.object({ error: z.object({ code: z.number() }) });
const codeIn = (body: unknown): number | null => errorShape.safeParse(body).data?.error.code ?? null;

/** By Meta's own numbers (https://developers.facebook.com/docs/graph-api/guides/error-handling); most come with status 400. */
export function metaFailure(status: number, body: unknown): ConnectorError | null {
  const code = codeIn(body);
  const meaning = code === null ? undefined : meaningOf(code);
  return meaning === undefined ? null : new ConnectorError(meaning, { system: meta, status });
}

function meaningOf(code: number): ConnectorFailure | undefined {
  // 101: there is no such app.
  if (code === 190 || (code >= 101 && code <= 104 && code !== 103)) return 'credential_refused';
  if (code === 10 || (code >= 200 && code < 300)) return 'permission_denied';
  if (code === 100 || code === 803) return 'not_found';
  if ([4, 17, 32, 613].includes(code) || (code >= 80_000 && code < 80_100)) return 'rate_limited';
  return code === 1 || code === 2 ? 'unavailable' : undefined;
}

function read<T>(shape: z.ZodType<T>, body: unknown): T {
  const result = shape.safeParse(body);
  if (!result.success) throw new ConnectorError('answer_unreadable', { system: meta });
  return result.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConnectorError('answer_unreadable', { system: meta });
  }
}
