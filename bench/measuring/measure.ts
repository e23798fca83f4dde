/** What so many callers have done in a stretch of time. */
export type Measured = Readonly<{
  perSecond: number;
  /** CPU milliseconds of the measured processes per thing done. */
  cpuMs: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  done: number;
  failed: number;
}>;

/** Lets every caller do its thing again and again for so long. `once` answers whether it went as it must. */
export async function measure(
  callers: readonly Readonly<{ once: () => Promise<boolean> }>[],
  seconds: number,
  cpuMs: () => number,
): Promise<Measured> {
  const times: number[] = [];
  let failed = 0;
  const cpuBefore = cpuMs();
  const began = performance.now();
  const end = began + seconds * 1000;
  await Promise.all(
    callers.map(async (caller) => {
      while (performance.now() < end) {
        const started = performance.now();
        const well = await caller.once();
        times.push(performance.now() - started);
        if (!well) failed += 1;
      }
    }),
  );
  const took = (performance.now() - began) / 1000;
  const cpu = cpuMs() - cpuBefore;
  times.sort((left, right) => left - right);
  const at = (share: number): number =>
    round(times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0, 1);
  return {
    perSecond: round(times.length / took, 1),
    cpuMs: round(cpu / Math.max(1, times.length), 3),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    done: times.length,
    failed,
  };
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
};

export const round = (value: number, digits = 3): number => Number(value.toFixed(digits));
