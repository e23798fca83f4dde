import { asPlatform } from '@/lib/tenancy';

/**
 * Folds all events that are safe to read into stages and rollups; the worker calls it every second. Exactly once: the
 * cursor moves in the same transaction. Returns the number of stages newly reached.
 */
export const foldEvents = (): Promise<number> =>
  asPlatform('fold events into funnel figures', async (tx) => {
    const [row] = await tx.$queryRaw<{ reached: number }[]>`select app.fold_events() as reached`;
    return row?.reached ?? 0;
  });
