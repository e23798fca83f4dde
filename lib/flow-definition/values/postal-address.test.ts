import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addressForm, addressParts, countriesWithAddressForm } from './address-forms';
import { countryCodes } from './countries';
import { readPattern } from './pattern';
import { parseAddress } from './postal-address';

const place = (address: Record<string, string>) => ({ lines: 'Street 1', locality: 'Town', ...address });
const codes = (address: Record<string, string>) => {
  const parsed = parseAddress(address);
  return parsed.kind === 'error' ? parsed.errors.map(({ code, args }) => `${code} ${args['part'] ?? ''}`.trim()) : [];
};

describe('addressForm', () => {
  it('has a sound form for every country @req G10', () => {
    for (const country of countryCodes) {
      const form = addressForm(country);
      expect(form.parts).toContain('lines');
      expect(new Set(form.parts).size).toBe(form.parts.length);
      for (const part of form.required) expect(form.parts).toContain(part);
      if (form.postalPattern === undefined) continue;
      const pattern = readPattern(form.postalPattern);
      const example = form.postalExample ?? '';
      expect([country, pattern?.matches(example)]).toEqual([country, true]);
      expect([country, form.writePostalCode(example)]).toEqual([country, example]);
      expect([country, form.writePostalCode(example.replace(/[\s-]/g, ' '))]).toEqual([
        country,
        form.writePostalCode(example.replace(/[\s-]/g, ' ')),
      ]);
    }
    const named = 'US CA GB IE DE FR ES NL AE SA EG JO MA IN JP BR AU'.split(' ');
    expect(countriesWithAddressForm()).toEqual(expect.arrayContaining(named));
  });

  it('calls parts as their country does', () => {
    expect(addressForm('AE').labels.region).toBe('emirate');
    expect(addressForm('JP').labels.region).toBe('prefecture');
    expect(addressForm('US').labels.postalCode).toBe('zip');
    expect(addressForm('AE').parts).not.toContain('postalCode');
    expect(addressForm('JP').parts[0]).toBe('postalCode');
    expect(addressForm('ZZ').parts).toEqual(addressParts);
  });
});

describe('parseAddress', () => {
  it.each([
    [
      { country: 'de', postalCode: '١٠١١٥' },
      { country: 'DE', postalCode: '10115' },
    ],
    [
      { country: 'GB', postalCode: 'sw1a2aa' },
      { country: 'GB', postalCode: 'SW1A 2AA' },
    ],
    [
      { country: 'NL', postalCode: '1012js' },
      { country: 'NL', postalCode: '1012 JS' },
    ],
    [
      { country: 'CA', region: 'ON', postalCode: 'k1a0b1' },
      { country: 'CA', region: 'ON', postalCode: 'K1A 0B1' },
    ],
    [
      { country: 'BR', region: 'SP', postalCode: '01310100' },
      { country: 'BR', region: 'SP', postalCode: '01310-100' },
    ],
    [
      { country: 'AE', region: 'Dubai', postalCode: '00000' },
      { country: 'AE', region: 'Dubai' },
    ],
    [
      { country: 'FK', postalCode: 'FIQQ 1ZZ' },
      { country: 'FK', postalCode: 'FIQQ 1ZZ' },
    ],
  ])('reads %j', (typed, address) => {
    expect(parseAddress(place(typed))).toEqual({ kind: 'value', value: place(address) });
  });

  it('keeps lines as lines, and joins what is one', () => {
    expect(
      parseAddress({ country: 'DE', lines: ' Haus A \r\n\n Weg 1 ', locality: 'B\ner', postalCode: '10115' }),
    ).toEqual({
      kind: 'value',
      value: { country: 'DE', lines: 'Haus A\nWeg 1', locality: 'B er', postalCode: '10115' },
    });
  });

  it.each([
    [{ country: '', lines: 'Street 1' }, ['field.address_country']],
    [{ country: 'ZZ', lines: 'Street 1' }, ['field.country_unknown']],
    [
      { country: 'DE', lines: 'Weg 1' },
      ['field.address_part_missing postalCode', 'field.address_part_missing locality'],
    ],
    [place({ country: 'US', postalCode: '10001' }), ['field.address_part_missing state']],
    [place({ country: 'DE', postalCode: '1011' }), ['field.address_postal_code']],
    [place({ country: 'US', region: 'NY', postalCode: 'ABCDE' }), ['field.address_postal_code']],
    [place({ country: 'AE', region: 'Dubai', lines: 'x'.repeat(300) }), ['field.too_long']],
  ])('refuses %j', (typed, expected) => {
    expect(codes(typed)).toEqual(expected);
  });

  it('is empty without any part, whatever the country', () => {
    expect(parseAddress({ country: 'DE', lines: ' ', locality: '' })).toEqual({ kind: 'empty' });
    expect(parseAddress({})).toEqual({ kind: 'empty' });
  });

  it('changes nothing when it reads its own answer again', () => {
    let read = 0;
    fc.assert(
      fc.property(
        fc.constantFrom('DE', 'US', 'GB', 'AE', 'JP', 'IN', 'FK', 'SG'),
        fc.record({
          lines: fc.string({ minLength: 1 }),
          locality: fc.string({ minLength: 1 }),
          region: fc.string({ minLength: 1 }),
        }),
        (country, parts) => {
          const example = addressForm(country).postalExample ?? '';
          const first = parseAddress({ country, ...parts, postalCode: example });
          if (first.kind !== 'value') return;
          expect(parseAddress(first.value as Record<string, string>)).toEqual(first);
          read += 1;
        },
      ),
      { numRuns: 500, seed: 53 },
    );
    expect(read).toBeGreaterThan(200);
  });
});
