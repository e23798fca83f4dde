import { actionsOf, fieldsOf, stepsOf } from '../nodes';
import type { Finding, FlowDefinition } from '../types';
import { error } from './finding';

/** Names that CEL keeps for itself, and so cannot follow `answers.`. */
const reserved = new Set(
  (
    'as break const continue else false for function if import in let loop namespace null package return true var ' +
    'void while'
  ).split(' '),
);

/** Ids are unique in the whole template, and those that conditions name are names in CEL. */
export function checkIds(definition: FlowDefinition): readonly Finding[] {
  const places = new Map<string, string[]>();
  const add = (id: string, path: string) => places.set(id, [...(places.get(id) ?? []), path]);
  const seen = new Set<string>();
  for (const { section, sectionPath, task, taskPath, step, path } of stepsOf(definition)) {
    if (!seen.has(sectionPath)) add(section.id, `${sectionPath}.id`);
    if (!seen.has(taskPath)) add(task.id, `${taskPath}.id`);
    seen.add(sectionPath).add(taskPath);
    add(step.id, `${path}.id`);
  }
  const named = [
    ...fieldsOf(definition).flatMap(({ field, path }) => [
      { id: field.id, path: `${path}.id` },
      ...(field.fields ?? []).map(({ id }, index) => ({ id, path: `${path}.fields[${index}].id` })),
    ]),
    ...actionsOf(definition).map(({ action, path }) => ({ id: action.id, path: `${path}.id` })),
  ];
  for (const { id, path } of named) add(id, path);
  const duplicates = [...places].flatMap(([id, paths]) =>
    paths.slice(1).map((path) => error('id_duplicate', path, { id, first: paths[0] ?? '' })),
  );
  const unusable = named
    .filter(({ id }) => !/^[A-Za-z][A-Za-z0-9_]*$/.test(id) || reserved.has(id) || id in Object.prototype)
    .map(({ id, path }) => error('id_reserved', path, { id }));
  return [...duplicates, ...unusable, ...duplicateParts(definition)];
}

/** Options within their field, and identifier rules among themselves. */
function duplicateParts(definition: FlowDefinition): readonly Finding[] {
  const all = fieldsOf(definition).flatMap(({ field, path }) => [
    { field, path },
    ...(field.fields ?? []).map((inner, index) => ({ field: inner, path: `${path}.fields[${index}]` })),
  ]);
  const options = all.flatMap(({ field, path }) =>
    repeated((field.options ?? []).map(({ id }) => id)).map(({ id, index }) =>
      error('id_duplicate', `${path}.options[${index}].id`, { id, first: `${path}.options` }),
    ),
  );
  const rules = repeated(definition.identifiers.map(({ id }) => id)).map(({ id, index }) =>
    error('id_duplicate', `identifiers[${index}].id`, { id, first: 'identifiers' }),
  );
  const tour = repeated((definition.tutorial ?? []).map(({ id }) => id)).map(({ id, index }) =>
    error('id_duplicate', `tutorial[${index}].id`, { id, first: 'tutorial' }),
  );
  return [...options, ...rules, ...tour];
}

const repeated = (ids: readonly string[]) =>
  ids.map((id, index) => ({ id, index })).filter(({ id, index }) => ids.indexOf(id) !== index);
