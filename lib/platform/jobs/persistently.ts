import { isLostConnection } from './lost-connection';

/** How often a step that throws is tried, and how long the first wait is; each one after is twice as long. */
export type Patience = Readonly<{ attemptsMax: number; firstPauseMs: number }>;

/** About 25 seconds: longer than what goes by itself, and short enough not to keep others waiting for the place. */
export const usualPatience: Patience = { attemptsMax: 7, firstPauseMs: 400 };

const pauseMaxMs = 30_000;
/** What a lost connection explains is tried more often, yet not for ever while the database answers. */
const excusedMax = 100;

export type Trying = Readonly<{
  patience: Patience;
  /** Whether the database answers at all: while it does not, there is nothing else that the place could be used for. */
  answers: () => Promise<boolean>;
  /** A process that is about to go decides nothing any more; another one begins the step again. */
  isStopping: () => boolean;
  onFailure: (error: unknown, attempt: number) => void;
}>;

type Came<T> = Readonly<{ ok: true; value: T } | { ok: false }>;

/**
 * Does something until it succeeds, or has failed too often. What is expected to go wrong is part of the answer; what
 * throws was foreseen by nobody, most often a database that is away for a moment. That is waited out, however long it
 * takes, and counts for nothing; anything else is given up, so that it does not keep a worker's place for ever.
 */
export async function persistently<T>(work: () => Promise<T>, trying: Trying): Promise<Came<T>> {
  const { patience, answers, isStopping, onFailure } = trying;
  let [failures, excused] = [0, 0];
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { ok: true, value: await work() };
    } catch (error) {
      onFailure(error, attempt);
      const isThere = await answers();
      if (isThere && !isStopping()) {
        if (isLostConnection(error)) excused += 1;
        else failures += 1;
      }
      if (failures >= patience.attemptsMax || excused >= excusedMax) return { ok: false };
      const pauseMs = Math.min(patience.firstPauseMs * 2 ** Math.min(attempt - 1, 16), pauseMaxMs);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
