import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  isBrokenCircuitError,
  type CircuitBreakerPolicy,
} from 'cockatiel';

export type Breakers = Readonly<{
  /** Does the work unless the system rests: then it throws what `resting` makes. */
  run: <T>(name: string, work: () => Promise<T>, resting: () => Error) => Promise<T>;
  /** How many systems are remembered. */
  size: () => number;
  forget: () => void;
}>;

export type BreakersOptions = Readonly<{
  /** Which failures mean that the system is away. */
  isOutage: (error: Error) => boolean;
  /** More than this many of them in a row, and the system is left alone for a while. */
  failuresMax: number;
  restMs: number;
  /** So many systems are remembered; those that rest now come on top. */
  max?: number;
  /** A system that nobody has asked for so long is forgotten. */
  idleMs?: number;
}>;

type Kept = { policy: CircuitBreakerPolicy; usedAt: number; restsUntil: number };

/**
 * One circuit breaker for each name. Names come from addresses that partners and customers type, so they are not kept for
 * ever: the ones that nobody uses go, and when there are too many, the ones that were not used for the longest. A system
 * that rests at this moment is never forgotten, because that would let everybody ask it again at once.
 */
export function createBreakers(options: BreakersOptions): Breakers {
  const { isOutage, failuresMax, restMs, max = 500, idleMs = 10 * 60_000 } = options;
  const kept = new Map<string, Kept>();

  return {
    async run(name, work, resting) {
      const { policy } = keptUnder(name);
      try {
        return await policy.execute(work);
      } catch (error) {
        throw isBrokenCircuitError(error) ? resting() : error;
      }
    },
    size: () => kept.size,
    forget: () => kept.clear(),
  };

  /** The one used last stands last. */
  function keptUnder(name: string): Kept {
    const found = kept.get(name) ?? made();
    if (!kept.delete(name)) makeRoom();
    found.usedAt = Date.now();
    kept.set(name, found);
    return found;
  }

  function made(): Kept {
    const policy = circuitBreaker(handleWhen(isOutage), {
      halfOpenAfter: restMs,
      breaker: new ConsecutiveBreaker(failuresMax),
    });
    const fresh: Kept = { policy, usedAt: 0, restsUntil: 0 };
    policy.onBreak(() => (fresh.restsUntil = Date.now() + restMs));
    return fresh;
  }

  function makeRoom(): void {
    const now = Date.now();
    const gone = [...kept].filter(([, { usedAt, restsUntil }]) => restsUntil <= now && usedAt + idleMs <= now);
    for (const [name] of gone) kept.delete(name);
    if (kept.size < max) return;
    // One that has rested is asked once before all others are let through again; one that never failed loses nothing.
    const rested = [...kept].filter(([, { restsUntil }]) => restsUntil <= now);
    const [first] = [...rested.filter(([, { policy }]) => policy.state === CircuitState.Closed), ...rested];
    if (first) kept.delete(first[0]);
  }
}
