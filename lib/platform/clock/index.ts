/** Where the time comes from. A use case is given one; it never asks the machine itself. */
export type Clock = Readonly<{ now: () => Date }>;

/** The machine's time. */
export const systemClock: Clock = { now: () => new Date() };
