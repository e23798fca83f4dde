import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { asciiDigits } from './normalise';
import { numberAsTyped, parseNumber } from './number';

const read = (text: string, locale?: string, integer = false) => {
  const parsed = parseNumber({ integer }, asciiDigits(text), locale);
  return parsed.kind === 'value' ? parsed.value : parsed.kind === 'error' ? parsed.errors[0]?.code : null;
};
const ambiguous = 'field.number_ambiguous';
const malformed = 'field.number_format';

describe('parseNumber @req G13', () => {
  it.each<[string, string | undefined, number | string]>([
    ['1200', 'en', 1200],
    ['1,200', 'en', 1200],
    ['1.200', 'de', 1200],
    ['1.234', 'en', ambiguous],
    ['1,234', 'de', ambiguous],
    ['1,234', undefined, ambiguous],
    ['1.2340', 'en', 1.234],
    ['1.5', 'en', 1.5],
    ['1,5', 'en', 1.5],
    ['0.125', 'en', 0.125],
    ['12.3456', 'en', 12.3456],
    ['1.234,5', 'en', 1234.5],
    ['1,234.5', 'de', 1234.5],
    ['1.234.567', 'en', 1_234_567],
    ['12,34,567', 'en', 1_234_567],
    ['1 234 567,8', 'fr', 1_234_567.8],
    ['1\u202F234', 'fr', 1234],
    ['1’234.50', 'de-CH', 1234.5],
    ['١٬٢٣٤٫٥', 'ar', 1234.5],
    ['१२३४', 'hi', 1234],
    ['−5', 'en', -5],
    ['+5', 'en', 5],
    ['.5', 'en', 0.5],
    ['-0', 'en', 0],
    ['1,23,4', 'en', malformed],
    ['1.2.3', 'en', malformed],
    ['1,2.3,4', 'en', malformed],
    ['1e9', 'en', malformed],
    ['NaN', 'en', malformed],
    ['1234567890123456', 'en', malformed],
    ['12 apples', 'en', malformed],
  ])('reads %s in %s as %s', (text, locale, value) => {
    expect(read(text, locale)).toBe(value);
  });

  it('asks back with both readings, unless whole numbers are wanted', () => {
    expect(parseNumber({}, '-1.234', 'en')).toEqual({
      kind: 'error',
      errors: [{ code: ambiguous, args: { thousands: '-1234', decimal: '-1.2340' } }],
    });
    expect(read('1.234', 'en', true)).toBe(1234);
    expect(read('1.5', 'en', true)).toBe('field.number_integer');
  });

  it('reads the digits of every script', () => {
    for (let code = 0x30; code <= 0x1fbf9; code += 1) {
      const digit = String.fromCodePoint(code);
      if (/\p{Nd}/u.test(digit)) expect([digit, asciiDigits(digit)]).toEqual([digit, expect.stringMatching(/^[0-9]$/)]);
    }
    const scripts = ['arab', 'arabext', 'deva', 'beng', 'thai', 'tibt', 'khmr', 'mymr', 'fullwide', 'mathsans', 'adlm'];
    for (const script of scripts) {
      const written = new Intl.NumberFormat(`en-u-nu-${script}`, { useGrouping: false }).format(1_234_567_890);
      expect([script, asciiDigits(written)]).toEqual([script, '1234567890']);
    }
  });

  it('reads what it writes, and what the platform writes in each language', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => Number(value.toFixed(4))),
        fc.constantFrom('en', 'de', 'fr', 'ar-EG', 'hi', 'pt-BR', 'fa'),
        (value, locale) => {
          const wanted = value === 0 ? 0 : value;
          expect(read(numberAsTyped(wanted), 'en')).toBe(wanted);
          expect(read(numberAsTyped(wanted), 'de')).toBe(wanted);
          const written = new Intl.NumberFormat(locale, { minimumFractionDigits: 4, maximumFractionDigits: 4 })
            .format(wanted)
            .replace(/[\u200E\u200F\u061C]/g, '');
          expect([written, read(written, locale)]).toEqual([written, wanted]);
        },
      ),
      { numRuns: 1000, seed: 52 },
    );
  });
});
