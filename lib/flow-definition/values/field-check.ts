import type { FieldDefinition, FieldRules, FieldType, FlowDefinition, FormStep } from '../types';
import type { IdentifierCheck } from './identifier';

/** What there is to check about one field, as plain JSON: the same checks run in the browser and on the server. */
export type FieldCheck = Readonly<{
  id: string;
  type: FieldType;
  rules: FieldRules;
  options: readonly string[];
  identifier?: IdentifierCheck;
  consentVersion?: string;
  /** For `typedConfirmation`: what must be typed now; absent while it cannot be said. */
  phrase?: string;
}>;

/** The check of one field of a definition. */
export function fieldCheck(definition: FlowDefinition, field: FieldDefinition): FieldCheck {
  const named = field.identifier;
  const rule = named === undefined ? undefined : definition.identifiers.find(({ id }) => id === named);
  return {
    id: field.id,
    type: field.type,
    rules: field.rules ?? {},
    options: field.options?.map(({ id }) => id) ?? [],
    ...(rule && { identifier: { pattern: rule.pattern, minLength: rule.minLength, maxLength: rule.maxLength } }),
    ...(field.phrase !== undefined && !field.phrase.includes('${') && { phrase: field.phrase }),
    ...(field.type === 'consent' && { consentVersion: field.consentVersion ?? '1' }),
  };
}

/** The checks of all fields of a step, in order. */
export const fieldChecks = (definition: FlowDefinition, step: FormStep): readonly FieldCheck[] =>
  step.fields.map((field) => fieldCheck(definition, field));
