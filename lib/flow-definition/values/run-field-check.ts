import type { FieldError } from '../types';
import type { FieldCheck } from './field-check';
import { parseAddressShape } from './address-shape';
import type { RawValue } from './parsed';
import { parseValue } from './parse-value';
import { parsePhoneShape } from './phone-shape';
import { requiredError } from './required';

/**
 * Checks one value in the browser with the codes that the server would give. Telephone numbers and addresses are looked
 * at less closely here. `locale` is the reader's, for the signs in numbers. The server's word is final.
 */
export function runFieldCheck(
  check: FieldCheck,
  raw: RawValue,
  now: Readonly<{ required: boolean; today: string; locale?: string }>,
): readonly FieldError[] {
  // Only the server knows a phrase that is made of answers.
  const isUnknown = check.type === 'typedConfirmation' && check.phrase === undefined && raw.length !== 0;
  if (isUnknown) return [];
  const parsed = parseValue(check, raw, {
    today: now.today,
    parsePhone: parsePhoneShape,
    parseAddress: parseAddressShape,
    ...(now.locale !== undefined && { locale: now.locale }),
  });
  if (parsed.kind === 'error') return parsed.errors;
  return parsed.kind === 'empty' && now.required ? [requiredError(check.type)] : [];
}
