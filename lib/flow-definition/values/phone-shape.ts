import type { ParsedValue } from './parsed';

/** What the browser, which has no numbering plans, can say about a number: only that it cannot be one at all. */
export function parsePhoneShape(text: string): ParsedValue {
  const digits = text.replace(/\D/g, '');
  const plausible = /^\+?[\d\s()./-]+$/.test(text) && digits.length >= 4 && digits.length <= 17;
  return plausible
    ? { kind: 'value', value: text }
    : { kind: 'error', errors: [{ code: 'field.phone_format', args: {} }] };
}
