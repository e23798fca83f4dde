import { holds, type Scope } from './conditions/evaluate';
import type { Tree } from './conditions/tree';
import { derivedValue } from './derived-value';
import type { AnswerValue } from './types';

/** The conditions of one step as plain JSON, for the page that is open. */
export type StepConditions = Readonly<{
  fields: readonly Readonly<{
    id: string;
    visible?: Tree;
    required: boolean | Tree;
    options?: readonly Readonly<{ id: string; when?: Tree }>[];
    default?: AnswerValue;
    /** A computed field: never typed, always what follows from the others. */
    derive?: Tree;
  }>[];
}>;

export type LiveField = Readonly<{
  id: string;
  required: boolean;
  options: readonly string[];
  /** Of a computed field: its value now, absent while it cannot be said. */
  derived?: AnswerValue;
}>;

/**
 * The fields of an open page that exist now, in order: the same rules as the walk's, run on what is typed at the
 * moment. `scope` holds the earlier answers, `values` those of the page; a field that is hidden takes its value along.
 */
export function liveFields(
  conditions: StepConditions,
  scope: Scope,
  values: Readonly<Record<string, AnswerValue | undefined>>,
): readonly LiveField[] {
  let answers = scope.answers;
  const live: LiveField[] = [];
  for (const field of conditions.fields) {
    const here: Scope = { ...scope, answers };
    if (field.visible !== undefined && !holds(field.visible, here)) continue;
    const options = (field.options ?? []).filter(({ when }) => when === undefined || holds(when, here));
    const typed = Object.hasOwn(values, field.id) ? values[field.id] : field.default;
    const derived = field.derive === undefined ? undefined : derivedValue(field.derive, here);
    const value = field.derive === undefined ? typed : derived;
    if (value !== undefined && value !== '') answers = { ...answers, [field.id]: value };
    live.push({
      id: field.id,
      required:
        field.derive === undefined &&
        (typeof field.required === 'boolean' ? field.required : holds(field.required, here)),
      options: options.map(({ id }) => id),
      ...(derived !== undefined && { derived }),
    });
  }
  return live;
}
