import { describe, expect, it } from 'vitest';
import { nameKey } from './name-key';

describe('nameKey', () => {
  it.each([
    ['Acme, Inc.', 'ACME'],
    ['Müller & Söhne GmbH', 'muller und sohne'],
    ['The Acme Company', 'acme'],
    ['شركة الأفق المحدودة', 'الأفق'],
    ['A.C.M.E. Ltd', 'Acme Limited'],
  ])('takes %s and %s for the same', (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
  });

  it('keeps apart what differs, and never comes to nothing', () => {
    expect(nameKey('Acme North')).not.toBe(nameKey('Acme South'));
    expect(nameKey('الأفق')).not.toBe(nameKey('الشفق'));
    expect(nameKey('The Company')).not.toBe('');
  });
});
