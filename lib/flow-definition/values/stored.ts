import type { AnswerValue } from '../types';
import type { FieldCheck } from './field-check';
import { parseValue, type RawValue } from './parse-value';
import { parsePhoneShape } from './phone-shape';

/**
 * Whether a stored answer still meets its field, so that it may count. Bounds relative to today are not asked again:
 * a day that was in the future when it was given stays a good answer.
 */
export function isStoredValueGood(check: FieldCheck, value: AnswerValue): boolean {
  if (check.type === 'secret') return typeof value === 'object' && value !== null && 'sealed' in value;
  if (check.type === 'consent') return value === (check.consentVersion ?? '1');
  if (check.type === 'yesNo') return typeof value === 'boolean';
  const raw = asPosted(check, value);
  if (raw === null) return false;
  const parsed = parseValue(withoutToday(check), raw, { today: '', parsePhone: parsePhoneShape });
  return parsed.kind === 'value' && same(parsed.value, value);
}

/** A stored answer as a form would post it; null when it has not even the type of the field. */
function asPosted({ type }: FieldCheck, value: AnswerValue): RawValue | null {
  if (type === 'number') return typeof value === 'number' ? plainNumber(value) : null;
  if (type === 'list' || type === 'choices') {
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;
  }
  return typeof value === 'string' ? value : null;
}

const plainNumber = (value: number): string =>
  Number.isFinite(value) ? value.toFixed(9).replace(/\.?0+$/, '') : 'not a number';

function same(left: AnswerValue, right: AnswerValue): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => item === right[index]);
  }
  return left === right;
}

function withoutToday(check: FieldCheck): FieldCheck {
  const { min, max, ...others } = check.rules;
  const fixed = (bound: string | number | undefined) =>
    typeof bound === 'string' && bound.startsWith('today') ? undefined : bound;
  const [low, high] = [fixed(min), fixed(max)];
  return {
    ...check,
    rules: { ...others, ...(low !== undefined && { min: low }), ...(high !== undefined && { max: high }) },
  };
}
