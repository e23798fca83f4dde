import { describe, expect, it } from 'vitest';
import { countryOptions } from './country-options';

describe('countryOptions', () => {
  it('names every country once, in the order of the language', () => {
    const english = countryOptions('en');
    expect(english).toHaveLength(249);
    expect(new Set(english.map((option) => option.value)).size).toBe(249);
    expect(english[0]).toEqual({ value: 'AF', label: 'Afghanistan' });
    expect(countryOptions('ar').find((option) => option.value === 'DE')?.label).toBe('ألمانيا');
  });
});
