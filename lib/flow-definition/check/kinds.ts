import { stepsOf } from '../nodes';
import { isForm } from '../nodes';
import type { FieldDefinition, FieldType, Finding, FlowDefinition, FormStep } from '../types';
import { error } from './finding';

/** Each kind of page holds what makes it that kind, and groups that its fields name. */
export function checkKinds(definition: FlowDefinition): readonly Finding[] {
  return stepsOf(definition).flatMap(({ step, path }) =>
    isForm(step) ? [...checkKind(step, path), ...checkGroups(step, path)] : [],
  );
}

function checkKind(step: FormStep, path: string): readonly Finding[] {
  const count = (...types: readonly FieldType[]) => step.fields.filter(({ type }) => types.includes(type)).length;
  const needs = (needed: string, isThere: boolean) =>
    isThere ? [] : [error('kind_needs', path, { kind: step.kind, needs: needed })];
  switch (step.kind) {
    case 'choice-cards':
      return needs('choice', count('choice', 'choices') === 1);
    case 'list':
      return needs('items', count('items') === 1);
    case 'upload':
      return needs('upload', count('upload') > 0);
    case 'consent':
      return [...needs('consent', count('consent') > 0), ...consentTexts(step, path)];
    case 'residency':
      return [...needs('choice', count('choice', 'choices') > 0), ...optionTexts(step, path)];
    case 'training':
      return needs('resources', count('resources') > 0);
    case 'meeting':
      return needs('slot', count('slot') > 0);
    case 'destructive':
      return [
        ...needs('typedConfirmation', count('typedConfirmation') > 0),
        ...needs('consequences', (step.consequences ?? []).length > 0),
      ];
    default:
      return [];
  }
}

/** Where data is to be kept cannot be chosen without saying what follows from it. */
function optionTexts({ fields }: FormStep, path: string): readonly Finding[] {
  return fields.flatMap(({ options = [], id }, index) =>
    options.flatMap(({ consequence }, at) =>
      consequence === undefined
        ? [error('consequence_missing', `${path}.fields[${index}].options[${at}]`, { id })]
        : [],
    ),
  );
}

/** Nobody can agree to a text that is not there. */
function consentTexts({ fields }: FormStep, path: string): readonly Finding[] {
  return fields.flatMap((field, index) =>
    field.type === 'consent' && (field.text === undefined || field.consentVersion === undefined)
      ? [error('consent_text_missing', `${path}.fields[${index}]`, { id: field.id })]
      : [],
  );
}

function checkGroups({ fields, groups = [] }: FormStep, path: string): readonly Finding[] {
  const ids = groups.map(({ id }) => id);
  const repeated = ids.flatMap((id, index) =>
    ids.indexOf(id) === index
      ? []
      : [error('id_duplicate', `${path}.groups[${index}].id`, { id, first: `${path}.groups` })],
  );
  const unknown = fields.flatMap(({ group }: FieldDefinition, index) =>
    group === undefined || ids.includes(group)
      ? []
      : [error('group_unknown', `${path}.fields[${index}].group`, { id: group })],
  );
  const unused = groups.flatMap(({ id }, index) =>
    fields.some(({ group }) => group === id) ? [] : [error('group_empty', `${path}.groups[${index}]`, { id })],
  );
  return [...repeated, ...unknown, ...unused];
}
