import type { CompiledDefinition } from '../compiled';
import { holds, type Scope } from '../conditions/evaluate';
import { isForm } from '../nodes';
import type {
  AnswerValue,
  Answers,
  Facts,
  FieldDefinition,
  FormStep,
  SectionDefinition,
  StepDefinition,
  TaskDefinition,
} from '../types';
import { fieldCheck, type FieldCheck } from '../values/field-check';
import { isStoredValueGood } from '../values/stored';

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
export type TracedStep = Readonly<{ step: StepDefinition; fields: readonly TracedField[]; scope: Scope }>;
export type TracedTask = Readonly<{ task: TaskDefinition; steps: readonly TracedStep[] }>;
export type TracedSection = Readonly<{ section: SectionDefinition; tasks: readonly TracedTask[] }>;
export type Trace = Readonly<{ sections: readonly TracedSection[]; counting: Answers; scope: Scope }>;

/**
 * Goes through the document once, in order, and keeps what exists now. A condition sees the answers that count so far
 * and nothing later, so the order of the document is the order of evaluation: it always ends, and a chain of hidden
 * fields hides as one.
 */
export function traverse(compiled: CompiledDefinition, answers: Answers, facts: Facts): Trace {
  let counting: Answers = {};
  const scopeNow = (): Scope => ({
    answers: counting,
    customer: facts.customer,
    flow: facts.flow,
    today: facts.today,
  });
  const exists = (when: string | undefined) => when === undefined || conditionHolds(compiled, when, scopeNow());

  const sections: TracedSection[] = [];
  for (const section of compiled.definition.sections) {
    if (!exists(section.when)) continue;
    const tasks: TracedTask[] = [];
    for (const task of section.tasks) {
      if (!exists(task.when)) continue;
      const steps: TracedStep[] = [];
      for (const step of task.steps) {
        if (!exists(step.when)) continue;
        const scope = scopeNow();
        if (!isForm(step)) {
          steps.push({ step, fields: [], scope });
          continue;
        }
        const traced = traceFields(compiled, step, scope, (check) => own(answers, check.id));
        // A page on which nothing is asked now would be a page without a purpose.
        if (step.fields.length > 0 && traced.fields.length === 0) continue;
        counting = traced.counting;
        steps.push({ step, fields: traced.fields, scope });
      }
      if (steps.length > 0) tasks.push({ task, steps });
    }
    if (tasks.length > 0) sections.push({ section, tasks });
  }
  return { sections, counting, scope: scopeNow() };
}

/**
 * Decides field by field which ones of a step exist, given where their values come from. `valueOf` gets the check of
 * the field with the options that are offered now.
 */
export function traceFields(
  compiled: CompiledDefinition,
  step: FormStep,
  scope: Scope,
  valueOf: (check: FieldCheck) => AnswerValue | undefined,
): Readonly<{ fields: readonly TracedField[]; counting: Answers }> {
  let counting = scope.answers;
  const fields: TracedField[] = [];
  for (const field of step.fields) {
    const here: Scope = { ...scope, answers: counting };
    if (field.visible !== undefined && !conditionHolds(compiled, field.visible, here)) continue;
    const check = checkOf(compiled, field, here);
    const stored = valueOf(check);
    const isGood = stored !== undefined && isStoredValueGood(check, stored);
    const value = isGood ? stored : stored === undefined ? defaultOf(check, field) : undefined;
    if (value !== undefined) counting = { ...counting, [field.id]: value };
    const required =
      typeof field.required === 'boolean' ? field.required : conditionHolds(compiled, field.required, here);
    fields.push({ field, check, required, value, stale: stored !== undefined && !isGood });
  }
  return { fields, counting };
}

/** Whether a condition holds; a source without a tree (it did not compile) never does. */
export function conditionHolds(compiled: CompiledDefinition, source: string, scope: Scope): boolean {
  const tree = own(compiled.trees, source);
  return tree !== undefined && holds(tree, scope);
}

function checkOf(compiled: CompiledDefinition, field: FieldDefinition, scope: Scope): FieldCheck {
  const check = fieldCheck(compiled.definition, field);
  if (field.options === undefined) return check;
  const offered = field.options.filter(({ when }) => when === undefined || conditionHolds(compiled, when, scope));
  return { ...check, options: offered.map(({ id }) => id) };
}

function defaultOf(check: FieldCheck, field: FieldDefinition): AnswerValue | undefined {
  return field.default !== undefined && isStoredValueGood(check, field.default) ? field.default : undefined;
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
