import type { FieldError, FieldRules } from '../types';
import { empty, found, wrong, type ParsedValue } from './parsed';

/**
 * Reads a number as people write it: digits of any script, signs for thousands and decimals of any custom. Where one
 * sign could mean either, the custom of the reader's language decides for thousands; `1.234` in a language that writes
 * decimals so is asked back (`number_ambiguous`), because it may just as well be a thousand from elsewhere. A rule for
 * whole numbers settles it. Refuses `number_format`, `number_ambiguous`, `number_integer`, `number_min`, `number_max`.
 */
export function parseNumber(rules: FieldRules, text: string, locale?: string): ParsedValue {
  if (text === '') return empty;
  const read = readNumber(text, rules.integer === true, locale);
  if (read === null) return wrong('field.number_format');
  if (typeof read !== 'number') return wrong('field.number_ambiguous', read);
  const value = read === 0 ? 0 : read;
  const error = numberError(rules, value);
  return error === null ? found(value) : { kind: 'error', errors: [error] };
}

/** What is wrong with a number by the rules of its field; null when nothing is. */
export function numberError(rules: FieldRules, value: number): FieldError | null {
  if (rules.integer === true && !Number.isInteger(value)) return { code: 'field.number_integer', args: {} };
  if (typeof rules.min === 'number' && value < rules.min) return { code: 'field.number_min', args: { min: rules.min } };
  if (typeof rules.max === 'number' && value > rules.max) return { code: 'field.number_max', args: { max: rules.max } };
  return null;
}

/** A number as a control holds it, such that reading it gives the same number: `1.234` becomes `1.2340`. */
export function numberAsTyped(value: number): string {
  const text = plain(value);
  return /^-?[1-9]\d{0,2}\.\d{3}$/.test(text) ? `${text}0` : text;
}

/** Without an exponent, with no more than nine decimals. */
const plain = (value: number): string =>
  Number.isFinite(value) && Math.abs(value) < 1e15 ? value.toFixed(9).replace(/\.?0+$/, '') : String(value);

type Ambiguous = Readonly<{ thousands: string; decimal: string }>;

function readNumber(text: string, whole: boolean, locale: string | undefined): number | Ambiguous | null {
  const compact = text
    .replace(/[\s\u00A0\u202F\u2009'’\u066C_]/g, '')
    .replace('\u066B', 'd')
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/[\u060C\uFF0C]/g, ',')
    .replace(/\uFF0E/g, '.')
    .replace(/^\+/, '');
  const match = /^(-?)(\d[\d.,]*|[.,]\d+)(?:d(\d{1,9}))?$/.exec(compact);
  if (match === null) return null;
  const [, sign = '', body = '', decimals] = match;
  if (decimals !== undefined) return make(sign, withoutGroups(body), decimals);
  const signs = [...new Set(body.replace(/\d/g, ''))];
  if (signs.length === 0) return make(sign, body, '');
  const [first = '', second] = signs;
  if (second !== undefined) return readBoth(sign, body, first, second);
  const pieces = body.split(first);
  if (pieces.length > 2) return make(sign, withoutGroups(body), '');
  const [left = '', right = ''] = pieces;
  const looksGrouped = /^[1-9]\d{0,2}$/.test(left) && /^\d{3}$/.test(right);
  if (!looksGrouped) return make(sign, left === '' ? '0' : left, right);
  if (whole || groupSignOf(locale) === first) return make(sign, left + right, '');
  return { thousands: `${sign}${left}${right}`, decimal: `${sign}${left}.${right}0` };
}

/** Two different signs: the last one is for the decimals. */
function readBoth(sign: string, body: string, group: string, decimal: string): number | null {
  if (body.split(decimal).length !== 2) return null;
  const [left = '', right = ''] = body.split(decimal);
  return right.includes(group) ? null : make(sign, withoutGroups(left), right);
}

/** The digits of a number in groups of three, or after the custom of India of two; null when they are not. */
const withoutGroups = (body: string): string | null =>
  /^\d+$/.test(body) || /^\d{1,3}([.,])\d{3}(\1\d{3})*$/.test(body) || /^\d{1,2}(,\d{2})*,\d{3}$/.test(body)
    ? body.replace(/[.,]/g, '')
    : null;

function make(sign: string, digits: string | null, decimals: string): number | null {
  if (digits === null || digits.length > 15 || decimals.length > 9) return null;
  if (!/^\d+$/.test(digits) || !/^\d*$/.test(decimals)) return null;
  return Number(`${sign}${digits}.${decimals === '' ? '0' : decimals}`);
}

function groupSignOf(locale: string | undefined): string | undefined {
  if (locale === undefined) return undefined;
  const parts = new Intl.NumberFormat(`${locale}-u-nu-latn`).formatToParts(1_234_567);
  return parts.find(({ type }) => type === 'group')?.value;
}
