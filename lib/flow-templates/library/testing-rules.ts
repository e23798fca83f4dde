import {
  fieldsOf,
  parseAnswers,
  shownKey,
  walk,
  type Answers,
  type Facts,
  type FlowDefinition,
  type FormStep,
} from '@/lib/flow-definition';
import { factsOf, persona, typed } from './testing-people';

/** A question of a template with the page it stands on. */
export function field(flow: FlowDefinition, id: string) {
  const placed = fieldsOf(flow).find((each) => each.field.id === id);
  if (placed === undefined) throw new Error(`${flow.key} does not ask for ${id}`);
  return placed;
}

/** Reads the page of one question with this answer to it and nothing else said on the page. */
export function parse(
  flow: FlowDefinition,
  id: string,
  value: unknown,
  answers: Answers = {},
  facts: Facts = factsOf(flow),
) {
  const { step, field: asked } = field(flow, id);
  const others = step.fields.filter((each) => each.id !== id && answers[each.id] !== undefined);
  const input = Object.assign(
    { [shownKey]: step.fields.map((each) => each.id).join(',') },
    ...others.map((each) => typed(each, answers[each.id])),
    typed(asked, value),
  ) as Record<string, string>;
  return parseAnswers(flow, step, input, answers, facts, { locale: 'en' });
}

/** What is said against an answer. */
export function codes(flow: FlowDefinition, id: string, value: unknown, answers: Answers = {}, facts?: Facts) {
  const parsed = parse(flow, id, value, answers, facts);
  return parsed.ok ? [] : (parsed.errors[id] ?? []).map(({ code }) => code);
}

/** Whether a question is asked of somebody who has given these answers. */
export function asks(flow: FlowDefinition, id: string, answers: Answers): boolean {
  return walk(flow, answers, factsOf(flow)).steps.some(({ visibleFields }) => visibleFields.includes(id));
}

/** The English person of a template, with some answers changed and good ones for what the change brings up. */
export function say(flow: FlowDefinition, changed: Readonly<Record<string, unknown>>) {
  const { stored } = persona(flow.key, 'en', identifiers[flow.key] ?? '');
  return ({ id, required, due, type, options, rules }: FormStep['fields'][number]): unknown => {
    if (Object.hasOwn(changed, id)) return changed[id];
    if (stored[id] !== undefined) return stored[id];
    if (required === false || due === 'later') return undefined;
    return substitutes[id] ?? (type === 'yesNo' ? true : (options?.[0]?.id ?? rules?.min ?? 'a good enough answer'));
  };
}

const identifiers: Readonly<Record<string, string>> = {
  'marketing-analytics': 'fernhill_golf',
  'loyalty-programme': 'corner-market',
  'security-platform': 'fennick-bank',
  'service-desk': 'riverdale-it',
};

const substitutes: Readonly<Record<string, string>> = {
  existingCustomerId: 'birchfield_golf',
  earlierTenantId: 'riverdale-it',
  restoreConfirmation: 'riverdale-it',
};
