import fc from 'fast-check';
import { expect, it } from 'vitest';
import { entriesOf, valueOf } from './map';

const name = fc.stringMatching(/^[-._a-zA-Z0-9]{1,20}$/);

it('values come back as they went in, whole or in parts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const parsed = ((): unknown => {
        try {
          return JSON.parse(text);
        } catch {
          return null;
        }
      })();
      fc.pre(typeof parsed !== 'object' || parsed === null);
      expect(valueOf(entriesOf(text))).toBe(text);
    }),
    { seed: 52 },
  );
  fc.assert(
    fc.property(fc.dictionary(name, fc.string({ unit: 'grapheme' }), { minKeys: 1 }), (parts) => {
      const isWhole = Object.keys(parts).length === 1 && Object.hasOwn(parts, 'value');
      fc.pre(!isWhole);
      expect(JSON.parse(valueOf(entriesOf(JSON.stringify(parts))))).toEqual({ ...parts });
    }),
    { seed: 53 },
  );
});

it('what is no set of named texts stays one text', () => {
  for (const value of ['{}', '[]', '{"a":1}', '{"not a name":"x"}', '"text"', '{"a":"b"']) {
    expect(Object.keys(entriesOf(value))).toEqual(['value']);
    expect(valueOf(entriesOf(value))).toBe(value);
  }
});
