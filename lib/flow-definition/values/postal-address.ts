import type { FieldError } from '../types';
import { addressForm, addressParts, type AddressPart } from './address-forms';
import { isCountryCode } from './countries';
import { cleanText, cleanToken, lengthOf } from './normalise';
import { empty, found, wrong, type ParsedValue } from './parsed';
import { readPattern } from './pattern';

const partMax = 200;

/**
 * Reads an address by the form of its country: parts that the country does not write are dropped, the postal code is
 * put into its usual spelling. Refuses `address_country` without a country, `address_part_missing` (`part`, as its
 * country calls it) and `address_postal_code` with an example. Not for first loads: the forms of all countries come along.
 */
export function parseAddress(raw: Readonly<Record<string, string>>): ParsedValue {
  const typed = new Map(addressParts.map((part) => [part, cleanPart(part, raw[part] ?? '')]));
  const country = cleanToken(raw['country'] ?? '').toUpperCase();
  if ([...typed.values()].every((text) => text === '')) {
    return country === '' || isCountryCode(country) ? empty : wrong('field.country_unknown');
  }
  if (country === '') return wrong('field.address_country');
  if (!isCountryCode(country)) return wrong('field.country_unknown');
  const form = addressForm(country);
  const value: Record<string, string> = { country };
  const errors: FieldError[] = [];
  for (const part of form.parts) {
    const text = part === 'postalCode' ? form.writePostalCode(typed.get(part) ?? '') : (typed.get(part) ?? '');
    if (text === '') {
      if (form.required.includes(part)) {
        errors.push({ code: 'field.address_part_missing', args: { part: form.labels[part] } });
      }
      continue;
    }
    if (lengthOf(text) > partMax) errors.push({ code: 'field.too_long', args: { max: partMax } });
    value[part] = text;
  }
  const postalCode = value['postalCode'];
  if (postalCode !== undefined && form.postalPattern !== undefined) {
    if (readPattern(form.postalPattern)?.matches(postalCode) !== true) {
      errors.push({ code: 'field.address_postal_code', args: { example: form.postalExample ?? '' } });
    }
  }
  return errors.length > 0 ? { kind: 'error', errors } : found(value);
}

function cleanPart(part: AddressPart, text: string): string {
  if (part === 'postalCode') return cleanToken(text).toUpperCase();
  if (part !== 'lines') return cleanText(text, 'one');
  return cleanText(text, 'many')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
