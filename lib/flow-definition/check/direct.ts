import { actionsOf, fieldsOf } from '../nodes';
import type { Finding, FlowDefinition } from '../types';
import { error } from './finding';

/** Onboarding by one call names only fields and outputs that the document has. */
export function checkDirect(definition: FlowDefinition): readonly Finding[] {
  const { direct } = definition;
  if (!direct) return [];
  const fields = new Set(fieldsOf(definition).map(({ field }) => field.id));
  const outputs = new Set(
    actionsOf(definition).flatMap(({ action }) => [
      `actions.${action.id}`,
      ...Object.keys(action.produces ?? {}).map((name) => `actions.${action.id}.${name}`),
    ]),
  );
  const named = [
    ...Object.entries(direct.input).map(([member, id]) => ({ id, path: `direct.input.${member}` })),
    ...Object.keys(direct.answers).map((id) => ({ id, path: `direct.answers.${id}` })),
    ...Object.entries(direct.output).flatMap(([member, source]) =>
      source.startsWith('answers.') ? [{ id: source.slice('answers.'.length), path: `direct.output.${member}` }] : [],
    ),
  ];
  return [
    ...named.filter(({ id }) => !fields.has(id)).map(({ id, path }) => error('direct_unknown_field', path, { id })),
    ...Object.entries(direct.output)
      .filter(([, source]) => source.startsWith('actions.') && !outputs.has(source))
      .map(([member, source]) => error('direct_unknown_output', `direct.output.${member}`, { source })),
  ];
}
