import { fieldsOf, type PlacedField } from '../nodes';
import type { FlowDefinition } from '../types';

/** Whether a field is asked of everybody, whatever they answer. */
export function isUnconditional({ field, step, place }: PlacedField): boolean {
  return [field.visible, step.when, place.task.when, place.section.when].every((when) => when === undefined);
}

/** Fields that have an answer from the first moment on: asked of everybody, with a default. */
export const alwaysPresent = (definition: FlowDefinition): ReadonlySet<string> =>
  new Set(
    fieldsOf(definition)
      .filter((placed) => isUnconditional(placed) && placed.field.default !== undefined)
      .map(({ field }) => `answers.${field.id}`),
  );

/**
 * Fields that have an answer once everything is submitted: asked of everybody and required then, or with a default. What
 * is due later may still be open.
 */
export const presentAtTheEnd = (definition: FlowDefinition): ReadonlySet<string> =>
  new Set(
    fieldsOf(definition)
      .filter((placed) => isUnconditional(placed))
      .filter(({ field }) => (field.required === true && field.due === 'now') || field.default !== undefined)
      .map(({ field }) => `answers.${field.id}`),
  );
