import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUuidv7, isUuid, uuidTime, uuidv7 } from './index';

const seeded = (now: () => number) => createUuidv7({ now, random: (bytes) => bytes.fill(0xff) });

describe('uuidv7', () => {
  it('has version 7, the RFC variant and the time it was made', () => {
    const id = seeded(() => 1_795_226_400_123)();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuidTime(id).getTime()).toBe(1_795_226_400_123);
  });

  it('sorts by the order of making, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 47 }), { minLength: 2, maxLength: 50 }), (times) => {
        let turn = 0;
        const next = seeded(() => times[turn++ % times.length] ?? 0);
        const ids = times.map(() => next());
        expect(ids).toEqual([...ids].sort());
      }),
    );
  });

  it('keeps the order past the end of the counter within one millisecond', () => {
    const next = seeded(() => 1000);
    const ids = Array.from({ length: 10_000 }, next);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(10_000);
  });

  it('isUuid accepts our ids and refuses near misses', () => {
    expect(isUuid(uuidv7())).toBe(true);
    for (const wrong of ['', 'x', uuidv7().toUpperCase(), `${uuidv7()} `, uuidv7().slice(1), null, 7]) {
      expect(isUuid(wrong)).toBe(false);
    }
  });
});
