import { safeFetch, type OutsideFailure, type SafeRequest } from '@/lib/platform/http';
import { createBreakers } from './breakers';
import { ConnectorError, type ConnectorFailure } from './connector';

/** How fast a system may be asked: so many requests a minute, and so many of them at once. */
export type PaceLimit = Readonly<{ perMinute: number; burst: number }>;

/** Takes one token of a bucket that all workers share; answers how long to wait before the next may be taken, 0 when taken. */
export type Pacer = (bucket: string, limit: PaceLimit) => Promise<number>;

export type Fetch = typeof safeFetch;

/** What every connector that speaks HTTP is lent. */
export type WireMeans = Readonly<{ fetch: Fetch; pace: Pacer; now: () => Date }>;

export type WireRequest = Readonly<{
  method: NonNullable<SafeRequest['method']>;
  /** Below the base address; starts with a slash. Its parts are encoded by the caller. */
  path: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a text or bytes. */
  body?: unknown;
  timeoutMs?: number;
  /** Statuses that are answers and not failures, such as 404 when looking whether something is there. */
  accept?: readonly number[];
}>;

export type WireResponse = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
  /** The body as JSON; throws `answer_unreadable` when it is none. */
  json: () => unknown;
}>;

export type Wire = (request: WireRequest) => Promise<WireResponse>;

export type WireOptions = Readonly<{
  /** The product's name as people know it, such as `Google Ads`; it stands in the texts of failures. */
  system: string;
  baseUrl: string;
  limit: PaceLimit;
  /** Whose bucket it is, such as a project or an account; one bucket for each base address otherwise. */
  account?: string;
  /** Headers that prove who is asking, fetched for each request. */
  authorise?: () => Promise<Readonly<Record<string, string>>>;
  /** What a status means where the system differs from the usual; null leaves it to the usual. */
  failureOf?: (status: number, body: unknown) => ConnectorError | null;
}>;

/** More than this many failures in a row, and the system is left alone for a while. */
const failuresMax = 5;
const restMs = 10_000;
/** A wait that is shorter is spent here; a longer one is handed to whoever plans the next attempt. */
const waitHereMsMax = 1500;

const breakers = createBreakers({
  failuresMax,
  restMs,
  isOutage: (error) =>
    error instanceof ConnectorError && ['unreachable', 'timed_out', 'unavailable'].includes(error.code),
});

/**
 * The one way in which connectors speak HTTP: paced, through `safeFetch`, behind a circuit breaker for each system and
 * origin, with every failure as a `ConnectorError`. The other system's words are never carried on.
 */
export function createWire(options: WireOptions, means: WireMeans): Wire {
  const { system, baseUrl, limit, account, authorise } = options;
  const base = new URL(baseUrl);
  const bucket = `${system}:${account ?? base.host}`;

  return async function wire(request) {
    const waitMs = await means.pace(bucket, limit);
    if (waitMs > waitHereMsMax) throw new ConnectorError('rate_limited', { system }, undefined, waitMs);
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    return breakers.run(
      `${system} ${base.origin}`,
      () => send(request),
      () => new ConnectorError('resting', { system }, undefined, restMs),
    );
  };

  async function send(request: WireRequest): Promise<WireResponse> {
    const url = new URL(`${base.pathname.replace(/\/$/, '')}${request.path}`, base.origin);
    for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
    const isRaw = typeof request.body === 'string' || request.body instanceof Uint8Array;
    const answer = await means.fetch(url, {
      method: request.method,
      headers: {
        ...(request.body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
        ...(authorise ? await authorise() : {}),
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { body: isRaw ? (request.body as string) : JSON.stringify(request.body) }),
      ...(request.timeoutMs === undefined ? {} : { timeoutMs: request.timeoutMs }),
    });
    if (!answer.ok) throw new ConnectorError(outside[answer.failure], { system });
    const { status, headers } = answer.response;
    const text = answer.response.text();
    if (status < 300 || request.accept?.includes(status)) {
      return { status, headers, text, json: () => readJson(text, system) };
    }
    throw options.failureOf?.(status, quietJson(text)) ?? usualFailure(status, system, headers);
  }
}

/** Forgets what the breakers have seen; for tests. */
export const forgetBreakers = (): void => breakers.forget();

const outside: Readonly<Record<OutsideFailure, ConnectorFailure>> = {
  address_refused: 'address_refused',
  dns_lookup_failed: 'address_unknown',
  connection_refused: 'unreachable',
  certificate_refused: 'certificate_refused',
  timed_out: 'timed_out',
  too_large: 'answer_unreadable',
  connection_lost: 'unreachable',
};

/** What a status means where nothing else is known (RFC 9110, RFC 6585). */
export function usualFailure(
  status: number,
  system: string,
  headers: Readonly<Record<string, string>> = {},
): ConnectorError {
  const args = { system, status };
  if (status === 401) return new ConnectorError('credential_refused', args);
  if (status === 403) return new ConnectorError('permission_denied', args);
  if (status === 404) return new ConnectorError('not_found', args);
  if (status === 409) return new ConnectorError('already_exists', args);
  if (status === 429 || status === 503) {
    const code = status === 429 ? 'rate_limited' : 'unavailable';
    return new ConnectorError(code, args, undefined, retryAfterMs(headers['retry-after']));
  }
  return new ConnectorError(status >= 500 ? 'unavailable' : 'refused', args);
}

/** Seconds only: a date would be a wait by the other system's clock. Ten minutes at most. */
function retryAfterMs(header: string | undefined): number | null {
  const seconds = Number(header);
  return header === undefined || !Number.isFinite(seconds) || seconds < 0 ? null : Math.min(seconds, 600) * 1000;
}

function readJson(text: string, system: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConnectorError('answer_unreadable', { system });
  }
}

function quietJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** No pace at all; for tests and for systems of the owner's own. */
export const unpaced: Pacer = () => Promise.resolve(0);
