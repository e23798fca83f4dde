import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast } from './contrast';
import { brandTargets, deriveBrand } from './derive-brand';
import { hexToOklch, type Hex } from './oklch';
import { tokens, type Scheme } from './tokens';

const anyColour = fc.integer({ min: 0, max: 0xffffff }).map((value): Hex => `#${value.toString(16).padStart(6, '0')}`);

const pairsBelowTarget = (brand: Hex, scheme: Scheme): string[] => {
  const ramp = deriveBrand(brand)[scheme];
  const { surface, canvas } = tokens[scheme];
  const target = brandTargets[scheme];
  const pairs: [string, number, number][] = [
    ['primary on surface', contrast(ramp.primary, surface), target.action],
    ['primary on canvas', contrast(ramp.primary, canvas), target.action],
    ['hover on surface', contrast(ramp.primaryHover, surface), target.action],
    ['hover on canvas', contrast(ramp.primaryHover, canvas), target.action],
    ['text on primary', contrast(ramp.onPrimary, ramp.primary), target.onAction],
    ['text on hover', contrast(ramp.onPrimary, ramp.primaryHover), target.onAction],
    ['text on tint', contrast(ramp.onTint, ramp.tint), target.onTint],
    ['ink on tint', contrast(tokens[scheme].ink, ramp.tint), 7],
    ['hint on tint', contrast(tokens[scheme].muted, ramp.tint), 4.5],
    ['border of a selected card on its tint', contrast(ramp.primary, ramp.tint), 3],
  ];
  return pairs.filter(([, ratio, least]) => ratio < least).map(([name, ratio]) => `${name} ${ratio.toFixed(2)}`);
};

describe('deriveBrand', () => {
  it('makes any colour readable in both schemes', () => {
    fc.assert(
      fc.property(anyColour, fc.constantFrom<Scheme>('light', 'dark'), (brand, scheme) => {
        expect(pairsBelowTarget(brand, scheme)).toEqual([]);
      }),
      { numRuns: 10_000, seed: 52 },
    );
  });

  it('makes the corners of the colour cube and all greys readable', () => {
    const greys = Array.from({ length: 256 }, (_, value): Hex => `#${value.toString(16).padStart(2, '0').repeat(3)}`);
    const corners: Hex[] = ['#ff0000', '#00ff00', '#0000ff', '#ffff00', '#ff00ff', '#00ffff'];
    for (const brand of [...greys, ...corners]) {
      expect([brand, pairsBelowTarget(brand, 'light'), pairsBelowTarget(brand, 'dark')]).toEqual([brand, [], []]);
    }
  });

  it('leaves a colour alone that is readable already', () => {
    const derived = deriveBrand('#005860');
    expect(derived.light.primary).toBe('#005860');
    expect(derived.moved.light).toBeCloseTo(0, 6);
  });

  it('darkens a yellow for the light scheme and keeps it for the dark one, without changing its hue', () => {
    const derived = deriveBrand('#ffd400');
    expect(derived.dark.primary).toBe('#ffd400');
    expect(derived.moved.light).toBeLessThan(-0.2);
    expect(Math.abs(hexToOklch(derived.light.primary).h - hexToOklch('#ffd400').h)).toBeLessThan(4);
  });

  it('moves no further than it must: one step back would be too pale', () => {
    const { primary } = deriveBrand('#ff6600').light;
    expect(contrast(primary, tokens.light.canvas)).toBeLessThan(4.8);
  });
});
