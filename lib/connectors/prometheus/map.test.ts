import fc from 'fast-check';
import { expect, it } from 'vitest';
import { figuresOf, selectorOf } from './map';

it('a value, whatever is in it, stays between its quotation marks', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const inside = /^m\{l="((?:[^"\\\n]|\\["\\n])*)"\}$/s.exec(selectorOf('m', { label: 'l', value }) ?? '')?.[1];
      expect(inside?.replace(/\\(.)/g, (_all, sign: string) => (sign === 'n' ? '\n' : sign))).toBe(value);
    }),
    { seed: 52 },
  );
});

it('nothing to divide by is no figure, and never a bad or an endless one', () => {
  const amount = fc.option(fc.nat(1000));
  fc.assert(
    fc.property(amount, amount, amount, amount, (requests, successes, seconds, measured) => {
      const { successRate, latencySeconds } = figuresOf({ requests, successes, seconds, measured });
      expect(successRate === null).toBe(requests === null || requests === 0);
      expect(latencySeconds === null).toBe(seconds === null || measured === null || measured === 0);
      if (successRate !== null) expect(successRate).toBeLessThanOrEqual(1);
      if (latencySeconds !== null) expect(Number.isFinite(latencySeconds)).toBe(true);
    }),
    { seed: 53 },
  );
});
