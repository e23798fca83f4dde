import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readPattern } from './pattern';

describe('readPattern', () => {
  it.each([
    ['^[0-9]{3}-[0-9]{3}-[0-9]{4}$', '123-456-7890', '123-456-789'],
    ['^act_[0-9]+$', 'act_12', 'act_'],
    ['^[a-z][a-z0-9-]{4,28}[a-z0-9]$', 'proj-1', 'proj-'],
    ['(\\d{1,3}\\.){3}\\d{1,3}(/\\d{1,2})?', '10.0.0.1/24', '10.0.0'],
    ['([a-z0-9-]{1,63}\\.)+[a-z]{2,63}', 'a.b.example', 'example'],
    ['(?:AB|CD)?x', 'CDx', 'ABCDx'],
    ['[^a-c]+', 'xyz', 'xaz'],
    ['\\w+@\\w+', 'a@b', 'a b'],
    ['.{2}', '💡é', '💡'],
    ['a\\$', 'a$', 'a'],
  ])('%s takes %s and not %s', (source, good, bad) => {
    const pattern = readPattern(source);
    expect(pattern?.matches(good)).toBe(true);
    expect(pattern?.matches(bad)).toBe(false);
  });

  it.each([
    '(?=a)a',
    '(?<!a)b',
    '(a)\\1',
    '(a',
    'a)',
    '[a',
    '*a',
    'a**',
    'a+?',
    'a{2,1}',
    '(a{999}){999}',
    '\\p{L}',
    '[z-a]',
    'a^b',
  ])('refuses %s', (source) => {
    expect(readPattern(source)).toBeNull();
  });

  it('agrees with the regular expressions of the platform @req G13', () => {
    let matched = 0;
    fc.assert(
      fc.property(patterns, fc.string({ unit: fc.constantFrom('a', 'b', '1', '-'), maxLength: 8 }), (source, text) => {
        const pattern = readPattern(source);
        // Repetition within repetition soon has more states than are allowed.
        if (pattern === null) return;
        const expected = new RegExp(`^(?:${source})$`, 'u').test(text);
        expect(pattern.matches(text)).toBe(expected);
        if (expected) matched += 1;
      }),
      { numRuns: 3000, seed: 51 },
    );
    expect(matched).toBeGreaterThan(200);
  });

  it('takes time in proportion to the text, whatever the pattern', () => {
    const evil = readPattern('(a+)+b|(a|a)*c|(a*)*d');
    // So long that even a time that grows with the square of the text would be longer than a test may take.
    expect(evil?.matches('a'.repeat(200_000))).toBe(false);
  });
});

const patterns: fc.Arbitrary<string> = fc.letrec<{ node: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('a', 'b', '1', '-', '[ab]', '[^a]', '[a-b1]', '\\d', '.'),
    tie('node').map((inner) => `(${inner})`),
    tie('node').map((inner) => `(?:${inner}|b)`),
  ),
  node: fc
    .array(fc.tuple(tie('atom'), fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '{2,}')), {
      minLength: 1,
      maxLength: 3,
    })
    .map((parts) => parts.map((part) => part.join('')).join('')),
})).node;
