import type { FieldError, FieldRules } from '../types';
import { emailError, parseUrl } from './addresses';
import { cleanText, cleanToken, lengthOf } from './normalise';
import { empty, found, wrong, type ParsedValue } from './parsed';
import { readPattern } from './pattern';

/** A list comes as repeated inputs or as one text area with a line for each item. */
export function parseList(rules: FieldRules, raw: readonly string[]): ParsedValue {
  const kind = rules.itemType ?? 'text';
  const separator = kind === 'text' ? /\r?\n/ : /[\r\n,;\u060C\u061B]+/;
  const typed = raw
    .flatMap((piece) => piece.split(separator))
    .map((item) => (kind === 'text' ? cleanText(item, 'one') : cleanToken(item)))
    .filter((item) => item !== '');
  const items = new Set<string>();
  const errors: FieldError[] = [];
  for (const item of typed.slice(0, 1000)) {
    const parsed = parseListItem(rules, item);
    if (parsed.kind === 'value' && typeof parsed.value === 'string') items.add(parsed.value);
    if (parsed.kind !== 'error') continue;
    const isPattern = parsed.errors[0]?.code === 'field.pattern';
    errors.push({ code: isPattern ? 'field.item_pattern' : `field.item_${kind}`, args: { item: item.slice(0, 80) } });
  }
  if (errors.length > 0) return { kind: 'error', errors: errors.slice(0, 5) };
  if (items.size === 0) return empty;
  const max = rules.itemsMax ?? 50;
  if (rules.itemsMin !== undefined && items.size < rules.itemsMin)
    return wrong('field.list_too_few', { min: rules.itemsMin });
  return items.size > max || typed.length > 1000 ? wrong('field.list_too_many', { max }) : found([...items]);
}

function parseListItem(rules: FieldRules, item: string): ParsedValue {
  const kind = rules.itemType ?? 'text';
  const parsed = kind === 'email' ? parseEmail(item) : kind === 'url' ? parseUrl(item) : parseText(rules, item);
  if (parsed.kind !== 'value' || typeof parsed.value !== 'string') return parsed;
  return meetsPattern(rules, parsed.value) ? parsed : wrong('field.pattern');
}

function parseText(rules: FieldRules, item: string): ParsedValue {
  const max = rules.maxLength ?? 200;
  return lengthOf(item) > max ? wrong('field.too_long', { max }) : found(item);
}

/** Reads an e-mail address; the host in small letters. */
export function parseEmail(text: string): ParsedValue {
  if (text === '') return empty;
  const code = emailError(text);
  if (code !== null) return wrong(code);
  const at = text.lastIndexOf('@');
  return found(`${text.slice(0, at)}@${text.slice(at + 1).toLowerCase()}`);
}

/** Whether a text meets the pattern of its field; without one, or with one that cannot be read, nothing is asked. */
export const meetsPattern = ({ pattern }: FieldRules, text: string): boolean =>
  pattern === undefined || (readPattern(pattern)?.matches(text) ?? true);
