import { ConnectorError } from '@/lib/connectors';
import { CutOff } from '@/lib/platform/faults';
import type { ActionFailure, ActionRecord, Try } from './run-record';

/** Longer than any single statement of a connector may take. */
const ATTEMPT_MS = 30_000;
const BACKOFF_MAX_MS = 30_000;
/** How long another system may go on asking us to be slower before that counts as a failure. */
const SLOWED_MAX_MS = 30 * 60_000;
const TRIES_MAX = 30;

/** Being asked to wait is no failure of what was tried. */
const asksToWait: ReadonlySet<string> = new Set(['rate_limited', 'resting']);

export type Effect<T> = Readonly<
  { ok: true; value: T } | { ok: false; failure: ActionFailure; retryable: boolean; retryAfterMs: number | null }
>;

/** Does one thing with another system; its failure is data. What nobody foresaw is reported and may be tried again. */
export async function effectOf<T>(work: () => Promise<T>, onUnexpected: (error: unknown) => void): Promise<Effect<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ConnectorError('timed_out')), ATTEMPT_MS);
  });
  try {
    return { ok: true, value: await Promise.race([work(), late]) };
  } catch (error) {
    if (error instanceof ConnectorError) {
      const { code, args, retryable, retryAfterMs } = error;
      return { ok: false, failure: { code, args }, retryable, retryAfterMs };
    }
    if (error instanceof CutOff) throw error;
    onUnexpected(error);
    return { ok: false, failure: { code: 'unexpected', args: {} }, retryable: true, retryAfterMs: null };
  } finally {
    clearTimeout(timer);
  }
}

type Failed = Extract<Effect<never>, { ok: false }>;
type Patience = Readonly<{ attemptsMax: number; backoffMs: number }>;

/**
 * What a failed attempt means: the list of attempts with it, and in how many milliseconds to try again, null when never.
 * Twice as long each time, spread over ±50 % so that many runs do not return together; never sooner than the other
 * system asks. Requests to be slower use no attempt up, for half an hour at most.
 */
export function afterFailure(
  tries: readonly Try[],
  { failure, retryable, retryAfterMs }: Failed,
  { attemptsMax, backoffMs }: Patience,
  now: Date,
  random: number,
): Readonly<{ tries: readonly Try[]; retryInMs: number | null }> {
  const at = now.toISOString();
  const slowedAt = tries.find(({ counts }) => !counts)?.at;
  const counts = !asksToWait.has(failure.code) || now.getTime() - new Date(slowedAt ?? at).getTime() > SLOWED_MAX_MS;
  const last = tries.at(-1);
  const grown: readonly Try[] =
    last !== undefined && !counts && !last.counts && last.code === failure.code
      ? [...tries.slice(0, -1), { ...last, last: at, times: last.times + 1 }]
      : [...tries, { at, last: at, code: failure.code, times: 1, counts }].slice(-TRIES_MAX);
  const failures = failuresOf(grown);
  if (!retryable || failures >= attemptsMax) return { tries: grown, retryInMs: null };
  const base = Math.min(backoffMs * 2 ** Math.max(0, failures - 1), BACKOFF_MAX_MS);
  const pause = Math.round(base * (0.5 + random));
  return { tries: grown, retryInMs: Math.min(Math.max(pause, retryAfterMs ?? 0), SLOWED_MAX_MS) };
}

const SLEEP_MAX_MS = 60_000;
const SLACK_MS = 120_000;

/**
 * How the next attempt comes about. A short wait is slept, with a look a little later in case the worker dies meanwhile.
 * Work that sleeps holds one of a worker's few places, so a long one, which the other system may ask for, is left to
 * whoever tends runs: no customer's system can hold up everybody else's work by asking us to be slow.
 */
export function waitFor(retryInMs: number, now: Date): Readonly<{ nextAt: Date; lookAt: Date; isSlept: boolean }> {
  const nextAt = new Date(now.getTime() + retryInMs);
  const isSlept = retryInMs <= SLEEP_MAX_MS;
  return { nextAt, lookAt: isSlept ? new Date(nextAt.getTime() + SLACK_MS) : nextAt, isSlept };
}

/** How many attempts have failed by themselves. */
export const failuresOf = (tries: readonly Try[]): number => tries.filter(({ counts }) => counts).length;

/** The patience that a template gives an action. */
export const patienceOf = ({ planned }: Pick<ActionRecord, 'planned'>): Patience => planned;
