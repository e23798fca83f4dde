import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { identifierError, isSafePattern, suggestIdentifier } from './identifier';

const rule = { pattern: '^[A-Za-z0-9_]{3,50}$', minLength: 3, maxLength: 50 };
const startingWithLetter = { pattern: '^[a-z][a-z0-9-]{1,19}$', minLength: 2, maxLength: 20 };
const allowed = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_';

describe('identifierError', () => {
  it('accepts exactly the texts that match the rule of the reference @req C2', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 })), (text) => {
        expect(identifierError(text, rule) === null).toBe(/^[A-Za-z0-9_]{3,50}$/.test(text) && !text.includes('\n'));
      }),
      { numRuns: 2000, seed: 2 },
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...allowed), minLength: 3, maxLength: 50 }), (text) => {
        expect(identifierError(text, rule)).toBeNull();
      }),
      { numRuns: 1000, seed: 3 },
    );
  });

  it('names the characters that are not allowed, whatever the length @req C2', () => {
    for (const wrong of ['-', ' ', '.', 'é', 'م', '٣', '\u0000', '\n', '💡', '／']) {
      const error = identifierError(`acme${wrong}inc`, rule);
      expect(error?.code, JSON.stringify(wrong)).toBe('field.identifier_characters');
    }
    expect(identifierError('a b', rule)?.args).toEqual({ characters: '␣' });
  });

  it.each([
    [1, 'field.identifier_too_short'],
    [2, 'field.identifier_too_short'],
    [3, null],
    [4, null],
    [49, null],
    [50, null],
    [51, 'field.identifier_too_long'],
    [5000, 'field.identifier_too_long'],
  ])('at a length of %i gives %s @req C3', (length, code) => {
    expect(identifierError('a'.repeat(length), rule)?.code ?? null).toBe(code);
  });

  it.each(['acmeinc_23xv2', 'techcorp_99zx4', 'datasystems_45abc', 'cloudworks_78def', 'bytefactory_12ghi'])(
    'accepts %s, one of the five of the reference @req C20',
    (id) => {
      expect(identifierError(id, rule)).toBeNull();
    },
  );

  it('tells a wrong beginning from wrong characters', () => {
    expect(identifierError('1acme', startingWithLetter)?.code).toBe('field.identifier_start_letter');
    expect(identifierError('acme_1', startingWithLetter)?.code).toBe('field.identifier_characters');
    expect(identifierError('acme-1', startingWithLetter)).toBeNull();
  });
});

describe('identifierError says each mistake in its own words @req C3', () => {
  const small = { pattern: '^[a-z][a-z0-9_]{2,31}$', minLength: 3, maxLength: 32 };
  const words = { pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', minLength: 3, maxLength: 20 };
  const capital = { pattern: '^[A-Z]{2}[0-9]+$', minLength: 3, maxLength: 12 };
  const numbered = { pattern: '^CUST-[0-9]{6}$', minLength: 11, maxLength: 11 };
  const digits = { pattern: '^[0-9][a-z0-9]{2,9}$', minLength: 3, maxLength: 10 };
  it.each([
    [small, 'Acme', 'identifier_lowercase'],
    [small, 'ACME', 'identifier_lowercase'],
    [small, 'Acme!', 'identifier_characters'],
    [small, 'ab', 'identifier_too_short'],
    [small, 'a'.repeat(33), 'identifier_too_long'],
    [small, '1acme', 'identifier_start_letter'],
    [small, '_acme', 'identifier_start_letter'],
    [words, 'acme--inc', 'identifier_joint'],
    [words, '-acme', 'identifier_joint'],
    [words, 'acme-', 'identifier_joint'],
    [capital, 'de123', 'identifier_uppercase'],
    [capital, '12345', 'identifier_format'],
    [numbered, '123456-CUST', 'identifier_prefix'],
    [digits, 'a12', 'identifier_start_digit'],
  ])('%j: %s is %s', (rule, text, code) => {
    expect(identifierError(text, rule)?.code).toBe(`field.${code}`);
  });

  it('accepts the cured twins', () => {
    expect(identifierError('acme', small)).toBeNull();
    expect(identifierError('acme-inc', words)).toBeNull();
    expect(identifierError('DE123', capital)).toBeNull();
    expect(identifierError('CUST-123456', numbered)).toBeNull();
    expect(identifierError('1ab', digits)).toBeNull();
  });
});

describe('isSafePattern', () => {
  it.each([
    '^(a+)+$',
    '^(a|a)*$',
    '[a-z]+',
    '^[a-z]+',
    '^.*$a',
    '^\\d+$',
    '^[a-z]{1,5}(?=x)$',
    '^[z-a]$',
    '',
    '^[a-z]+(-[a-z-]+)*$',
    '^([a-z]+)*$',
  ])('refuses %s', (pattern) => {
    expect(isSafePattern(pattern)).toBe(false);
  });
  it.each([
    '^[A-Za-z0-9_]{3,50}$',
    '^[a-z][a-z0-9-]*$',
    '^CUST-[0-9]{6}$',
    '^[A-Z]{2}[0-9]+$',
    '^[a-z0-9]+(-[a-z0-9]+)*$',
  ])('accepts %s', (pattern) => {
    expect(isSafePattern(pattern)).toBe(true);
  });
});

describe('suggestIdentifier', () => {
  it('suggests what the rule accepts, or nothing, for any name', () => {
    let suggested = 0;
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.constantFrom('', '23xv2'), (name, suffix) => {
        const suggestion = suggestIdentifier(rule, name, suffix);
        if (suggestion === null) return;
        suggested += 1;
        expect(identifierError(suggestion, rule)).toBeNull();
      }),
      { numRuns: 1000, seed: 4 },
    );
    expect(suggested).toBeGreaterThan(50);
  });

  it('folds marks and joins words', () => {
    expect(suggestIdentifier(rule, 'Société Générale & Co.', '23xv2')).toBe('societegeneraleco_23xv2');
    expect(suggestIdentifier(rule, 'شركة الأفق', '23xv2')).toBeNull();
  });
});
