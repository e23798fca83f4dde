import { describe, expect, it } from 'vitest';
import { isForm, progress, stepsOf, type FlowDefinition } from '@/lib/flow-definition';
import { library } from '.';
import { everyField, goThrough, persona } from './testing-people';

const cases = library.flatMap((definition) =>
  (['en', 'ar'] as const).map((locale) => [definition.key, locale, definition] as const),
);
const identifiers: Readonly<Record<string, string>> = {
  'data-pipeline': 'acmeinc_23xv2',
  'marketing-analytics': 'birchfield_golf',
  'loyalty-programme': 'corner-market',
  'security-platform': 'fennick-bank',
  'service-desk': 'riverdale-it',
};

describe.each(cases)('the people of %s in %s', (key, locale, definition) => {
  const { answers, stored } = persona(key, locale, identifiers[key] ?? '');
  const end = goThrough(definition, ({ id }) => stored[id]);

  it('get to submission with what they say, and exactly that is kept', () => {
    expect(end.walk.readyToSubmit).toBe(true);
    expect(progress(end.walk)).toMatchObject({ minutesLeft: 0 });
    const derived = new Set(
      everyField(definition)
        .filter(({ derive }) => derive !== undefined)
        .map(({ id }) => id),
    );
    const kept = Object.entries(end.walk.counting)
      .filter(([id]) => !derived.has(id))
      .map(([id, value]) => [id, asWritten(value)] as const);
    expect(Object.fromEntries(kept)).toEqual(stored);
  });

  it('know an answer to every question on their way, in its own words', () => {
    for (const field of shownTo(definition, end.walk.steps)) {
      if (field.derive !== undefined || field.type === 'items') continue;
      expect(Object.keys(answers), `${field.id}: ${field.label[locale] ?? ''}`).toContain(field.label[locale]);
    }
  });

  it('choose by the words that stand beside the choice', () => {
    for (const field of shownTo(definition, end.walk.steps)) {
      const said = answers[field.label[locale] ?? ''];
      if (field.options === undefined || field.derive !== undefined || said === null || said === undefined) continue;
      const chosen = [stored[field.id]].flat();
      const words = field.options.filter(({ id }) => chosen.includes(id)).map(({ label }) => label[locale]);
      expect(words, field.id).toEqual([said].flat());
    }
  });

  it('say nothing that nobody asked', () => {
    const labels = shownTo(definition, end.walk.steps).map(({ label }) => label[locale]);
    const items = everyField(definition)
      .filter(({ type, id }) => type === 'items' && Array.isArray(stored[id]))
      .flatMap(({ fields }) => fields ?? [])
      .map(({ label }) => label[locale]);
    expect([...labels, ...items]).toEqual(expect.arrayContaining(Object.keys(answers)));
  });
});

it('leads every other person through another branch', () => {
  for (const { key } of library.filter((definition) => definition.key !== 'data-pipeline')) {
    const ways = (['en', 'ar'] as const).map((locale) => {
      const definition = library.find((each) => each.key === key);
      if (definition === undefined) throw new Error(key);
      const { stored } = persona(key, locale, identifiers[key] ?? '');
      return goThrough(definition, ({ id }) => stored[id]).pages.map(({ id }) => id);
    });
    expect(ways[0], key).not.toEqual(ways[1]);
  }
});

function shownTo(
  definition: FlowDefinition,
  steps: readonly Readonly<{ step: { id: string }; visibleFields: readonly string[] }>[],
) {
  const fields = stepsOf(definition).flatMap(({ step }) => (isForm(step) ? step.fields : []));
  const shown = new Set(steps.flatMap(({ visibleFields }) => visibleFields));
  return fields.filter(({ id }) => shown.has(id));
}

/** A kept answer as the persona's file writes it. */
function asWritten(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((each: unknown) =>
      typeof each === 'object' && each !== null && 'values' in each ? each.values : each,
    );
  }
  return typeof value === 'object' && value !== null && 'sealed' in value ? 'sealed' : value;
}
