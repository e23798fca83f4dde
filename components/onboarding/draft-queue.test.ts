import { describe, expect, it } from 'vitest';
import { createDraftQueue, longestMs, pauseMs, type DraftState, type SendResult } from './draft-queue';
import type { Typing } from './draft-values';

const typing = (text: string): Typing => ({ data: { name: { name: text } }, bases: { name: '' } });
const textOf = (each: Typing | null): unknown => each?.data['name']?.['name'];

/** A page with a clock that stands still until it is told, and a server that answers when it is told. */
function page() {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  let text: string | null = null;
  const waiting: ((result: SendResult) => void)[] = [];
  const here = {
    online: true,
    sent: [] as unknown[],
    last: [] as unknown[],
    beacons: true,
    device: null as Typing | null,
    states: [] as DraftState['kind'][],
    write: (next: string) => {
      text = next;
      queue.typed();
    },
    pass: async (ms: number) => {
      const end = now + ms;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers = timers.filter((each) => each !== next);
        now = Math.max(now, next.at);
        next.run();
        await Promise.resolve();
      }
      now = end;
    },
    answer: async (result: SendResult) => {
      waiting.shift()?.(result);
      await Promise.resolve();
      await Promise.resolve();
    },
  };
  const queue = createDraftQueue({
    collect: () => (text === null ? null : typing(text)),
    send: (each) => {
      here.sent.push(textOf(each));
      return new Promise((resolve) => waiting.push(resolve));
    },
    sendLast: (each) => {
      here.last.push(textOf(each));
      return here.beacons;
    },
    device: {
      keep: (each) => {
        here.device = each;
      },
      clear: () => {
        here.device = null;
      },
    },
    isOnline: () => here.online,
    report: ({ kind }) => here.states.push(kind),
    now: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
  });
  return { here, queue };
}
const kept = { kind: 'kept', time: '14:02' } as const;

describe('the queue of drafts @req I60', () => {
  it('sends once somebody pauses, and says when it was kept', async () => {
    const { here } = page();
    here.write('A');
    await here.pass(pauseMs - 1);
    expect(here.sent).toEqual([]);
    await here.pass(1);
    expect(here.sent).toEqual(['A']);
    await here.answer(kept);
    expect(here.states).toEqual(['keeping', 'kept']);
    expect(here.device).toBeNull();
  });

  it('sends while somebody types on and on, never more than two seconds behind', async () => {
    const { here } = page();
    let worst = 0;
    let last = 0;
    for (let at = 0; at <= 20_000; at += 100) {
      here.write(String(at));
      await here.pass(100);
      if (here.sent.length > last) {
        last = here.sent.length;
        await here.answer(kept);
      }
      worst = Math.max(worst, at - Number(here.sent.at(-1) ?? 0));
    }
    expect(worst).toBeLessThan(2000);
    expect(worst).toBeGreaterThan(pauseMs);
    expect(here.sent.length).toBeLessThan(20_000 / pauseMs);
  });

  it('never has two under way, and sends the newest after the one before', async () => {
    const { here } = page();
    here.write('one');
    await here.pass(longestMs);
    here.write('two');
    await here.pass(5000);
    here.write('three');
    await here.pass(5000);
    expect(here.sent).toEqual(['one']);
    await here.answer(kept);
    expect(textOf(here.device)).toBe('one');
    await here.pass(longestMs);
    expect(here.sent).toEqual(['one', 'three']);
  });

  it('keeps on the device what the server has not confirmed, and tries again more and more slowly', async () => {
    const { here } = page();
    here.write('A');
    await here.pass(pauseMs);
    expect(textOf(here.device)).toBe('A');
    for (const wait of [2000, 5000, 10_000, 30_000, 30_000]) {
      const before = here.sent.length;
      await here.answer({ kind: 'unreachable' });
      await here.pass(wait - 1);
      expect(here.sent).toHaveLength(before);
      await here.pass(1);
      expect(here.sent).toHaveLength(before + 1);
    }
    await here.answer(kept);
    expect(here.states.at(-1)).toBe('kept');
    expect(here.device).toBeNull();
  });

  it('waits on the device without a connection and goes when it is back', async () => {
    const { here, queue } = page();
    here.online = false;
    here.write('A');
    await here.pass(10_000);
    here.write('AB');
    await here.pass(10_000);
    expect(here.sent).toEqual([]);
    expect(here.states.at(-1)).toBe('offline');
    expect(textOf(here.device)).toBe('AB');
    here.online = true;
    queue.online();
    expect(here.sent).toEqual(['AB']);
  });

  it('sends what is left as the page goes, and leaves it on the device until it is known to be kept', async () => {
    const { here, queue } = page();
    queue.leave();
    expect(here.last).toEqual([]);
    here.write('half a wo');
    queue.leave();
    expect(here.last).toEqual(['half a wo']);
    expect(textOf(here.device)).toBe('half a wo');
  });

  it('sends no draft beside the page itself, so that no ghost comes after the save', async () => {
    const { here, queue } = page();
    here.write('A');
    queue.hold();
    await here.pass(60_000);
    queue.leave();
    expect([here.sent, here.last]).toEqual([[], []]);
    queue.close();
    expect(here.device).toBeNull();
  });

  it('takes the typing up again when sending the page came to nothing', async () => {
    const { here, queue } = page();
    here.write('A');
    queue.hold();
    await here.pass(5000);
    queue.resume();
    expect(here.sent).toEqual(['A']);
    await here.answer({ kind: 'unreachable' });
    expect(textOf(here.device)).toBe('A');
    queue.close();
    expect(textOf(here.device)).toBe('A');
  });

  it('says that the session has ended and keeps the typing on the device', async () => {
    const { here } = page();
    here.write('A');
    await here.pass(pauseMs);
    await here.answer({ kind: 'ended' });
    expect(here.states.at(-1)).toBe('ended');
    expect(textOf(here.device)).toBe('A');
  });

  it('does not try again what the server refuses, until there is something new', async () => {
    const { here } = page();
    here.write('A');
    await here.pass(pauseMs);
    await here.answer({ kind: 'refused' });
    await here.pass(120_000);
    expect(here.sent).toEqual(['A']);
    here.write('AB');
    await here.pass(pauseMs);
    expect(here.sent).toEqual(['A', 'AB']);
  });
});
