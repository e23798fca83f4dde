import type { AnswerValue, FieldError, FieldType } from '../types';
import { isCountryCode } from './countries';
import { boundAsDate, isCalendarDate } from './dates';
import type { FieldCheck } from './field-check';
import { identifierError } from './identifier';
import { cleanText, cleanToken, lengthOf } from './normalise';
import { emailError, parseUrl } from './addresses';

/** A field as a form posts it. */
export type RawValue = string | readonly string[];

/** One value read from a form: nothing was given, a value, or what is wrong with it. */
export type ParsedValue =
  | Readonly<{ kind: 'empty' }>
  | Readonly<{ kind: 'value'; value: AnswerValue }>
  | Readonly<{ kind: 'error'; errors: readonly FieldError[] }>;

/** What a value may depend on besides itself. */
export type ParseContext = Readonly<{
  today: string;
  /** ISO code for telephone numbers without a country code. */
  country?: string;
  parsePhone: (text: string, country: string | undefined) => ParsedValue;
}>;

/**
 * Reads one posted value by the field's type: trimmed and normalised, or refused with codes of `field.*`.
 * Whether an empty value is allowed is decided elsewhere; here it is just `empty`.
 */
export function parseValue(check: FieldCheck, raw: RawValue, context: ParseContext): ParsedValue {
  const many = typeof raw === 'string' ? [raw] : raw;
  if (many.some((item) => item.length > 100_000)) return wrong('field.too_long', { max: 100_000 });
  return parsers[check.type](check, many, context);
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

type Parser = (check: FieldCheck, raw: readonly string[], context: ParseContext) => ParsedValue;

const empty: ParsedValue = { kind: 'empty' };
const found = (value: AnswerValue): ParsedValue => ({ kind: 'value', value });
const wrong = (code: string, args: FieldError['args'] = {}): ParsedValue => ({
  kind: 'error',
  errors: [{ code, args }],
});

const parsers: Readonly<Record<FieldType, Parser>> = {
  text: (check, raw) => bounded(check, cleanText(raw[0] ?? '', 'one')),
  longText: (check, raw) => bounded(check, cleanText(raw[0] ?? '', 'many')),
  secret: (check, raw) => parseSecret(check, raw[0] ?? ''),
  number: (check, raw) => parseNumber(check, cleanToken(raw[0] ?? '')),
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
  list: parseList,
  consent: (check, raw) => (isTicked(raw[0] ?? '') ? found(check.consentVersion ?? '1') : empty),
};

const isTicked = (text: string): boolean => ['on', 'yes', 'true', '1'].includes(text.trim().toLowerCase());

function bounded({ type, rules }: FieldCheck, text: string): ParsedValue {
  if (text === '') return empty;
  const max = rules.maxLength ?? defaultMaxLength[type] ?? 4000;
  const length = lengthOf(text);
  if (length > max) return wrong('field.too_long', { max, length });
  if (rules.minLength !== undefined && length < rules.minLength)
    return wrong('field.too_short', { min: rules.minLength });
  return found(text);
}

/** A secret is kept as it was typed, but for the line end that a paste brings along. */
function parseSecret(check: FieldCheck, raw: string): ParsedValue {
  const text = raw.replace(/^[\s\uFEFF]+|[\s\u0000]+$/g, '');
  return /\u0000|\p{Surrogate}/u.test(text) ? wrong('field.secret_characters') : bounded(check, text);
}

function parseNumber({ rules }: FieldCheck, text: string): ParsedValue {
  if (text === '') return empty;
  const compact = text
    .replace(/[\s\u00A0\u202F\u066C'’]/g, '')
    .replace('\u066B', '.')
    .replace('\u2212', '-');
  const plain = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(compact) ? compact.replaceAll(',', '') : compact;
  if (!/^-?\d{1,15}(\.\d{1,9})?$/.test(plain)) return wrong('field.number_format');
  const value = Number(plain) === 0 ? 0 : Number(plain);
  if (rules.integer === true && !Number.isInteger(value)) return wrong('field.number_integer');
  if (typeof rules.min === 'number' && value < rules.min) return wrong('field.number_min', { min: rules.min });
  if (typeof rules.max === 'number' && value > rules.max) return wrong('field.number_max', { max: rules.max });
  return found(value);
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

function parseEmail(text: string): ParsedValue {
  if (text === '') return empty;
  const code = emailError(text);
  if (code !== null) return wrong(code);
  const at = text.lastIndexOf('@');
  return found(`${text.slice(0, at)}@${text.slice(at + 1).toLowerCase()}`);
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

/** A list comes as repeated inputs or as one text area with a line for each item. */
function parseList({ rules }: FieldCheck, raw: readonly string[]): ParsedValue {
  const kind = rules.itemType ?? 'text';
  const separator = kind === 'text' ? /\r?\n/ : /[\r\n,;\u060C\u061B]+/;
  const typed = raw
    .flatMap((piece) => piece.split(separator))
    .map((item) => (kind === 'text' ? cleanText(item, 'one') : cleanToken(item)))
    .filter((item) => item !== '');
  const items = new Set<string>();
  const errors: FieldError[] = [];
  for (const item of typed.slice(0, 1000)) {
    const parsed = parseItem(kind, item);
    if (parsed.kind === 'value' && typeof parsed.value === 'string') items.add(parsed.value);
    if (parsed.kind === 'error') errors.push({ code: `field.item_${kind}`, args: { item: item.slice(0, 80) } });
  }
  if (errors.length > 0) return { kind: 'error', errors: errors.slice(0, 5) };
  if (items.size === 0) return empty;
  const max = rules.itemsMax ?? 50;
  if (rules.itemsMin !== undefined && items.size < rules.itemsMin)
    return wrong('field.list_too_few', { min: rules.itemsMin });
  return items.size > max || typed.length > 1000 ? wrong('field.list_too_many', { max }) : found([...items]);
}

function parseItem(kind: 'text' | 'email' | 'url', item: string): ParsedValue {
  if (kind === 'email') return parseEmail(item);
  if (kind === 'url') return parseUrl(item);
  return lengthOf(item) > 200 ? wrong('field.too_long', { max: 200 }) : found(item);
}
