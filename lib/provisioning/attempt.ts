import { ConnectorError } from '@/lib/connectors';
import type { ActionFailure, ActionRecord } from './run-record';

/** Longer than any single statement of a connector may take. */
const ATTEMPT_MS = 30_000;
const BACKOFF_MAX_MS = 30_000;

/** How an attempt ended: well, for now badly (`retryInMs`), or for good. Plain data, because the engine keeps it. */
export type Attempt = Readonly<
  { end: 'ok' } | { end: 'retry'; retryInMs: number } | { end: 'failed' } | { end: 'stop' }
>;

/** Does one thing with another system; its failure is data. What nobody foresaw is reported and may be tried again. */
export async function effectOf<T>(
  work: () => Promise<T>,
  onUnexpected: (error: unknown) => void,
): Promise<Readonly<{ ok: true; value: T } | { ok: false; failure: ActionFailure; retryable: boolean }>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ConnectorError('timed_out')), ATTEMPT_MS);
  });
  try {
    return { ok: true, value: await Promise.race([work(), late]) };
  } catch (error) {
    if (error instanceof ConnectorError) {
      return { ok: false, failure: { code: error.code, args: error.args }, retryable: error.retryable };
    }
    onUnexpected(error);
    return { ok: false, failure: { code: 'unexpected', args: {} }, retryable: true };
  } finally {
    clearTimeout(timer);
  }
}

/** When to try again: twice as long each time, spread over ±50 % so that many runs do not return together; null = never. */
export function retryInMs(
  { planned }: Pick<ActionRecord, 'planned'>,
  attempt: number,
  retryable: boolean,
  random: number,
): number | null {
  if (!retryable || attempt >= planned.attemptsMax) return null;
  const base = Math.min(planned.backoffMs * 2 ** (attempt - 1), BACKOFF_MAX_MS);
  return Math.round(base * (0.5 + random));
}
