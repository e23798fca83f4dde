import { createHash } from 'node:crypto';
import {
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { config } from '@/lib/platform/config';
import { opsPool } from '@/lib/platform/db';
import { log } from '@/lib/platform/logging';

/** How often something may happen: `points` within `seconds`. The same over all processes, counted in the database. */
export const limits = {
  /** Asking for a sign-in mail or trying a code, per e-mail address. */
  signIn: { points: 5, seconds: 15 * 60 },
  /** The same, per network address, so that one machine cannot walk through a list of people. */
  signInPerAddress: { points: 30, seconds: 15 * 60 },
  /** Opening invitation links, per network address. */
  invitation: { points: 30, seconds: 10 * 60 },
  /** Server actions of one person. */
  action: { points: 240, seconds: 60 },
  /** Drafts of one person, about one a second: several pages may be open. */
  draft: { points: 120, seconds: 60 },
  /** Asking colleagues for an answer, per person: each one is a mail. */
  ask: { points: 20, seconds: 60 * 60 },
  /** REST calls of one key. */
  api: { points: 600, seconds: 60 },
  /** Questions to datasets of one key, however many a single call carries: each one is work that somebody pays for. */
  datasetQuery: { points: 60, seconds: 60 },
  /** Unknown or wrong keys, per network address. */
  apiUnknownKey: { points: 30, seconds: 60 },
  /** Tests against a system of the customer's, per flow: each one is a call to somebody else. */
  connectionTest: { points: 20, seconds: 10 * 60 },
  /** Diagnostics that are mailed to whoever helps, per flow. */
  diagnostics: { points: 6, seconds: 60 * 60 },
  /** Deliveries from one network address, before anything else is looked at: one provider serves many customers. */
  webhookAddress: { points: 1200, seconds: 60 },
  /** Genuine deliveries of one hook: a storm of theirs is not ours. */
  webhook: { points: 300, seconds: 60 },
  /** Refused deliveries of one hook that are counted for its owner; the rest are refused without a trace. */
  webhookRefusal: { points: 60, seconds: 60 },
} as const satisfies Record<string, { points: number; seconds: number }>;

export type LimitName = keyof typeof limits;

/**
 * Takes one point of a limit for a key (an address, a person, an API key id). Refuses `rate_limited` with
 * `retryAfterSeconds` once the points are used up. The key is stored only as a hash. When the database does not answer,
 * a limit in this process's memory holds in its place: neither an open door nor a closed one.
 */
export async function consume(limit: LimitName, key: string): Promise<Outcome<{ remaining: number }>> {
  const name = createHash('sha256').update(key).digest('base64url').slice(0, 24);
  try {
    const result = await limiter(limit).consume(name);
    return ok({ remaining: result.remainingPoints });
  } catch (problem) {
    if (problem instanceof RateLimiterRes) {
      return refuse('rate_limited', { retryAfterSeconds: Math.max(1, Math.ceil(problem.msBeforeNext / 1000)) });
    }
    throw problem;
  }
}

/** Gives the points of a key back, after a success that proves that the failures before were the person's own. */
export async function forget(limit: LimitName, key: string): Promise<void> {
  const name = createHash('sha256').update(key).digest('base64url').slice(0, 24);
  try {
    await limiter(limit).delete(name);
  } catch (err) {
    log.warn({ err, limit }, 'a rate limit could not be reset');
  }
}

/** Limits that count where a request comes from. In the demo everybody comes from one machine: this one. */
const perNetwork: ReadonlySet<LimitName> = new Set(['signInPerAddress', 'invitation', 'webhookAddress']);
const oneMachine = 20;

const limiters = new Map<LimitName, RateLimiterAbstract>();

function limiter(limit: LimitName): RateLimiterAbstract {
  const known = limiters.get(limit);
  if (known) return known;
  const { seconds } = limits[limit];
  const points = limits[limit].points * (perNetwork.has(limit) && config().mode === 'demo' ? oneMachine : 1);
  const made = new RateLimiterPostgres({
    storeClient: opsPool(),
    schemaName: 'ops',
    tableName: 'rate_limits',
    tableCreated: true,
    keyPrefix: limit,
    points,
    duration: seconds,
    insuranceLimiter: new RateLimiterMemory({ keyPrefix: limit, points, duration: seconds }),
  });
  limiters.set(limit, made);
  return made;
}
