import type { FieldView } from '@/components/forms/field-view';
import type { FormTexts } from '@/components/forms/form-texts';
import type { FieldCheck, Scope, StepConditions } from '@/lib/flow-definition/browser';

/** A question with the base of the answer that it shows. */
export type StepPageField = FieldView & Readonly<{ base: string | null }>;

/** One page of questions as plain data, every text in the reader's language. */
export type StepPage = Readonly<{
  flowId: string;
  stepId: string;
  title: string;
  fromCheck: boolean;
  fields: readonly StepPageField[];
  checks: readonly FieldCheck[];
  conditions: StepConditions;
  scope: Scope;
  watched: readonly string[];
  secretFields: readonly string[];
  savedAt: string | null;
}>;

/** The words of the form itself; `errorTitle` holds `{title}`. */
export type StepTexts = Readonly<{
  form: FormTexts;
  errorTitle: string;
  continue: string;
  saving: string;
  later: string;
  offline: string;
  conflict: ConflictTexts;
}>;
export type ConflictTexts = Readonly<{
  title: string;
  question: string;
  stored: string;
  keepStored: string;
  keepMine: string;
}>;

/** One conflict with both sides written for the reader. */
export type ShownConflict = Readonly<{
  fieldId: string;
  sentence: string;
  stored: readonly string[];
  base: string | null;
}>;

/** The names of the hidden inputs that go with a field. */
export const hiddenName = {
  base: (fieldId: string) => `_base.${fieldId}`,
  storedBase: (fieldId: string) => `_stored.${fieldId}`,
  keep: (fieldId: string) => `_keep.${fieldId}`,
} as const;
