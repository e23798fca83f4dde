import {
  isSupportedCountry,
  parsePhoneNumberWithError,
  ParseError,
  validatePhoneNumberLength,
} from 'libphonenumber-js/min';

import type { ParsedValue } from './parse-value';

/**
 * Reads a telephone number in any usual spelling and answers it as E.164. Refuses what cannot be a number:
 * `phone_country_code`, `phone_too_short`, `phone_too_long`, `phone_format`. Server only: the numbering plans are large.
 */
export function parsePhone(text: string, country: string | undefined): ParsedValue {
  const home = country !== undefined && isSupportedCountry(country) ? country : undefined;
  const dialled = text.replace(/^00(?=[1-9])/, '+');
  try {
    const number = parsePhoneNumberWithError(dialled, { extract: false, ...(home && { defaultCountry: home }) });
    if (number.isPossible()) return { kind: 'value', value: number.number };
    return refused(codes[validatePhoneNumberLength(number.number) ?? ''] ?? 'field.phone_format');
  } catch (error) {
    return refused(error instanceof ParseError ? (codes[error.message] ?? 'field.phone_format') : 'field.phone_format');
  }
}

const codes: Readonly<Record<string, string>> = {
  INVALID_COUNTRY: 'field.phone_country_code',
  TOO_SHORT: 'field.phone_too_short',
  TOO_LONG: 'field.phone_too_long',
};

const refused = (code: string): ParsedValue => ({ kind: 'error', errors: [{ code, args: {} }] });
