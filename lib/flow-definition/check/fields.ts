import { fieldsOf } from '../nodes';
import type { FieldDefinition, FieldType, Finding, FlowDefinition } from '../types';
import { fieldCheck } from '../values/field-check';
import { isSafePattern } from '../values/identifier';
import { isStoredValueGood } from '../values/stored';
import { checkParts, choiceTypes } from './field-parts';
import { error } from './finding';

/** Each field is whole in itself: options where there is a choice, bounds in order, a default that may be given. */
export function checkFields(definition: FlowDefinition): readonly Finding[] {
  return [
    ...checkIdentifierRules(definition),
    ...fieldsOf(definition).flatMap(({ field, path }) => checkField(definition, field, path)),
  ];
}

function checkField(definition: FlowDefinition, field: FieldDefinition, path: string): readonly Finding[] {
  const findings: Finding[] = [];
  const isChoice = choiceTypes.has(field.type);
  if (isChoice && (field.options ?? []).length === 0) findings.push(error('options_missing', path, { id: field.id }));
  if (!isChoice && field.type !== 'resources' && field.options !== undefined)
    findings.push(error('options_useless', `${path}.options`));
  if ((field.type === 'secret') !== (field.class === 'secret')) {
    findings.push(error('secret_class', `${path}.class`, { id: field.id }));
  }
  const rule = definition.identifiers.find(({ id }) => id === field.identifier);
  if (field.type === 'identifier' && rule === undefined) {
    findings.push(error('identifier_rule_missing', `${path}.identifier`, { id: field.identifier ?? '' }));
  }
  const isDefaultAllowed = !withoutDefault.has(field.type);
  if (
    field.default !== undefined &&
    (!isDefaultAllowed || !isStoredValueGood(fieldCheck(definition, field), field.default))
  ) {
    findings.push(error('default_invalid', `${path}.default`, { id: field.id }));
  }
  const inner = (field.fields ?? []).flatMap((each, index) => checkField(definition, each, `${path}.fields[${index}]`));
  return [...findings, ...checkParts(field, path), ...checkBounds(field, path), ...inner];
}

/** What nobody may be said to have answered: what is secret, agreed to, confirmed, or made by the person alone. */
const withoutDefault: ReadonlySet<FieldType> = new Set([
  'secret',
  'consent',
  'items',
  'upload',
  'resources',
  'slot',
  'typedConfirmation',
  'address',
]);

function checkBounds(field: FieldDefinition, path: string): readonly Finding[] {
  const { minLength, maxLength, min, max, itemsMin, itemsMax } = field.rules ?? {};
  const isReversed = (low: number | undefined, high: number | undefined) =>
    low !== undefined && high !== undefined && low > high;
  const optionCount = field.options?.length;
  const numbers = typeof min === 'number' && typeof max === 'number' && min > max;
  const dates = typeof min === 'string' && typeof max === 'string' && /^\d/.test(min) && /^\d/.test(max) && min > max;
  const isWrong =
    isReversed(minLength, maxLength) ||
    isReversed(itemsMin, itemsMax) ||
    numbers ||
    dates ||
    isReversed(itemsMin, optionCount);
  return isWrong ? [error('bounds_reversed', `${path}.rules`, { id: field.id })] : [];
}

function checkIdentifierRules(definition: FlowDefinition): readonly Finding[] {
  const fields = fieldsOf(definition);
  return definition.identifiers.flatMap((rule, index) => {
    const path = `identifiers[${index}]`;
    const source = fields.find(({ field }) => field.id === rule.suggestFrom);
    return [
      ...(isSafePattern(rule.pattern) ? [] : [error('pattern_unsafe', `${path}.pattern`, { id: rule.id })]),
      ...(rule.minLength > rule.maxLength ? [error('bounds_reversed', path, { id: rule.id })] : []),
      ...(rule.suggestFrom !== undefined && source?.field.type !== 'text'
        ? [error('suggest_source', `${path}.suggestFrom`, { id: rule.suggestFrom })]
        : []),
    ];
  });
}
