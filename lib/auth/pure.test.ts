import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskEmail, normaliseEmail } from './email';
import { safeReturnPath } from './return-path';
import { hashCode, isToken, newCode, newToken, readCode } from './tokens';

describe('normaliseEmail', () => {
  it.each([
    ['Mara.Lind@Fjord.Example', 'mara.lind@fjord.example'],
    ['  a+b@sub.domain.example ', 'a+b@sub.domain.example'],
    ["o'neil@x1.example", "o'neil@x1.example"],
    ['info@xn--mgbh0fb.xn--kgbechtv', 'info@xn--mgbh0fb.xn--kgbechtv'],
  ])('takes %s', (typed, stored) => {
    expect(normaliseEmail(typed)).toBe(stored);
  });

  it.each([
    'owner＠acme.example',
    'owner﹫acme.example',
    'owner@acme.example,thief@evil.example',
    'owner@acme.example@evil.example',
    '"owner@acme.example"@evil.example',
    'owner@acme.example\r\nBcc: thief@evil.example',
    '<owner@acme.example>',
    '\u212aate@acme.example',
    'ıvan@acme.example',
    'owner@аcme.example',
    'owner\u200b@acme.example',
    'owner@acme',
    'owner@.example',
    '.owner@acme.example',
    '@acme.example',
    'owner@',
    `${'a'.repeat(65)}@acme.example`,
    `a@${'b'.repeat(250)}.example`,
    '',
    null,
    42,
  ])('refuses %j, which some mail system could read as somebody else', (typed) => {
    expect(normaliseEmail(typed)).toBe(null);
  });

  it('gives a fixed point of pure ASCII with one @ for whatever is typed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary' })), (typed) => {
        const email = normaliseEmail(typed);
        if (email === null) return;
        expect(normaliseEmail(email)).toBe(email);
        expect(email).toMatch(/^[\x21-\x3f\x5b-\x7e]+@[\x21-\x3f\x5b-\x7e]+$/);
      }),
      { seed: 52 },
    );
  });

  it('shows only the first letter of a masked address', () => {
    expect(maskEmail('mara.lind@fjord.example')).toBe('m•••@fjord.example');
  });
});

describe('safeReturnPath', () => {
  it.each(['/en/flows/1', '/ar/flows/1/step?x=1', '/en'])('keeps %s', (path) => {
    expect(safeReturnPath(path)).toBe(path);
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '\\\\evil.example',
    '/..//evil.example',
    '/./\\evil.example',
    'javascript:alert(1)',
    '/en/sign-in',
    '/en/sign-out/done',
    '/api/v1/customers',
    '/_next/static/x',
    'en/flows',
    '',
    undefined,
    `/${'a'.repeat(600)}`,
  ])('refuses %j', (path) => {
    expect(safeReturnPath(path)).toBe(null);
  });

  it('never leads to another site, whatever is asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('/', '\\', '.', '..', 'evil.example', ':', '@', '%2f', '\t', '?', '#', 'en')),
        (parts) => {
          const path = safeReturnPath(`/${parts.join('')}`);
          if (path !== null) expect(new URL(path, 'https://here.example/en/x').host).toBe('here.example');
        },
      ),
      { numRuns: 2000, seed: 53 },
    );
  });
});

describe('tokens and codes', () => {
  it('are of the shape that is accepted, and never twice the same', () => {
    const tokens = Array.from({ length: 500 }, newToken);
    expect(tokens.every(isToken)).toBe(true);
    expect(new Set(tokens).size).toBe(500);
    expect(Array.from({ length: 500 }, newCode).every((code) => readCode(code) === code)).toBe(true);
  });

  it('are read with blanks, dashes, isolates and digits of other scripts, and in no other form', () => {
    expect(readCode(' 123-456 ')).toBe('123456');
    expect(readCode('١٢٣٤٥٦')).toBe('123456');
    expect(readCode('۱۲۳۴۵۶')).toBe('123456');
    expect(readCode('\u2066123456\u2069')).toBe('123456');
    for (const typed of ['12345', '1234567', '12345a', '', '１２３４５６']) expect(readCode(typed)).toBe(null);
  });

  it('bind a code to its challenge', () => {
    expect(hashCode('a', '123456')).not.toEqual(hashCode('b', '123456'));
  });
});
