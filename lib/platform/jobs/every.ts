import type { Pool } from 'pg';

/** Work that repeats: whatever it does must bear being done twice, because a worker may die in the middle. */
export type Periodic = Readonly<{ name: string; everyMs: number; work: () => Promise<unknown> }>;

/**
 * Runs the work again and again until stopped, in at most one worker at a time: an advisory lock named after it, held
 * for the whole turn, makes the others skip theirs. A failing turn is reported and the next one comes all the same.
 */
export function every(
  pool: Pool,
  { name, everyMs, work }: Periodic,
  onError: (name: string, error: unknown) => void,
): Readonly<{ stop: () => Promise<void> }> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let wake: () => void = () => undefined;
  const loop = (async () => {
    while (!stopped) {
      await turn(pool, name, work).catch((error: unknown) => onError(name, error));
      if (stopped) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, everyMs);
      });
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      wake();
      await loop;
    },
  };
}

async function turn(pool: Pool, name: string, work: () => Promise<unknown>): Promise<void> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    const { rows } = await client.query<{ mine: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as mine',
      [`portico:${name}`],
    );
    if (rows[0]?.mine !== true) return;
    try {
      await work();
    } finally {
      await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [`portico:${name}`]);
    }
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // A connection that failed is thrown away, so that a lock it may still hold goes with it.
    client.release(failure);
  }
}
