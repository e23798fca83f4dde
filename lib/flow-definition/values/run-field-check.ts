import type { FieldError } from '../types';
import type { FieldCheck } from './field-check';
import { parseValue, type RawValue } from './parse-value';
import { parsePhoneShape } from './phone-shape';
import { requiredError } from './required';

/**
 * Checks one value in the browser with the codes that the server would give. Only telephone numbers are looked at less
 * closely here. The server's word is final.
 */
export function runFieldCheck(
  check: FieldCheck,
  raw: RawValue,
  now: Readonly<{ required: boolean; today: string }>,
): readonly FieldError[] {
  const parsed = parseValue(check, raw, { today: now.today, parsePhone: parsePhoneShape });
  if (parsed.kind === 'error') return parsed.errors;
  return parsed.kind === 'empty' && now.required ? [requiredError(check.type)] : [];
}
