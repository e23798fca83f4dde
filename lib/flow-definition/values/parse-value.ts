import type { FieldType } from '../types';
import { parseUrl } from './addresses';
import { isCountryCode } from './countries';
import { boundAsDate, isCalendarDate } from './dates';
import type { FieldCheck } from './field-check';
import { identifierError } from './identifier';
import { cleanText, cleanToken, lengthOf } from './normalise';
import { parseNumber } from './number';
import { empty, found, wrong, type ParsedValue, type RawValue } from './parsed';
import { meetsPattern, parseEmail, parseList } from './parse-list';
import { isCurrencyCode, readLanguage, readTimeZone } from './registries';
import { askForOther, isSlot, offeredSlots } from './slots';

/** What a value may depend on besides itself. */
export type ParseContext = Readonly<{
  today: string;
  /** ISO code for telephone numbers without a country code. */
  country?: string;
  /** The reader's language, for the signs in numbers. */
  locale?: string;
  /** The customer's zone, for the times of meetings; without one only their form is looked at. */
  timeZone?: string;
  parsePhone: (text: string, country: string | undefined) => ParsedValue;
  parseAddress: (raw: Readonly<Record<string, string>>) => ParsedValue;
}>;

/**
 * Reads one posted value by the field's type: trimmed and normalised, or refused with codes of `field.*`.
 * Whether an empty value is allowed is decided elsewhere; here it is just `empty`.
 */
export function parseValue(check: FieldCheck, raw: RawValue, context: ParseContext): ParsedValue {
  if (textsOf(raw).some((item) => item.length > 100_000)) return wrong('field.too_long', { max: 100_000 });
  if (check.type === 'address') return isParts(raw) ? context.parseAddress(raw) : wrong('field.invalid');
  return parsers[check.type](check, textsOf(raw), context);
}

/** The bounds that hold where a template sets none, in characters. */
export const defaultMaxLength: Readonly<Partial<Record<FieldType, number>>> = {
  text: 200,
  longText: 4000,
  email: 254,
  url: 2048,
  phone: 40,
  secret: 16_384,
};

const isParts = (raw: RawValue): raw is Readonly<Record<string, string>> =>
  typeof raw === 'object' && !Array.isArray(raw);

const textsOf = (raw: RawValue): readonly string[] =>
  typeof raw === 'string' ? [raw] : isParts(raw) ? Object.values(raw) : raw;

/** How many files an answer may have where the template does not say. */
const filesMax = 10;

type Parser = (check: FieldCheck, raw: readonly string[], context: ParseContext) => ParsedValue;

const parsers: Readonly<Record<Exclude<FieldType, 'address'>, Parser>> = {
  text: (check, raw) => bounded(check, cleanText(raw[0] ?? '', 'one')),
  longText: (check, raw) => bounded(check, cleanText(raw[0] ?? '', 'many')),
  secret: (check, raw) => parseSecret(check, raw[0] ?? ''),
  number: (check, raw, context) => parseNumber(check.rules, cleanToken(raw[0] ?? ''), context.locale),
  yesNo: (_check, raw) => parseYesNo(raw[0] ?? ''),
  choice: (check, raw) => parseChoice(check, raw[0] ?? ''),
  choices: parseChoices,
  date: (check, raw, context) => parseDate(check, cleanToken(raw[0] ?? ''), context.today),
  email: (_check, raw) => parseEmail(cleanToken(raw[0] ?? '')),
  phone: (_check, raw, context) => {
    const text = cleanToken(raw[0] ?? '');
    return text === '' ? empty : context.parsePhone(text, context.country);
  },
  url: (_check, raw) => {
    const text = cleanToken(raw[0] ?? '');
    return text === '' ? empty : parseUrl(text);
  },
  country: (_check, raw) => parseCountry(cleanToken(raw[0] ?? '').toUpperCase()),
  identifier: (check, raw) => parseIdentifier(check, cleanToken(raw[0] ?? '')),
  list: (check, raw) => parseList(check.rules, raw),
  consent: (check, raw) => (isTicked(raw[0] ?? '') ? found(check.consentVersion ?? '1') : empty),
  resources: parseChoices,
  currency: (_check, raw) => parseCurrency(cleanToken(raw[0] ?? '').toUpperCase()),
  timeZone: (_check, raw) => parseNamed(cleanToken(raw[0] ?? ''), readTimeZone, 'field.time_zone_unknown'),
  language: (_check, raw) => parseNamed(cleanToken(raw[0] ?? ''), readLanguage, 'field.language_unknown'),
  upload: parseFiles,
  slot: parseSlot,
  typedConfirmation: (check, raw) => parseConfirmation(check, cleanText(raw[0] ?? '', 'one')),
  // Each item has a page of its own, with its own parser; there is no way to post them all at once.
  items: () => wrong('field.invalid'),
};

const isTicked = (text: string): boolean => ['on', 'yes', 'true', '1'].includes(text.trim().toLowerCase());

function bounded({ type, rules }: FieldCheck, text: string): ParsedValue {
  if (text === '') return empty;
  const max = rules.maxLength ?? defaultMaxLength[type] ?? 4000;
  const length = lengthOf(text);
  if (length > max) return wrong('field.too_long', { max, length });
  if (rules.minLength !== undefined && length < rules.minLength)
    return wrong('field.too_short', { min: rules.minLength });
  return type === 'secret' || meetsPattern(rules, text) ? found(text) : wrong('field.pattern');
}

/** A secret is kept as it was typed, but for the line end that a paste brings along. */
function parseSecret(check: FieldCheck, raw: string): ParsedValue {
  const text = raw.replace(/^[\s\uFEFF]+|[\s\u0000]+$/g, '');
  return /\u0000|\p{Surrogate}/u.test(text) ? wrong('field.secret_characters') : bounded(check, text);
}

function parseYesNo(raw: string): ParsedValue {
  const text = raw.trim().toLowerCase();
  if (text === '') return empty;
  if (text === 'yes' || text === 'true') return found(true);
  return text === 'no' || text === 'false' ? found(false) : wrong('field.choice_unknown');
}

function parseChoice({ options }: FieldCheck, raw: string): ParsedValue {
  const id = raw.trim();
  if (id === '') return empty;
  return options.includes(id) ? found(id) : wrong('field.choice_unknown');
}

function parseChoices({ options, rules }: FieldCheck, raw: readonly string[]): ParsedValue {
  const ids = new Set(raw.map((id) => id.trim()).filter((id) => id !== ''));
  if (ids.size === 0) return empty;
  if ([...ids].some((id) => !options.includes(id))) return wrong('field.choice_unknown');
  const chosen = options.filter((id) => ids.has(id));
  if (rules.itemsMin !== undefined && chosen.length < rules.itemsMin) {
    return wrong('field.choices_too_few', { min: rules.itemsMin });
  }
  if (rules.itemsMax !== undefined && chosen.length > rules.itemsMax) {
    return wrong('field.choices_too_many', { max: rules.itemsMax });
  }
  return found(chosen);
}

function parseDate({ rules }: FieldCheck, text: string, today: string): ParsedValue {
  if (text === '') return empty;
  if (!/^\d{4}-\d{1,2}-\d{1,2}$/.test(text)) return wrong('field.date_format');
  const day = text
    .split('-')
    .map((piece) => piece.padStart(2, '0'))
    .join('-');
  if (!isCalendarDate(day)) return wrong('field.date_impossible');
  const min = typeof rules.min === 'string' ? boundAsDate(rules.min, today) : null;
  const max = typeof rules.max === 'string' ? boundAsDate(rules.max, today) : null;
  if (min !== null && day < min) return wrong(rules.min === 'today' ? 'field.date_past' : 'field.date_min', { min });
  if (max !== null && day > max) return wrong(rules.max === 'today' ? 'field.date_future' : 'field.date_max', { max });
  return found(day);
}

function parseCountry(code: string): ParsedValue {
  if (code === '') return empty;
  return isCountryCode(code) ? found(code) : wrong('field.country_unknown');
}

function parseIdentifier({ identifier }: FieldCheck, text: string): ParsedValue {
  if (text === '') return empty;
  if (identifier === undefined) return wrong('field.identifier_format');
  const error = identifierError(text, identifier);
  return error === null ? found(text) : { kind: 'error', errors: [error] };
}

function parseCurrency(code: string): ParsedValue {
  if (code === '') return empty;
  return isCurrencyCode(code) ? found(code) : wrong('field.currency_unknown');
}

function parseNamed(text: string, read: (text: string) => string | null, code: string): ParsedValue {
  if (text === '') return empty;
  const name = text.length > 100 ? null : read(text);
  return name === null ? wrong(code) : found(name);
}

/** Files are handed in on their own; what is posted is only which of them belong to the answer. */
function parseFiles({ rules }: FieldCheck, raw: readonly string[]): ParsedValue {
  const ids = new Set(raw.map((id) => id.trim().toLowerCase()).filter((id) => id !== ''));
  if (ids.size === 0) return empty;
  if ([...ids].some((id) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)))
    return wrong('field.file_unknown');
  const [min, max] = [rules.itemsMin ?? 1, rules.itemsMax ?? filesMax];
  if (ids.size < min) return wrong('field.files_too_few', { min });
  return ids.size > max ? wrong('field.files_too_many', { max }) : found([...ids]);
}

function parseSlot({ rules }: FieldCheck, raw: readonly string[], { today, timeZone }: ParseContext): ParsedValue {
  const slot = (raw[0] ?? '').trim();
  if (slot === '') return empty;
  if (slot === askForOther) return found(slot);
  if (!isSlot(slot)) return wrong('field.slot_unknown');
  const offered =
    rules.slots === undefined || timeZone === undefined ? null : offeredSlots(rules.slots, today, timeZone);
  return offered === null || offered.includes(slot) ? found(slot) : wrong('field.slot_unknown');
}

function parseConfirmation({ phrase }: FieldCheck, text: string): ParsedValue {
  if (text === '') return empty;
  if (phrase === undefined) return wrong('field.confirmation_mismatch', { phrase: '' });
  return comparable(text) === comparable(phrase) ? found(phrase) : wrong('field.confirmation_mismatch', { phrase });
}

const comparable = (text: string): string => cleanToken(text).toLowerCase();
