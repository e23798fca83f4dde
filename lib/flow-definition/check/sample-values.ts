import type { AnswerValue, FieldDefinition, FlowDefinition, ItemAnswer } from '../types';
import { addDays, isCalendarDate } from '../values/dates';
import { fieldCheck } from '../values/field-check';
import { askForOther } from '../values/slots';
import { isStoredValueGood } from '../values/stored';
import { isItemValue } from '../walk/traverse';

/** Up to so many options every subset is tried: 63 of them. */
export const subsetsOfMax = 6;

/** Values that stand on every side of the constants that conditions compare a field with. */
export const sampleValues = { answers, days };

/** Good answers of a field: at, below and above each constant, and one that is none of them. */
function answers(
  definition: FlowDefinition,
  field: FieldDefinition,
  literals: readonly (string | number)[],
): readonly AnswerValue[] {
  const check = fieldCheck(definition, field);
  const texts = literals.filter((value) => typeof value === 'string');
  const unique = new Map(candidates(definition, field, literals, texts).map((value) => [JSON.stringify(value), value]));
  return [...unique.values()].filter((value) => isStoredValueGood(check, value));
}

/** Days at, before and after each day that is named. */
function days(texts: readonly string[]): readonly string[] {
  const named = texts.filter(isCalendarDate).flatMap((day) => [addDays(day, -1), day, addDays(day, 1)]);
  return [...new Set([...named, '2026-01-01'])];
}

function candidates(
  definition: FlowDefinition,
  field: FieldDefinition,
  literals: readonly (string | number)[],
  texts: readonly string[],
): readonly AnswerValue[] {
  const ids = field.options?.map(({ id }) => id) ?? [];
  switch (field.type) {
    case 'yesNo':
      return [true, false];
    case 'choice':
      return ids;
    case 'choices':
    case 'resources':
      return subsets(ids);
    case 'number':
      return numbers([...literals, field.rules?.min, field.rules?.max, 0, 1]);
    case 'date':
      return days([...texts, ...[field.rules?.min, field.rules?.max].filter((bound) => typeof bound === 'string')]);
    case 'list':
      return [[sampleText(field)], texts.length > 0 ? [...texts] : [sampleText(field)]];
    case 'secret':
      return [{ sealed: true }];
    case 'consent':
      return [field.consentVersion ?? '1'];
    case 'upload':
      return [filesOf(field.rules?.itemsMin ?? 1)];
    case 'address':
      return [{ country: 'DE', lines: 'Musterstr. 1', postalCode: '10115', locality: 'Berlin' }];
    case 'items':
      return [itemsOf(definition, field)];
    case 'typedConfirmation':
      return [field.phrase ?? ''];
    default:
      return [...texts, sampleText(field)];
  }
}

const filesOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`);

/** As few items as may be, each with a good answer to everything. */
function itemsOf(definition: FlowDefinition, field: FieldDefinition): readonly ItemAnswer[] {
  const values = (field.fields ?? []).flatMap((inner): [string, ItemAnswer['values'][string]][] => {
    const [value] = answers(definition, inner, []);
    return value === undefined || !isItemValue(value) ? [] : [[inner.id, value]];
  });
  return Array.from({ length: Math.max(1, field.rules?.itemsMin ?? 1) }, (_, index) => ({
    id: `item${index}`,
    values: Object.fromEntries(values),
  }));
}

function sampleText(field: FieldDefinition): string {
  const kind = field.type === 'list' ? (field.rules?.itemType ?? 'text') : field.type;
  const samples: Readonly<Record<string, string>> = {
    email: 'someone@somewhere.example',
    url: 'https://somewhere.example/',
    phone: '+971501234567',
    country: 'AE',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    language: 'en',
    slot: askForOther,
  };
  return samples[kind] ?? 'x'.repeat(Math.max(3, field.rules?.minLength ?? 0));
}

/** Each constant, its neighbours, and a value between each two constants. */
function numbers(bounds: readonly unknown[]): readonly number[] {
  const fixed = [...new Set(bounds.filter((value) => typeof value === 'number'))].sort((a, b) => a - b);
  const between = fixed.slice(1).map((value, index) => (value + (fixed[index] ?? value)) / 2);
  return [...fixed.flatMap((value) => [value - 1, value, value + 1]), ...between];
}

/** Every choice of some of the options; with more than `subsetsOfMax` options only single ones and all. */
function subsets(ids: readonly string[]): readonly (readonly string[])[] {
  if (ids.length > subsetsOfMax) return [...ids.map((id) => [id]), ids];
  return Array.from({ length: 2 ** ids.length - 1 }, (_, mask) =>
    ids.filter((_id, index) => ((mask + 1) >> index) % 2 === 1),
  );
}
