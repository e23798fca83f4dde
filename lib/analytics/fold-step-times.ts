import { asPlatform } from '@/lib/tenancy';

/**
 * Folds how long pages were open into histograms; the worker calls it every few seconds. Exactly once: the cursor moves
 * in the same transaction. A page counts once per flow, when it was first continued from. Returns how many were added.
 */
export const foldStepTimes = (): Promise<number> =>
  asPlatform('fold the open times of pages into medians', async (tx) => {
    const [row] = await tx.$queryRaw<{ added: number }[]>`select app.fold_step_times() as added`;
    return row?.added ?? 0;
  });
