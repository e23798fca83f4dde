import type { CompiledDefinition } from '../compiled';
import { holds, type Scope } from '../conditions/evaluate';
import { derivedValue } from '../derived-value';
import { isForm } from '../nodes';
import { resolveReference } from '../references';
import type {
  AnswerValue,
  Answers,
  Facts,
  FieldDefinition,
  ItemAnswer,
  SectionDefinition,
  StepDefinition,
  TaskDefinition,
} from '../types';
import { fieldCheck, type FieldCheck } from '../values/field-check';
import { isItems, isStoredValueGood } from '../values/stored';

/** A field that is asked now, with what can be chosen in it and the value that counts, if any. */
export type TracedField = Readonly<{
  field: FieldDefinition;
  check: FieldCheck;
  required: boolean;
  /** The valid stored answer, else the default; undefined when there is none. */
  value: AnswerValue | undefined;
  /** A stored answer is there but no longer meets the field. */
  stale: boolean;
}>;
export type TracedStep = Readonly<{ step: StepDefinition; fields: readonly TracedField[] }>;
export type TracedTask = Readonly<{ task: TaskDefinition; steps: readonly TracedStep[] }>;
export type TracedSection = Readonly<{ section: SectionDefinition; tasks: readonly TracedTask[] }>;
export type Trace = Readonly<{ sections: readonly TracedSection[]; counting: Answers; scope: Scope }>;

/**
 * Goes through the document once, in order, and keeps what exists now. A condition sees the answers that count so far
 * and nothing later, so the order of the document is the order of evaluation: it always ends, and a chain of hidden
 * fields hides as one.
 */
export function traverse(compiled: CompiledDefinition, answers: Answers, facts: Facts): Trace {
  const counting: Record<string, AnswerValue> = {};
  const scope: Scope = { answers: counting, customer: facts.customer, flow: facts.flow, today: facts.today };
  const exists = (when: string | undefined) => when === undefined || conditionHolds(compiled, when, scope);

  const sections: TracedSection[] = [];
  for (const section of compiled.definition.sections) {
    if (!exists(section.when)) continue;
    const tasks: TracedTask[] = [];
    for (const task of section.tasks) {
      if (!exists(task.when)) continue;
      const steps: TracedStep[] = [];
      for (const step of task.steps) {
        if (!exists(step.when)) continue;
        if (!isForm(step)) {
          steps.push({ step, fields: [] });
          continue;
        }
        const fields = fillFields(compiled, step.fields, scope, counting, (check) => own(answers, check.id));
        // A page on which nothing is asked now would be a page without a purpose.
        if (step.fields.length === 0 || fields.length > 0) steps.push({ step, fields });
      }
      if (steps.length > 0) tasks.push({ task, steps });
    }
    if (tasks.length > 0) sections.push({ section, tasks });
  }
  return { sections, counting, scope };
}

/**
 * Decides field by field which ones of a page exist, given where their values come from. `valueOf` gets the check of
 * the field with the options that are offered now. A computed field has the value that follows from those before it,
 * wherever the others come from.
 */
export function traceFields(
  compiled: CompiledDefinition,
  definitions: readonly FieldDefinition[],
  scope: Scope,
  valueOf: (check: FieldCheck) => AnswerValue | undefined,
): Readonly<{ fields: readonly TracedField[]; counting: Answers }> {
  const counting: Record<string, AnswerValue> = { ...scope.answers };
  const fields = fillFields(compiled, definitions, { ...scope, answers: counting }, counting, valueOf);
  return { fields, counting };
}

/** The same for a `counting` that `here` looks at: each value goes in as soon as it is known. */
function fillFields(
  compiled: CompiledDefinition,
  definitions: readonly FieldDefinition[],
  here: Scope,
  counting: Record<string, AnswerValue>,
  valueOf: (check: FieldCheck) => AnswerValue | undefined,
): readonly TracedField[] {
  const fields: TracedField[] = [];
  for (const field of definitions) {
    if (field.visible !== undefined && !conditionHolds(compiled, field.visible, here)) continue;
    const check = checkOf(compiled, field, here);
    const required =
      typeof field.required === 'boolean' ? field.required : conditionHolds(compiled, field.required, here);
    const settled = field.derive === undefined ? storedValue(field, check, valueOf(check)) : derived(field.derive);
    if (settled.value !== undefined) counting[field.id] = settled.value;
    fields.push({ field, check, required: required && field.derive === undefined, ...settled });
  }
  return fields;

  function storedValue(field: FieldDefinition, check: FieldCheck, stored: AnswerValue | undefined) {
    if (stored === undefined) return { value: defaultOf(check, field), stale: false };
    const isGood = isStoredValueGood(check, stored);
    const value = isGood && isItems(stored) ? goodItems(compiled, field, stored, here) : isGood ? stored : undefined;
    return { value, stale: value === undefined };
  }

  function derived(source: string) {
    const tree = own(compiled.trees, source);
    return { value: tree === undefined ? undefined : derivedValue(tree, here), stale: false };
  }
}

/** The items as they count, with what is asked of each now; undefined when one of them lacks something. */
function goodItems(
  compiled: CompiledDefinition,
  field: FieldDefinition,
  items: readonly ItemAnswer[],
  scope: Scope,
): readonly ItemAnswer[] | undefined {
  const good: ItemAnswer[] = [];
  for (const item of items) {
    const traced = traceFields(compiled, field.fields ?? [], scope, (check) => own(item.values, check.id));
    if (traced.fields.some(isOpen)) return undefined;
    const values = traced.fields.flatMap(({ field: { id }, value }): [string, ItemValue][] =>
      value === undefined || !isItemValue(value) ? [] : [[id, value]],
    );
    good.push({ id: item.id, values: Object.fromEntries(values) });
  }
  return good;
}

/** Whether a field keeps its page from being done: it must be answered, or has an answer that no longer fits. */
export const isOpen = ({ field, required, value, stale }: TracedField): boolean =>
  stale || (required && value === undefined && field.due === 'now');

type ItemValue = ItemAnswer['values'][string];

/** Whether a value is one that an item may hold. */
export const isItemValue = (value: AnswerValue): value is ItemValue =>
  typeof value !== 'object' || (Array.isArray(value) && value.every((item) => typeof item === 'string'));

/** Whether a condition holds; a source without a tree (it did not compile) never does. */
export function conditionHolds(compiled: CompiledDefinition, source: string, scope: Scope): boolean {
  const tree = own(compiled.trees, source);
  return tree !== undefined && holds(tree, scope);
}

function checkOf(compiled: CompiledDefinition, field: FieldDefinition, scope: Scope): FieldCheck {
  const plain = fieldCheck(compiled.definition, field);
  const phrase = confirmationPhrase(compiled, field, scope);
  const check = phrase === null ? plain : { ...plain, phrase };
  if (field.options === undefined) return check;
  const offered = field.options.filter(({ when }) => when === undefined || conditionHolds(compiled, when, scope));
  return { ...check, options: offered.map(({ id }) => id) };
}

/** What must be typed to confirm, with everything it refers to filled in; null while something of it is not known. */
export function confirmationPhrase(compiled: CompiledDefinition, field: FieldDefinition, scope: Scope): string | null {
  if (field.phrase === undefined) return null;
  const resolved = resolveReference(compiled, field.phrase, scope);
  return resolved.ok && typeof resolved.value !== 'object' ? String(resolved.value) : null;
}

function defaultOf(check: FieldCheck, field: FieldDefinition): AnswerValue | undefined {
  return field.default !== undefined && isStoredValueGood(check, field.default) ? field.default : undefined;
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
