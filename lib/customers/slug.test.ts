import { describe, expect, it } from 'vitest';
import { slugFor } from './slug';

const id = '0193b1c2-0000-7000-8000-00003f9a1c2b';
const allowed = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

describe('slugFor', () => {
  it.each([
    ['Acme GmbH', 'acme-gmbh-3f9a1c2b'],
    ['  Été & Fils  ', 'ete-fils-3f9a1c2b'],
    ['شركة الأفق', 'customer-3f9a1c2b'],
    ['--- !!', 'customer-3f9a1c2b'],
  ])('makes %s readable and unique', (name, expected) => {
    expect(slugFor(name, id, 'customer')).toBe(expected);
  });

  it('stays within what the database accepts for any name', () => {
    for (const name of ['x'.repeat(200), `${'a'.repeat(39)} b`, '0', 'İstanbul', '日本']) {
      expect(slugFor(name, id, 'partner')).toMatch(allowed);
    }
  });
});
