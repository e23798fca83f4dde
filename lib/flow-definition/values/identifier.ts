import type { FieldError, IdentifierRule } from '../types';
import { lengthOf } from './normalise';

/** An identifier rule without its texts. */
export type IdentifierCheck = Readonly<{ pattern: string; minLength: number; maxLength: number }>;

/**
 * What is wrong with an identifier, each mistake under its own code so that the message can say how to cure it:
 * `identifier_lowercase`, `identifier_uppercase`, `identifier_characters`, `identifier_too_short`,
 * `identifier_too_long`, `identifier_prefix`, `identifier_start_letter`, `identifier_start_digit`, `identifier_joint`,
 * `identifier_format`. Null when it meets the rule.
 */
export function identifierError(text: string, rule: IdentifierCheck): FieldError | null {
  const allowed = allowedCharacters(rule.pattern);
  const wrong = [...new Set([...text].filter((character) => !allowed.test(character)))];
  if (wrong.length > 0) return charactersError(wrong, allowed);
  if (lengthOf(text) < rule.minLength) return { code: 'field.identifier_too_short', args: { min: rule.minLength } };
  if (lengthOf(text) > rule.maxLength) return { code: 'field.identifier_too_long', args: { max: rule.maxLength } };
  const prefix = prefixOf(rule.pattern);
  if (prefix !== '' && !text.startsWith(prefix)) return { code: 'field.identifier_prefix', args: { prefix } };
  if (startsWithLetter.test(rule.pattern) && !/^[A-Za-z]/.test(text)) {
    return { code: 'field.identifier_start_letter', args: {} };
  }
  if (/^\^\[0-9\]/.test(rule.pattern) && !/^[0-9]/.test(text))
    return { code: 'field.identifier_start_digit', args: {} };
  if (new RegExp(rule.pattern, 'u').test(text)) return null;
  const isJoint = /^[^A-Za-z0-9]|[^A-Za-z0-9]$|[^A-Za-z0-9]{2}/.test(text);
  return { code: isJoint ? 'field.identifier_joint' : 'field.identifier_format', args: {} };
}

/** Characters that do not belong there: said as one mistake where it is one, as with capitals. */
function charactersError(wrong: readonly string[], allowed: RegExp): FieldError {
  const isAll = (pattern: RegExp, instead: (character: string) => string) =>
    wrong.every((character) => pattern.test(character) && allowed.test(instead(character)));
  if (isAll(/[A-Z]/, (character) => character.toLowerCase())) return { code: 'field.identifier_lowercase', args: {} };
  if (isAll(/[a-z]/, (character) => character.toUpperCase())) return { code: 'field.identifier_uppercase', args: {} };
  return { code: 'field.identifier_characters', args: { characters: wrong.slice(0, 5).map(visible).join(' ') } };
}

/** The characters with which every identifier of a pattern begins. */
const prefixOf = (pattern: string): string => /^\^([A-Za-z0-9_.:-]+)(?![{*+?])/.exec(pattern)?.[1] ?? '';

const part = String.raw`(?:\[[^\]\\^]+\]|[A-Za-z0-9_.:-])(?:\{\d{1,3}(?:,\d{0,3})?\}|[*+?])?`;
/** Words joined by a sign that the words cannot hold, `(-[a-z0-9]+)*`, at the end only. */
const joined = String.raw`(?:\([_.-]\[(?:a-z0-9|A-Za-z0-9|a-z|A-Z|0-9|A-Z0-9)\]\+\)\*)?`;
const safe = new RegExp(`^\\^(?:${part}){1,6}${joined}\\$$`);
const startsWithLetter = /^\^\[(?:A-Za-z|a-zA-Z|a-z|A-Z)\](?!\{|\*|\?)/;

/**
 * Whether a pattern may be used: a few character classes in a row, perhaps followed by more words with a sign between
 * them, anchored at both ends. No other groups, no alternatives, no escapes, so no pattern that an author writes can
 * make matching slow.
 */
export function isSafePattern(pattern: string): boolean {
  if (pattern.length > 200 || !safe.test(pattern)) return false;
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

/**
 * Proposes an identifier from a name: folded to ASCII, joined, shortened, with `suffix` (random letters from the
 * caller) to make it its own. Null when the name has too little that the rule allows, as a name in Arabic script has.
 */
export function suggestIdentifier(rule: IdentifierCheck, name: string, suffix: string): string | null {
  const allowed = allowedCharacters(rule.pattern);
  const folded = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();
  const base = [...folded].filter((character) => /[a-z0-9]/.test(character) && allowed.test(character)).join('');
  const joint = suffix === '' ? '' : allowed.test('_') ? '_' : allowed.test('-') ? '-' : '';
  const room = rule.maxLength - lengthOf(joint) - lengthOf(suffix);
  const suggestion = `${base.slice(0, Math.max(0, Math.min(room, 24)))}${joint}${suffix}`;
  return base.length >= 2 && identifierError(suggestion, rule) === null ? suggestion : null;
}

/** One character out of any class or literal of the pattern. */
function allowedCharacters(pattern: string): RegExp {
  const body = pattern.replace(/^\^|\$$/g, '').replace(/\{[^}]*\}/g, '');
  const classes = [...body.matchAll(/\[([^\]]+)\]/g)].map((match) => match[1] ?? '');
  const literals = body
    .replace(/\[[^\]]+\]/g, '')
    .replace(/[*+?()]/g, '')
    .replace(/-/g, '\\-');
  return new RegExp(`^[${classes.join('')}${literals}]$`, 'u');
}

const visible = (character: string): string => (/\s/.test(character) ? '␣' : character);

/** The identifier of today for a name of an earlier arrangement; the name itself where it is none. */
export function currentIdentifier(
  name: string,
  { retiredEndings = [] }: Pick<IdentifierRule, 'retiredEndings'>,
): string {
  const ending = retiredEndings.find((each) => name.endsWith(each) && name.length > each.length);
  return ending === undefined ? name : name.slice(0, -ending.length);
}
