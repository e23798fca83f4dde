import type { FieldDefinition, FieldType, Finding } from '../types';
import { readPattern } from '../values/pattern';
import { error, warning } from './finding';

/** The types with options to choose from. */
export const choiceTypes: ReadonlySet<FieldType> = new Set(['choice', 'choices', 'resources']);

/** What can be asked about an item: what fits into its page and into one answer, and is no secret and no file. */
const itemTypes: ReadonlySet<FieldType> = new Set([
  'text',
  'longText',
  'number',
  'yesNo',
  'choice',
  'choices',
  'date',
  'email',
  'phone',
  'url',
  'country',
  'currency',
  'timeZone',
  'language',
  'list',
]);
const nameTypes: ReadonlySet<FieldType> = new Set(['text', 'email', 'url', 'choice', 'country', 'phone']);

/** What only some types of field have is there where it is needed, and nowhere else. */
export function checkParts(field: FieldDefinition, path: string): readonly Finding[] {
  return [
    ...checkItems(field, path),
    ...checkPattern(field, path),
    ...checkResources(field, path),
    ...checkConfirmation(field, path),
    ...checkSlots(field, path),
    ...checkDerived(field, path),
  ];
}

function checkItems({ id, type, fields }: FieldDefinition, path: string): readonly Finding[] {
  if (type !== 'items') return fields === undefined ? [] : [error('property_useless', `${path}.fields`, { id })];
  const [first] = fields ?? [];
  if (fields === undefined || first === undefined) return [error('item_fields_missing', path, { id })];
  const hasName = nameTypes.has(first.type) && first.required === true && first.visible === undefined;
  return [
    ...(hasName ? [] : [error('item_name', `${path}.fields[0]`, { id: first.id })]),
    ...fields.flatMap((field, index) =>
      itemTypes.has(field.type) && field.class !== 'secret' && field.derive === undefined
        ? []
        : [error('item_type', `${path}.fields[${index}]`, { id: field.id, type: field.type })],
    ),
    ...fields.flatMap((field, index) =>
      field.due === 'later' ? [error('item_later', `${path}.fields[${index}].due`, { id: field.id })] : [],
    ),
  ];
}

const patternTypes: ReadonlySet<FieldType> = new Set(['text', 'longText', 'list']);

function checkPattern({ id, type, rules, invalid }: FieldDefinition, path: string): readonly Finding[] {
  if (rules?.pattern === undefined) return [];
  if (!patternTypes.has(type)) return [error('property_useless', `${path}.rules.pattern`, { id })];
  return [
    ...(readPattern(rules.pattern) === null ? [error('pattern_unsupported', `${path}.rules.pattern`, { id })] : []),
    ...(invalid === undefined ? [error('pattern_words_missing', path, { id })] : []),
  ];
}

function checkResources({ id, type, options = [] }: FieldDefinition, path: string): readonly Finding[] {
  if (type !== 'resources') return [];
  return options.flatMap(({ href }, index) =>
    href === undefined ? [error('link_missing', `${path}.options[${index}]`, { id })] : [],
  );
}

function checkConfirmation({ id, type, phrase, required }: FieldDefinition, path: string): readonly Finding[] {
  if (type !== 'typedConfirmation')
    return phrase === undefined ? [] : [error('property_useless', `${path}.phrase`, { id })];
  return [
    ...(phrase === undefined ? [error('phrase_missing', path, { id })] : []),
    ...(required === false ? [warning('confirmation_optional', `${path}.required`, { id })] : []),
  ];
}

function checkSlots({ id, type, rules }: FieldDefinition, path: string): readonly Finding[] {
  const slots = rules?.slots;
  if (type !== 'slot') return slots === undefined ? [] : [error('property_useless', `${path}.rules.slots`, { id })];
  if (slots === undefined) return [error('slots_missing', path, { id })];
  const isRoom = slots.fromHour * 60 + slots.durationMinutes <= slots.toHour * 60;
  return isRoom ? [] : [error('slots_none', `${path}.rules.slots`, { id })];
}

/** A computed field is never asked, so nothing about asking belongs to it. */
function checkDerived(field: FieldDefinition, path: string): readonly Finding[] {
  if (field.derive === undefined) return [];
  const isAsked = field.default !== undefined || field.required !== false || field.due === 'later';
  const isPossible = !underivable.has(field.type) && field.class !== 'secret';
  return [
    ...(isAsked ? [error('derived_asked', path, { id: field.id })] : []),
    ...(isPossible ? [] : [error('derived_impossible', `${path}.derive`, { id: field.id, type: field.type })]),
  ];
}

const underivable: ReadonlySet<FieldType> = new Set([
  'secret',
  'consent',
  'address',
  'items',
  'upload',
  'slot',
  'typedConfirmation',
  'identifier',
]);
