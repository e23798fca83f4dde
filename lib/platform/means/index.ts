import { systemClock, type Clock } from '@/lib/platform/clock';
import { uuidv7 } from '@/lib/platform/ids';

/** What a use case may not take from the machine itself: the time, and new ids. */
export type Means = Readonly<{ clock: Clock; newId: () => string }>;

/** The machine's time and ids; tests pass their own. */
export const systemMeans: Means = { clock: systemClock, newId: () => uuidv7() };
