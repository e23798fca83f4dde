import type { AddressValue, AnswerValue, ItemAnswer } from '../types';
import type { FieldCheck } from './field-check';
import { numberError } from './number';
import { parseAddressShape } from './address-shape';
import type { RawValue } from './parsed';
import { parseValue } from './parse-value';
import { parsePhoneShape } from './phone-shape';

/**
 * Whether a stored answer still meets its field, so that it may count. Bounds relative to today are not asked again:
 * a day that was in the future when it was given stays a good answer. The fields of items are looked at by the walk.
 */
export function isStoredValueGood(check: FieldCheck, value: AnswerValue): boolean {
  if (check.type === 'secret') return typeof value === 'object' && value !== null && 'sealed' in value;
  if (check.type === 'consent') return value === (check.consentVersion ?? '1');
  if (check.type === 'yesNo') return typeof value === 'boolean';
  if (check.type === 'number') return isGoodNumber(check, value);
  if (check.type === 'items') return isItems(value) && isCountGood(check, value.length);
  if (check.type === 'address') return isAddressValue(value);
  const raw = asPosted(check, value);
  if (raw === null) return false;
  const parsed = parseValue(withoutToday(check), raw, {
    today: '',
    parsePhone: parsePhoneShape,
    parseAddress: parseAddressShape,
  });
  return parsed.kind === 'value' && same(parsed.value, value);
}

/** Whether a value is a list of items, whatever is in them. */
export const isItems = (value: AnswerValue | undefined): value is readonly ItemAnswer[] =>
  Array.isArray(value) &&
  value.every((item) => isRecord(item) && typeof item['id'] === 'string' && isRecord(item['values']));

/** Whether a value is an address with a country and texts for parts. How its country writes it is asked on the way in. */
export const isAddressValue = (value: AnswerValue | undefined): value is AddressValue =>
  isRecord(value) && 'country' in value && Object.values(value).every((part) => typeof part === 'string');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isGoodNumber = (check: FieldCheck, value: AnswerValue): boolean =>
  typeof value === 'number' && Number.isFinite(value) && numberError(check.rules, value) === null;

const isCountGood = ({ rules }: FieldCheck, count: number): boolean =>
  count >= Math.max(1, rules.itemsMin ?? 1) && count <= (rules.itemsMax ?? Number.POSITIVE_INFINITY);

const severalTypes: ReadonlySet<FieldCheck['type']> = new Set(['list', 'choices', 'resources', 'upload']);

/** A stored answer as a form would post it; null when it has not even the type of the field. */
function asPosted({ type }: FieldCheck, value: AnswerValue): RawValue | null {
  if (severalTypes.has(type)) {
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;
  }
  return typeof value === 'string' ? value : null;
}

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
