import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Agent, request as undiciRequest } from 'undici';
import { config } from '@/lib/platform/config';
import { isGlobalAddress } from './addresses';

/** What went wrong outside, as data for the attempt that is being recorded; never an exception of the caller. */
export type OutsideFailure =
  | 'address_refused'
  | 'dns_lookup_failed'
  | 'connection_refused'
  | 'certificate_refused'
  | 'timed_out'
  | 'too_large'
  | 'connection_lost';

export type SafeRequest = Readonly<{
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** Shorter than the usual ten seconds; longer is not possible. */
  timeoutMs?: number;
  signal?: AbortSignal;
}>;

export type OutsideResponse = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  text: () => string;
}>;

export type SafeFetchOptions = Readonly<{
  /** Origins that may be reached although they are not https or not global; exact, without a path. */
  allowedEndpoints: readonly string[];
  /**
   * Origins that are answered elsewhere, as the demo's simulators answer for the vendors: origin → origin. A star stands
   * for one or more labels of the host name. The other side still sees the name that was asked for. Checked like any
   * other address where the new origin is not listed.
   */
  routes?: Readonly<Record<string, string>>;
  /** All addresses of a host name. */
  resolve?: (host: string) => Promise<readonly string[]>;
  timeoutMs?: number;
  bytesMax?: number;
}>;

type Result = Readonly<{ ok: true; response: OutsideResponse }> | Readonly<{ ok: false; failure: OutsideFailure }>;

const timeoutMsMax = 10_000;
const bytesMaxDefault = 1024 * 1024;

/**
 * The only way out to an address that a customer, a partner or another system named. Promises: https only; the host is
 * resolved once, every address of it must be of the public internet, and the connection goes to exactly the address
 * that was checked (the name is still what the certificate must match); no redirect is followed, the caller sees the
 * 3xx; ten seconds and 1 MiB at most. Endpoints listed by the operator skip the checks of scheme and address. All that
 * can go wrong comes back as an `OutsideFailure`.
 */
export function createSafeFetch(options: SafeFetchOptions) {
  const { resolve = resolveBySystem, bytesMax = bytesMaxDefault } = options;
  const allowed = new Set(options.allowedEndpoints.map((endpoint) => new URL(endpoint).origin));

  return async function safeFetch(address: string | URL, request: SafeRequest = {}): Promise<Result> {
    const asked = parse(address);
    if (!asked) return failed('address_refused');
    const url = routed(asked, options.routes ?? {});
    const listed = allowed.has(url.origin);
    if (!listed && (url.protocol !== 'https:' || (url.port !== '' && url.port !== '443' && Number(url.port) < 1024))) {
      return failed('address_refused');
    }
    const deadline = AbortSignal.timeout(
      Math.min(request.timeoutMs ?? options.timeoutMs ?? timeoutMsMax, timeoutMsMax),
    );
    const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline;
    const pinned = await pin(url, listed, resolve, signal);
    if (!pinned.ok) return pinned;
    const agent = agentFor(pinned.address);
    try {
      const answer = await undiciRequest(url, {
        method: request.method ?? 'GET',
        headers: {
          'user-agent': 'Portico',
          accept: 'application/json, */*;q=0.5',
          ...(url === asked ? {} : { host: asked.host }),
          ...request.headers,
        },
        ...(request.body === undefined ? {} : { body: request.body }),
        dispatcher: agent,
        signal,
      });
      const body = await readCapped(answer.body, bytesMax);
      if (body === null) return failed('too_large');
      return {
        ok: true,
        response: { status: answer.statusCode, headers: flat(answer.headers), body, text: () => body.toString('utf8') },
      };
    } catch (problem) {
      return failed(signal.aborted ? 'timed_out' : classify(problem));
    } finally {
      void agent.destroy().catch(() => undefined);
    }
  };
}

let usual: ReturnType<typeof createSafeFetch> | undefined;

/**
 * `createSafeFetch` for addresses that partners, customers and other systems name. What the operator's own settings name
 * (`ALLOWED_ENDPOINTS`) is no exception here: an address inside is reached only if the operator allows it for them too.
 */
export const safeFetch: ReturnType<typeof createSafeFetch> = (address, request) => {
  usual ??= createSafeFetch({ allowedEndpoints: config().allowedPartnerEndpoints, routes: config().outsideRoutes });
  return usual(address, request);
};

const failed = (failure: OutsideFailure) => ({ ok: false, failure }) as const;

/** One parser decides: the WHATWG one turns `0x7f.1`, `2130706433` and the like into the address that they mean. */
function parse(address: string | URL): URL | null {
  try {
    const url = new URL(address);
    const known = url.protocol === 'https:' || url.protocol === 'http:';
    return known && url.username === '' && url.password === '' && url.hostname !== '' ? url : null;
  } catch {
    return null;
  }
}

/** The same address at the origin that answers for it; the very same URL when there is none. */
function routed(url: URL, routes: Readonly<Record<string, string>>): URL {
  const exact = Object.hasOwn(routes, url.origin) ? routes[url.origin] : undefined;
  const target = exact ?? Object.entries(routes).find(([pattern]) => fits(pattern, url))?.[1];
  return target === undefined ? url : new URL(`${url.pathname}${url.search}`, target);
}

function fits(pattern: string, url: URL): boolean {
  const [scheme, host = ''] = pattern.split('://');
  return host.startsWith('*.') && `${scheme}:` === url.protocol && url.host.endsWith(host.slice(1));
}

async function pin(
  url: URL,
  listed: boolean,
  resolve: (host: string) => Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<{ ok: true; address: string } | { ok: false; failure: OutsideFailure }> {
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  let addresses: readonly string[];
  try {
    addresses = isIP(host) ? [host] : await abortable(resolve(host), signal);
  } catch {
    return failed(signal.aborted ? 'timed_out' : 'dns_lookup_failed');
  }
  const address = addresses[0];
  if (address === undefined) return failed('dns_lookup_failed');
  // One bad address among several is enough to refuse: the name is not to be trusted with the next answer either.
  if (!listed && !addresses.every(isGlobalAddress)) return failed('address_refused');
  return { ok: true, address };
}

/** Connects to the address that was checked, whatever the name says a moment later; TLS still verifies the name. */
function agentFor(address: string): Agent {
  const family = isIP(address) === 6 ? 6 : 4;
  return new Agent({
    connect: {
      lookup: (_host, lookupOptions, done) => {
        if (lookupOptions.all) done(null, [{ address, family }]);
        else done(null, address, family);
      },
    },
    pipelining: 0,
    maxRedirections: 0,
  } as ConstructorParameters<typeof Agent>[0]);
}

async function readCapped(body: AsyncIterable<Buffer>, bytesMax: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > bytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function classify(problem: unknown): OutsideFailure {
  const code = problem instanceof Error && 'code' in problem ? String(problem.code) : '';
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return 'timed_out';
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'connection_refused';
  if (/^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/.test(code)) return 'certificate_refused';
  return 'connection_lost';
}

const resolveBySystem = async (host: string): Promise<readonly string[]> =>
  (await systemLookup(host, { all: true, verbatim: true })).map(({ address }) => address);

function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(new Error('aborted'));
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

const flat = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
