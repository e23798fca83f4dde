import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName, extensionOf } from './clean-name';

describe('cleanName', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ada\\tax.xlsx', 'tax.xlsx'],
    ['..', 'file'],
    ['', 'file'],
    ['.htaccess', 'htaccess'],
    ['invoice\u202Efdp.exe', 'invoice fdp.exe'],
    ['a\u0000b\r\n.pdf', 'a b .pdf'],
    ['con.pdf', '_con.pdf'],
    ['a"b<c>.pdf', 'a_b_c_.pdf'],
    ['عقد الخدمة.pdf', 'عقد الخدمة.pdf'],
    ['می\u200cخواهم.pdf', 'می\u200cخواهم.pdf'],
  ])('makes %j into %j', (given, wanted) => {
    expect(cleanName(given)).toBe(wanted.normalize('NFC'));
  });

  it('keeps the extension of a name that is too long', () => {
    const name = cleanName(`${'x'.repeat(500)}.docx`);
    expect([...name]).toHaveLength(120);
    expect(extensionOf(name)).toBe('docx');
  });

  it('gives for every text a name that is safe to show, to store and to download', () => {
    const nasty = fc.constantFrom(
      '/',
      '\\',
      '..',
      '\u202e',
      '\u2066',
      '\u0000',
      '\n',
      '"',
      ':',
      '.',
      ' ',
      '\ud800',
      '\u200c',
    );
    const names = fc
      .array(fc.oneof(nasty, fc.string({ unit: 'binary' })), { maxLength: 60 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(names, (given) => {
        const name = cleanName(given);
        expect(name).not.toMatch(/[/\\<>:"|?*]|^[.\s]|[.\s]$/u);
        expect(name).not.toMatch(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect([...name].length).toBeGreaterThan(0);
        expect([...name].length).toBeLessThanOrEqual(122);
        expect(cleanName(name)).toBe(name);
      }),
      { numRuns: 2000, seed: 52 },
    );
  });
});
