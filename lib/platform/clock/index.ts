/** Where the time comes from. A use case is given one; it never asks the machine itself. */
export type Clock = Readonly<{ now: () => Date }>;

/** The machine's time. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is moved: for tests and for "as of" figures. */
export function fixedClock(
  start: Date | string,
): Clock & { set: (to: Date | string) => void; advance: (ms: number) => void } {
  let current = new Date(start);
  return {
    now: () => new Date(current),
    set: (to) => {
      current = new Date(to);
    },
    advance: (ms) => {
      current = new Date(current.getTime() + ms);
    },
  };
}
