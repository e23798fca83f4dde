import {
  isSupportedCountry,
  parsePhoneNumberWithError,
  ParseError,
  validatePhoneNumberLength,
} from 'libphonenumber-js/min';

import type { FieldError } from '../types';
import type { ParsedValue } from './parsed';

/**
 * Reads a telephone number in any usual spelling and answers it as E.164. Refuses what cannot be a number:
 * `phone_country_code`, `phone_too_short`, `phone_too_long`, `phone_format`; what could be one but is in no plan is
 * taken with the warning `phone_unusual`, because plans change faster than this does. Server only: the numbering plans are large.
 */
export function parsePhone(text: string, country: string | undefined): ParsedValue {
  const home = country !== undefined && isSupportedCountry(country) ? country : undefined;
  const dialled = text.replace(/^00(?=[1-9])/, '+');
  try {
    const number = parsePhoneNumberWithError(dialled, { extract: false, ...(home && { defaultCountry: home }) });
    if (number.isValid()) return { kind: 'value', value: number.number };
    if (number.isPossible()) return { kind: 'value', value: number.number, warnings: [unusual] };
    return refused(codes[validatePhoneNumberLength(number.number) ?? ''] ?? 'field.phone_format');
  } catch (error) {
    return refused(error instanceof ParseError ? (codes[error.message] ?? 'field.phone_format') : 'field.phone_format');
  }
}

const unusual: FieldError = { code: 'field.phone_unusual', args: {} };

const codes: Readonly<Record<string, string>> = {
  INVALID_COUNTRY: 'field.phone_country_code',
  TOO_SHORT: 'field.phone_too_short',
  TOO_LONG: 'field.phone_too_long',
};

const refused = (code: string): ParsedValue => ({ kind: 'error', errors: [{ code, args: {} }] });
