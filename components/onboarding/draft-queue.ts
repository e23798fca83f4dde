import type { Typing } from './draft-values';

/** What became of a draft that was sent. `ended`: the session has run out; `refused`: trying again cannot help. */
export type SendResult =
  Readonly<{ kind: 'kept'; time: string }> | Readonly<{ kind: 'unreachable' | 'refused' | 'ended' }>;

/** What the page says about the typing: nothing yet, on its way, kept at a time, only on this device, or not at all. */
export type DraftState =
  Readonly<{ kind: 'quiet' | 'keeping' | 'offline' | 'failed' | 'ended' }> | Readonly<{ kind: 'kept'; time: string }>;

/** Everything that the queue touches, so that a test can stand in for it. */
export type DraftMeans = Readonly<{
  /** What is typed now and not as the page showed it; null when that is nothing. */
  collect: () => Typing | null;
  send: (typing: Typing) => Promise<SendResult>;
  /** Sends without waiting, from a page that is going away; false when the browser would not take it. */
  sendLast: (typing: Typing) => boolean;
  /** A place on this device that outlives the page. */
  device: Readonly<{ keep: (typing: Typing) => void; clear: () => void }>;
  isOnline: () => boolean;
  report: (state: DraftState) => void;
  now: () => number;
  after: (ms: number, run: () => void) => () => void;
}>;

/** After the last key; and while somebody types on and on, never later than this after the first. */
export const pauseMs = 1000;
export const longestMs = 1500;
const retryMs = [2000, 5000, 10_000, 30_000] as const;

export type DraftQueue = ReturnType<typeof createDraftQueue>;

/**
 * Brings what is typed to the server soon after it is typed, one draft after the other, always the newest. What the server
 * has not confirmed lies on the device; without a connection it waits there and goes when the connection is back.
 */
export function createDraftQueue(means: DraftMeans) {
  let waitingSince: number | null = null;
  let cancel: () => void = () => undefined;
  let underWay = false;
  let unsent = false;
  let held = false;
  let failures = 0;

  const schedule = (ms: number): void => {
    cancel();
    cancel = means.after(Math.max(0, ms), () => void flush());
  };

  const flush = async (): Promise<void> => {
    cancel();
    if (held || underWay || !unsent) return;
    const typing = means.collect();
    waitingSince = null;
    if (!typing) {
      unsent = false;
      return;
    }
    means.device.keep(typing);
    if (!means.isOnline()) return means.report({ kind: 'offline' });
    unsent = false;
    underWay = true;
    if (failures === 0) means.report({ kind: 'keeping' });
    const result = await means.send(typing);
    underWay = false;
    if (held) return;
    settle(result);
  };

  const settle = (result: SendResult): void => {
    if (result.kind === 'kept') {
      failures = 0;
      if (!unsent) means.device.clear();
      means.report(result);
    } else if (result.kind === 'unreachable') {
      unsent = true;
      means.report({ kind: means.isOnline() ? 'failed' : 'offline' });
      schedule(retryMs[Math.min(failures, retryMs.length - 1)] ?? 30_000);
      failures += 1;
      return;
    } else {
      means.report({ kind: result.kind === 'ended' ? 'ended' : 'failed' });
    }
    if (unsent && waitingSince !== null) schedule(waitingSince + longestMs - means.now());
  };

  return {
    /** Something was typed, chosen or taken back. */
    typed(): void {
      unsent = true;
      waitingSince ??= means.now();
      if (!held && failures === 0) schedule(Math.min(pauseMs, waitingSince + longestMs - means.now()));
    },
    /** The connection is back: what waits goes now. */
    online(): void {
      failures = 0;
      void flush();
    },
    /** The page is going out of sight and may not come back. */
    leave(): void {
      if (held || (!unsent && !underWay)) return;
      const typing = means.collect();
      if (!typing) return;
      means.device.keep(typing);
      if (means.sendLast(typing)) unsent = false;
    },
    /** The page itself is being sent: a draft that overtook it would come back as a ghost. */
    hold(): void {
      held = true;
      cancel();
    },
    /** Sending the page came to nothing: what is typed is a draft again. */
    resume(): void {
      held = false;
      unsent = true;
      void flush();
    },
    /** The page has been saved or sent back with its typing: nothing here is needed any more. */
    close(): void {
      cancel();
      if (held) means.device.clear();
      held = true;
    },
  };
}
