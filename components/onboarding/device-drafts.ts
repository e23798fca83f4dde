import type { Typing } from './draft-values';

/** Which draft of this device: whose, and of which page. */
export type DeviceKey = Readonly<{ owner: string; flowId: string; stepId: string; itemId: string }>;

const prefix = 'portico.draft.';
const keptMs = 30 * 24 * 3600 * 1000;

const nameOf = ({ owner, flowId, stepId, itemId }: DeviceKey): string =>
  `${prefix}${owner}.${flowId}.${stepId}.${itemId}`;

/** Puts typing on the device. A browser that has no room or does not allow it keeps nothing, and the page goes on. */
export function keepOnDevice(key: DeviceKey, typing: Typing, now: number): void {
  quietly(() => localStorage.setItem(nameOf(key), JSON.stringify({ at: now, ...typing })));
}

/** The typing of this person on this page that the server has not confirmed, or null. */
export function readFromDevice(key: DeviceKey, now: number): Typing | null {
  return quietly(() => {
    const kept = parsed(localStorage.getItem(nameOf(key)));
    return kept && now - kept.at < keptMs ? { data: kept.data, bases: kept.bases } : null;
  });
}

export const clearFromDevice = (key: DeviceKey): void => {
  quietly(() => localStorage.removeItem(nameOf(key)));
};

/** Takes everything of one person off the device: at sign-out. Without a person, whatever is too old to come back. */
export function sweepDevice(now: number, owner?: string): void {
  quietly(() => {
    for (const name of Object.keys(localStorage).filter((each) => each.startsWith(prefix))) {
      const isOld = now - (parsed(localStorage.getItem(name))?.at ?? 0) >= keptMs;
      if (isOld || (owner !== undefined && name.startsWith(`${prefix}${owner}.`))) localStorage.removeItem(name);
    }
  });
}

type Kept = Readonly<{ at: number }> & Typing;

function parsed(text: string | null): Kept | null {
  if (text === null) return null;
  const value: unknown = JSON.parse(text);
  const { at, data, bases } = Object(value) as Partial<Kept>;
  return typeof at === 'number' && data && bases ? { at, data, bases } : null;
}

/** Storage may be full, forbidden or hold something strange; none of that may stop a form. */
function quietly<T>(run: () => T): T | null {
  try {
    return run();
  } catch {
    return null;
  }
}
