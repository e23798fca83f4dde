import type { AnswerValue } from '../types';
import type { FieldCheck } from './field-check';
import { parseValue } from './parse-value';
import { parsePhoneShape } from './phone-shape';

/**
 * Whether a stored answer still meets its field, so that it may count. Bounds relative to today are not asked again:
 * a day that was in the future when it was given stays a good answer.
 */
export function isStoredValueGood(check: FieldCheck, value: AnswerValue): boolean {
  if (check.type === 'secret') return typeof value === 'object' && 'sealed' in value;
  if (check.type === 'consent') return value === (check.consentVersion ?? '1');
  if (check.type === 'yesNo') return typeof value === 'boolean';
  if (check.type === 'number' ? typeof value !== 'number' : typeof value === 'number') return false;
  if (typeof value === 'boolean') return false;
  const isList = Array.isArray(value);
  if (isList !== (check.type === 'list' || check.type === 'choices')) return false;
  const raw = typeof value === 'number' ? plainNumber(value) : (value as string | readonly string[]);
  const parsed = parseValue(withoutToday(check), raw, { today: '', parsePhone: parsePhoneShape });
  return parsed.kind === 'value' && same(parsed.value, value);
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
