import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  fieldsOf,
  isAsked,
  isForm,
  parseAnswers,
  shownKey,
  walk,
  type AnswerValue,
  type Answers,
  type Facts,
  type FieldDefinition,
  type FlowDefinition,
  type FormInput,
  type FormStep,
  type Walk,
} from '@/lib/flow-definition';

/** A day on which everything in the library's tests happens. */
export const today = '2026-11-21';

/** What the walk knows about a customer in these tests besides the answers. */
export const factsOf = ({ key, version }: FlowDefinition, flow: Readonly<Record<string, string>> = {}): Facts => ({
  continued: {},
  milestones: {},
  customer: { id: 'c', name: 'Northwind' },
  flow: { id: 'f', key, version: String(version), ...flow },
  today,
});

/** Who goes through a template end to end: the question as asked → what is said, and field id → what is stored. */
export type Persona = Readonly<{
  answers: Readonly<Record<string, string | readonly string[] | true | null>>;
  stored: Readonly<Record<string, unknown>>;
}>;

/** The person of a language for a template, with this identifier. */
export function persona(key: string, locale: 'en' | 'ar', identifier: string): Persona {
  const file = key === 'data-pipeline' ? `persona.${locale}.json` : `persona.${key}.${locale}.json`;
  const text = readFileSync(path.resolve('e2e/support', file), 'utf8')
    .replaceAll('{identifier}', identifier)
    .replaceAll('{date}', '2027-03-07')
    .replaceAll('{year}', '2027');
  return JSON.parse(text) as Persona;
}

export type Journey = Readonly<{ walk: Walk; answers: Answers; facts: Facts; pages: readonly FormStep[] }>;

/**
 * Answers page after page as the walk leads, each time with what `say` gives for the fields that are shown then, and
 * answers where that ends. What is asked for outside the answers, a credential or a connection, is taken as checked.
 * Throws when a page is refused, with its errors.
 */
export function goThrough(
  definition: FlowDefinition,
  say: (field: FieldDefinition) => unknown,
  facts: Facts = factsOf(definition),
): Journey {
  let answers: Answers = {};
  let { continued, milestones } = facts;
  const pages: FormStep[] = [];
  for (let page = 0; page < 60; page += 1) {
    const known = { ...facts, continued, milestones };
    const now = walk(definition, answers, known);
    const step = now.steps.find((walked) => walked.step.id === now.nextStepId)?.step;
    if (step === undefined || !isAsked(step)) return { walk: now, answers, facts: known, pages };
    if (!isForm(step)) {
      milestones = { ...milestones, [`checked:${step.id}`]: '2026-11-21T10:00:00Z' };
      continue;
    }
    pages.push(step);
    answers = { ...answers, ...fillIn(definition, step, say, answers, known) };
    continued = { ...continued, [step.id]: '2026-11-21T10:00:00Z' };
  }
  throw new Error('The walk does not come to an end');
}

/** Somebody who says something else each time is asked again, for example when a choice is not offered to them. */
function fillIn(...page: Parameters<typeof readPage>): Answers {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const { answers } = readPage(...page);
    if (answers !== null) return answers;
  }
  throw new Error(readPage(...page).problem);
}

/** What one page makes of a person's answers; null with what is wrong when it refuses them. */
function readPage(
  definition: FlowDefinition,
  step: FormStep,
  say: (field: FieldDefinition) => unknown,
  before: Answers,
  facts: Facts,
): Readonly<{ answers: Answers | null; problem: string }> {
  const items = Object.fromEntries(
    step.fields
      .filter(({ type }) => type === 'items')
      .map((field) => [field.id, itemsOf(say(field))] as const)
      .filter(([, value]) => value.length > 0),
  ) as Answers;
  const answers = { ...before, ...items };
  const asked = step.fields.filter(({ type, derive }) => type !== 'items' && derive === undefined);
  const input: FormInput = Object.assign(
    { [shownKey]: asked.map(({ id }) => id).join(',') },
    ...asked.map((field) => typed(field, say(field))),
  );
  const parsed = parseAnswers(definition, step, input, answers, facts, { locale: 'en' });
  if (!parsed.ok) return { answers: null, problem: `${step.id}: ${JSON.stringify(parsed)}` };
  const sealed = Object.entries(parsed.values).map(([id, value]): [string, AnswerValue] => [
    id,
    step.fields.some((field) => field.id === id && field.type === 'secret') ? { sealed: true } : value,
  ]);
  return { answers: { ...items, ...Object.fromEntries(sealed) }, problem: '' };
}

/** A stored value as the form posts it; nothing for what was not said. */
export function typed({ id, type }: FieldDefinition, stored: unknown): FormInput {
  if (stored === undefined || stored === null) return {};
  if (type === 'date') {
    const [year = '', month = '', day = ''] = String(stored).split('-');
    return { [`${id}-year`]: year, [`${id}-month`]: month, [`${id}-day`]: day };
  }
  if (type === 'address') {
    return Object.fromEntries(
      Object.entries(stored as Record<string, string>).map(([part, text]) => [`${id}-${part}`, text]),
    );
  }
  if (Array.isArray(stored)) return { [id]: stored.map(String) };
  if (type === 'yesNo') return { [id]: stored === true ? 'yes' : 'no' };
  if (type === 'secret') return { [id]: 'canary-credential-4711' };
  return { [id]: type === 'consent' ? 'true' : String(stored) };
}

const itemsOf = (said: unknown) =>
  (Array.isArray(said) ? said : []).map((values: Record<string, string>, index) => ({
    id: `0198c0de-0000-7000-8000-00000000000${index}`,
    values,
  }));

/** All fields of a template, those of items among them. */
export const everyField = (definition: FlowDefinition): readonly FieldDefinition[] =>
  fieldsOf(definition).flatMap(({ field }) => [field, ...(field.fields ?? [])]);
