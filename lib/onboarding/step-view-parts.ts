import {
  answersSeenBy,
  resolveReference,
  stepConditions,
  type Answers,
  type CompiledDefinition,
  type FieldDefinition,
  type FormStep,
  type ItemAnswer,
  type Scope,
  type StepConditions,
  type WalkedStep,
} from '@/lib/flow-definition';
import type { FlowState } from './flow-state';
import type { OpenedFlow } from './open-flow';
import { settleForeign } from './settle-foreign';

/** Fields that must be answered as things stand: constant ones, and those whose condition the walk found missing. */
export const requiredFields = (step: Pick<FormStep, 'fields'>, walked: WalkedStep): ReadonlySet<string> =>
  new Set([...step.fields.filter(({ required }) => required === true).map(({ id }) => id), ...walked.requiredFields]);

/** Of the answers of other steps, those that this page's conditions look at. */
export function seenAnswers(step: Pick<FormStep, 'fields'>, conditions: StepConditions, counting: Answers): Answers {
  const own = new Set(step.fields.map(({ id }) => id));
  const ids = answersSeenBy(conditions).filter((id) => !own.has(id) && Object.hasOwn(counting, id));
  return Object.fromEntries(ids.flatMap((id) => (counting[id] === undefined ? [] : [[id, counting[id]]])));
}

/** The conditions that leave the server: for a delegate without a look at answers that are not theirs. */
export function shownConditions({ template, part, walk, facts }: OpenedFlow, step: FormStep): StepConditions {
  const conditions = stepConditions(template.compiled, step);
  if (!part) return conditions;
  const scope = { answers: walk.counting, customer: facts.customer, flow: facts.flow, today: facts.today };
  return settleForeign(conditions, scope);
}

/** What must be typed to confirm, per field; a phrase that refers to something absent is empty and cannot be met. */
export function phrasesOf(
  compiled: CompiledDefinition,
  step: Pick<FormStep, 'fields'>,
  { walk, facts }: Readonly<Pick<OpenedFlow, 'walk' | 'facts'>>,
): Readonly<Record<string, string>> {
  const scope: Scope = { answers: walk.counting, customer: facts.customer, flow: facts.flow, today: facts.today };
  return Object.fromEntries(
    step.fields.flatMap(({ id, phrase }) => {
      if (phrase === undefined) return [];
      const resolved = resolveReference(compiled, phrase, scope);
      return [[id, resolved.ok && typeof resolved.value === 'string' ? resolved.value : '']];
    }),
  );
}

/** The step with nothing but the questions that may still be answered once the flow was sent in. */
export function laterPart(step: FormStep, walked: WalkedStep): FormStep {
  const visible = new Set(walked.visibleFields);
  const fields = step.fields
    .filter(({ id, due }) => due === 'later' && visible.has(id))
    .map(({ visible: _condition, ...field }) => ({ ...field, required: false }));
  return { ...step, fields };
}

/** Whether answers that are due later are still taken: until the flow is taken back for good. */
export const takesLater = (status: FlowState['flow']['status']): boolean => status !== 'cancelled';

/** A repeatable list of a step, with the items that it has now. */
export type FoundList = Readonly<{ field: FieldDefinition; items: readonly ItemAnswer[] }>;

/** The list of a step that has this item, or is named, or is its only one; null when there is none. */
export function findList(
  step: FormStep,
  walked: WalkedStep,
  answers: Answers,
  { itemId, fieldId }: Readonly<{ itemId: string; fieldId?: string | undefined }>,
): FoundList | null {
  const lists = step.fields
    .filter(({ id, type }) => type === 'items' && walked.visibleFields.includes(id))
    .map((field) => ({ field, items: itemsIn(answers[field.id]) }));
  return (
    lists.find(({ items }) => items.some(({ id }) => id === itemId)) ??
    lists.find(({ field }) => field.id === fieldId) ??
    (fieldId === undefined ? lists[0] : undefined) ??
    null
  );
}

/** The items of a list's answer. */
const itemsIn = (answer: Answers[string] | undefined): readonly ItemAnswer[] =>
  Array.isArray(answer) ? answer.filter((item): item is ItemAnswer => typeof item === 'object') : [];
