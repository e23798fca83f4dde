const perSession = 5;
const held = new Map<string, number>();

/**
 * Takes one of the five places that a session has in this process for streams that stay open, and answers how to give it
 * back (once, however often it is called); null when all are taken.
 */
export function takePlace(session: string): (() => void) | null {
  const taken = held.get(session) ?? 0;
  if (taken >= perSession) return null;
  held.set(session, taken + 1);
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    const left = (held.get(session) ?? 1) - 1;
    if (left > 0) held.set(session, left);
    else held.delete(session);
  };
}
