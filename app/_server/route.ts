import type { z } from 'zod';
import { authenticateApiKey } from '@/lib/auth';
import { refuse, type Outcome } from '@/lib/errors';
import { systemClock } from '@/lib/platform/clock';
import { uuidv7 } from '@/lib/platform/ids';
import { requestLog } from '@/lib/platform/logging';
import { consume } from '@/lib/platform/rate-limit';
import { authorise, type Action, type MachineActor } from '@/lib/tenancy';
import { problem } from './problem';
import { readCapped } from './read-capped';
import { networkAddress } from './request';

export type RouteContext<Body, Query> = Readonly<{
  actor: MachineActor;
  body: Body;
  query: Query;
  /** The values in the path, as text. */
  params: Readonly<Record<string, string>>;
  /** Set where the route asks for one. */
  idempotencyKey: string;
  requestId: string;
  now: Date;
  signal: AbortSignal;
}>;

export type RouteAnswer = Readonly<{ status: number; body?: unknown; headers?: Readonly<Record<string, string>> }>;

export type RouteOptions<Body, Query> = Readonly<{
  name: string;
  /** The action that the key's scopes must include. */
  scope: Action;
  body?: z.ZodType<Body>;
  query?: z.ZodType<Query>;
  /** Whose key opens this door; Portico's own API keys when absent. */
  authenticate?: (key: string, requestId: string) => Promise<MachineActor | null>;
  /** Whether an `Idempotency-Key` header is required. */
  idempotent?: boolean;
  run: (context: RouteContext<Body, Query>) => Promise<Outcome<RouteAnswer>>;
}>;

type Handler = (request: Request, context: { params: Promise<PathParams | undefined> }) => Promise<Response>;
/** What a path holds; Next gives nothing at all for a path without names in it. */
type PathParams = Record<string, string | string[] | undefined>;

const bodyBytesMax = 1024 * 1024;

/**
 * The one way to make a REST handler: request id → key → limit → scope → input → use case → JSON. The tenant comes from
 * the key and from nowhere else. Refuses `unauthenticated`, `rate_limited`, `forbidden` (scope), `payload_too_large`,
 * `unsupported_media_type`, `invalid_input`, `idempotency_key_missing`; every refusal is a problem document, an
 * unexpected error is logged once and answered `internal`.
 */
export function apiRoute<Body = undefined, Query = undefined>(options: RouteOptions<Body, Query>): Handler {
  return async (request, { params }) => {
    const requestId = uuidv7();
    const about = { requestId, acceptLanguage: request.headers.get('accept-language') };
    try {
      const outcome = await answer(options, request, await params, requestId);
      return outcome.ok ? json(outcome.value, requestId) : await problem(outcome.refusal, about);
    } catch (err) {
      requestLog(requestId, { door: 'rest' }).error({ err, route: options.name }, 'a route failed unexpectedly');
      return problem(refuse('internal').refusal, about);
    }
  };
}

async function answer<Body, Query>(
  options: RouteOptions<Body, Query>,
  request: Request,
  params: PathParams | undefined,
  requestId: string,
): Promise<Outcome<RouteAnswer>> {
  const actor = await apiCaller(request, requestId, options.authenticate);
  if (!actor.ok) return actor;
  const allowed = authorise(actor.value, options.scope);
  if (!allowed.ok) return allowed;

  const idempotencyKey = request.headers.get('idempotency-key') ?? '';
  if (options.idempotent && !/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) return refuse('idempotency_key_missing');

  const body = options.body ? await readJson(request, options.body) : { ok: true as const, value: undefined as Body };
  if (!body.ok) return body;
  const query = options.query
    ? parse(options.query, Object.fromEntries(new URL(request.url).searchParams))
    : { ok: true as const, value: undefined as Query };
  if (!query.ok) return query;

  return options.run({
    actor: actor.value,
    body: body.value,
    query: query.value,
    params: Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [name, [value].flat().join('/')])),
    idempotencyKey,
    requestId,
    now: systemClock.now(),
    signal: request.signal,
  });
}

/** Who the key of a request belongs to. A wrong one costs the address it came from; a right one counts against itself. */
export async function apiCaller(
  request: Request,
  requestId: string,
  authenticate: (key: string, requestId: string) => Promise<MachineActor | null> = authenticateApiKey,
): Promise<Outcome<MachineActor>> {
  const given =
    /^Bearer\s+([!-~]{1,200})$/i.exec(request.headers.get('authorization') ?? '')?.[1] ??
    request.headers.get('x-api-key');
  const actor = given ? await authenticate(given, requestId) : null;
  if (!actor) {
    const allowed = await consume('apiUnknownKey', networkAddress(request.headers));
    return allowed.ok ? refuse('unauthenticated') : allowed;
  }
  const allowed = await consume('api', actor.apiKeyId);
  return allowed.ok ? { ok: true, value: actor } : allowed;
}

async function readJson<Body>(request: Request, schema: z.ZodType<Body>): Promise<Outcome<Body>> {
  if (!/^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    return refuse('unsupported_media_type');
  }
  const bytes = await readCapped(request, bodyBytesMax);
  if (bytes === null) return refuse('payload_too_large', { maxBytes: bodyBytesMax });
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse('invalid_input', {}, { fields: { '': [{ code: 'field.json', args: {} }] } });
  }
  return parse(schema, value);
}

function parse<T>(schema: z.ZodType<T>, value: unknown): Outcome<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const fields: Record<string, { code: string; args: Record<string, never> }[]> = {};
  for (const issue of parsed.error.issues) {
    const field = issue.path.map(String).join('.');
    (fields[field] ??= []).push({
      code: /^(field|check)\.[\w.]+$/.test(issue.message) ? issue.message : 'field.invalid',
      args: {},
    });
  }
  return refuse('invalid_input', {}, { fields });
}

function json({ status, body, headers = {} }: RouteAnswer, requestId: string): Response {
  return new Response(body === undefined ? null : JSON.stringify(body), {
    status,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...headers,
    },
  });
}
