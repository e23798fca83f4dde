import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBreakers } from './breakers';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const made = () => createBreakers({ isOutage: () => true, failuresMax: 2, restMs: 10_000, max: 3, idleMs: 60_000 });
type Made = ReturnType<typeof made>;

const answer = (breakers: Made, name: string) =>
  breakers.run(
    name,
    () => Promise.resolve('answer'),
    () => new Error('rests'),
  );
const fail = (breakers: Made, name: string) =>
  breakers
    .run(
      name,
      () => Promise.reject(new Error('away')),
      () => new Error('rests'),
    )
    .catch((error: Error) => error.message);
/** Lets a system fail until it is left alone. */
const tear = async (breakers: Made, name: string): Promise<void> => {
  for (let turn = 0; turn < 2; turn += 1) expect(await fail(breakers, name)).toBe('away');
};

describe('breakers', () => {
  it('leave a system alone after failures, and ask it again after a rest', async () => {
    const breakers = made();
    await tear(breakers, 'a');
    await expect(answer(breakers, 'a')).rejects.toThrow('rests');
    expect(await answer(breakers, 'b')).toBe('answer');
    vi.advanceTimersByTime(10_000);
    expect(await answer(breakers, 'a')).toBe('answer');
  });

  it('are no more than so many, however many names there are', async () => {
    const breakers = made();
    for (let turn = 0; turn < 100; turn += 1) await answer(breakers, `host-${turn}`);
    expect(breakers.size()).toBe(3);
  });

  it('do not forget a system that rests, whoever else is asked meanwhile', async () => {
    const breakers = made();
    await tear(breakers, 'a');
    for (let turn = 0; turn < 100; turn += 1) await answer(breakers, `host-${turn}`);
    await expect(answer(breakers, 'a')).rejects.toThrow('rests');
    for (const name of ['b', 'c', 'd', 'e']) await tear(breakers, name);
    for (const name of ['a', 'b', 'c', 'd', 'e']) await expect(answer(breakers, name)).rejects.toThrow('rests');
    vi.advanceTimersByTime(10_000);
    for (let turn = 0; turn < 100; turn += 1) await answer(breakers, `host-${turn}`);
    expect(breakers.size()).toBeLessThanOrEqual(5);
  });

  it('forget those that never failed sooner than those that are tried once more', async () => {
    const breakers = made();
    await tear(breakers, 'a');
    vi.advanceTimersByTime(10_000);
    for (let turn = 0; turn < 10; turn += 1) await answer(breakers, `host-${turn}`);
    // Asked once, and not trusted with more: one failure is enough to leave it alone again.
    expect(await fail(breakers, 'a')).toBe('away');
    await expect(answer(breakers, 'a')).rejects.toThrow('rests');
  });

  it('forget what nobody has asked for long', async () => {
    const breakers = made();
    await answer(breakers, 'a');
    await answer(breakers, 'b');
    vi.advanceTimersByTime(60_000);
    await answer(breakers, 'c');
    expect(breakers.size()).toBe(1);
  });
});
