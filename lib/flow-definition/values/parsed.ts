import type { AnswerValue, FieldError } from '../types';

/** A field as a form posts it: one text, several of one name, or the named parts of an address. */
export type RawValue = string | readonly string[] | Readonly<Record<string, string>>;

/** One value read from a form: nothing was given, a value, or what is wrong with it. */
export type ParsedValue =
  | Readonly<{ kind: 'empty' }>
  | Readonly<{ kind: 'value'; value: AnswerValue; warnings?: readonly FieldError[] }>
  | Readonly<{ kind: 'error'; errors: readonly FieldError[] }>;

export const empty: ParsedValue = { kind: 'empty' };
export const found = (value: AnswerValue): ParsedValue => ({ kind: 'value', value });
export const wrong = (code: string, args: FieldError['args'] = {}): ParsedValue => ({
  kind: 'error',
  errors: [{ code, args }],
});
