import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { progressStream, type ProgressStreamOptions } from './progress-stream';
import { takePlace } from './take-place';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A stream over a state that the test changes, and everything that came out of it. */
function watched(more: Partial<ProgressStreamOptions> = {}) {
  const state = { version: 'a' as string | null, looks: 0, isIn: true };
  let wake: () => void = () => undefined;
  const onEnd = vi.fn();
  const onError = vi.fn();
  const stream = progressStream({
    version: async () => {
      state.looks += 1;
      return state.version;
    },
    subscribe: (each) => {
      wake = each;
      return () => (wake = () => undefined);
    },
    stillIn: async () => state.isIn,
    onEnd,
    onError,
    ...more,
  });
  const seen: string[] = [];
  const reader = stream.getReader();
  const done = (async () => {
    for (;;) {
      const part = await reader.read();
      if (part.done) return;
      seen.push(new TextDecoder().decode(part.value).trim());
    }
  })();
  const change = async (version: string | null): Promise<void> => {
    state.version = version;
    wake();
    await vi.advanceTimersByTimeAsync(0);
  };
  const versions = () => seen.flatMap((text) => /"version":"(\w+)"/.exec(text)?.[1] ?? []);
  return { state, seen, versions, change, wake: () => wake(), reader, done, onEnd, onError };
}

describe('progressStream', () => {
  it('says what is there at once, then what is new, and nothing when nothing is', async () => {
    const it = watched();
    await vi.advanceTimersByTimeAsync(1000);
    await it.change('a');
    await vi.advanceTimersByTimeAsync(1000);
    expect(it.versions()).toEqual(['a']);
    await it.change('b');
    expect(it.versions()).toEqual(['a', 'b']);
  });

  it('looks once for many wake-ups, and never misses the last one', async () => {
    const it = watched();
    await vi.advanceTimersByTimeAsync(1000);
    const before = it.state.looks;
    for (const version of ['b', 'c', 'd']) await it.change(version);
    await vi.advanceTimersByTimeAsync(2000);
    expect(it.versions()).toEqual(['a', 'b', 'd']);
    expect(it.state.looks - before).toBe(2);
  });

  it('ends for whoever may not look any more, whose session has ended, and when its time is up', async () => {
    const gone = watched();
    await vi.advanceTimersByTimeAsync(1000);
    await gone.change(null);
    await gone.done;
    expect(gone.onEnd).toHaveBeenCalledTimes(1);

    const out = watched();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(out.seen.at(-1)).toBe(': alive');
    out.state.isIn = false;
    await vi.advanceTimersByTimeAsync(20_000);
    await out.done;
    expect(out.onEnd).toHaveBeenCalledTimes(1);

    const old = watched();
    await vi.advanceTimersByTimeAsync(599_000);
    expect(old.onEnd).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2000);
    await old.done;
    expect(old.onEnd).toHaveBeenCalledTimes(1);
  });

  it('leaves nothing behind when the reader goes, and tells of an error once', async () => {
    const left = watched();
    await vi.advanceTimersByTimeAsync(0);
    await left.reader.cancel();
    expect(left.onEnd).toHaveBeenCalledTimes(1);
    const looks = left.state.looks;
    await left.change('z');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(left.state.looks).toBe(looks);

    const broken = watched({ version: () => Promise.reject(new Error('database away')) });
    await vi.advanceTimersByTimeAsync(0);
    await broken.done;
    expect(broken.onError).toHaveBeenCalledTimes(1);
    expect(broken.onEnd).toHaveBeenCalledTimes(1);
  });
});

describe('takePlace', () => {
  it('gives a session five places, and one back only once', () => {
    const given = Array.from({ length: 5 }, () => takePlace('one'));
    expect(given.every((place) => place !== null)).toBe(true);
    expect(takePlace('one')).toBeNull();
    expect(takePlace('another')).not.toBeNull();
    given[0]?.();
    given[0]?.();
    expect(takePlace('one')).not.toBeNull();
    expect(takePlace('one')).toBeNull();
  });
});
