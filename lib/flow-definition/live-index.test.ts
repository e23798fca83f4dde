import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Scope } from './conditions/evaluate';
import { liveFields, type StepConditions } from './live-fields';
import { createLiveFields } from './live-index';
import { sampleDefinition, sampleField, sampleSection, sampleStep } from './sample-definition';
import { stepConditions } from './step-conditions';
import type { AnswerValue, FieldDefinition } from './types';

const scope: Scope = { answers: { zero: true }, customer: {}, flow: {}, today: '2026-11-21' };

/** A page on which every field may look at two others, earlier ones or (against the rules) later ones. */
const pageOf = (specs: readonly Spec[]): StepConditions => {
  const field = (spec: Spec, index: number): FieldDefinition => {
    const reach = spec.ahead ? specs.length : Math.max(index, 1);
    const [one, other] = [`q${spec.on % reach}`, `q${spec.and % reach}`];
    const looks = `has(answers.${one}) && answers.${one} == "${spec.option}"`;
    const alternative = `(has(answers.${other}) && answers.${other} != "${spec.option}") || answers.zero`;
    const base = sampleField({ id: `q${index}`, type: 'choice', ...(spec.preset && { default: 'b' }) });
    if (spec.role === 'visible') return { ...base, visible: looks };
    if (spec.role === 'either') return { ...base, visible: `(${looks}) || !(${alternative})` };
    if (spec.role === 'required') return { ...base, required: alternative };
    if (spec.role === 'option') {
      return {
        ...base,
        options: ['a', 'b', 'c'].map((id) => ({ id, label: { en: id }, ...(id === 'a' && { when: looks }) })),
      };
    }
    if (spec.role === 'derived') return { ...base, derive: `answers.${one}`, visible: alternative };
    return base;
  };
  const step = sampleStep('page', specs.map(field));
  const before = sampleStep('before', [sampleField({ id: 'zero', type: 'yesNo' })]);
  const definition = sampleDefinition([sampleSection('s', [before, step])]);
  return JSON.parse(JSON.stringify(stepConditions(definition, step))) as StepConditions;
};

describe('createLiveFields', () => {
  it('is after every edit what evaluating the whole page gives: 10,000 random edits, no difference @req L2', () => {
    let edits = 0;
    let changes = 0;
    fc.assert(
      fc.property(
        fc.array(specs, { minLength: 12, maxLength: 12 }),
        fc.array(edit, { minLength: 100, maxLength: 100 }),
        (page, edited) => {
          const conditions = pageOf(page);
          const values: Record<string, AnswerValue | undefined> = {};
          const index = createLiveFields(conditions, scope, values);
          expect(index.live()).toEqual(liveFields(conditions, scope, values));
          for (const { at, value } of edited) {
            const id = `q${at}`;
            const before = new Map(index.live().map((field) => [field.id, field]));
            values[id] = value;
            const changed = index.set(id, value);
            const full = liveFields(conditions, scope, values);
            expect(index.live()).toEqual(full);
            const now = new Map(full.map((field) => [field.id, field]));
            const different = conditions.fields
              .map((field) => field.id)
              .filter((each) => JSON.stringify(before.get(each)) !== JSON.stringify(now.get(each)));
            expect(changed).toEqual(different);
            expect(index.field(id)).toEqual(now.get(id));
            edits += 1;
            changes += changed.length;
          }
        },
      ),
      { numRuns: 100, seed: 41 },
    );
    expect(edits).toBe(10_000);
    expect(changes).toBeGreaterThan(1000);
  });

  it('evaluates as much on a page of a thousand questions as on one of ten @req L3', () => {
    const evaluations = (size: number): number => {
      const fields = Array.from({ length: size }, (_, index) =>
        sampleField({
          id: `q${index}`,
          type: 'choice',
          ...(index % 10 !== 0 && { visible: `has(answers.q${index - 1}) && answers.q${index - 1} == "a"` }),
        }),
      );
      const step = sampleStep('page', fields);
      const conditions = stepConditions(sampleDefinition([sampleSection('s', [step])]), step);
      let looks = 0;
      const counted: StepConditions = {
        fields: conditions.fields.map((field) => ({
          ...field,
          get visible() {
            looks += 1;
            return field.visible;
          },
        })) as StepConditions['fields'],
      };
      const index = createLiveFields(counted, scope, {});
      looks = 0;
      for (let at = 0; at < 10; at += 1) index.set(`q${at}`, 'a');
      index.set('q0', 'b');
      return looks;
    };
    const small = evaluations(10);
    expect(small).toBeGreaterThan(10);
    expect(evaluations(1000)).toBe(small);
  });

  it('knows nothing of a field that is not on the page', () => {
    const index = createLiveFields(
      pageOf([{ on: 0, and: 0, option: 'a', role: 'plain', preset: false, ahead: false }]),
      scope,
      {},
    );
    expect(index.set('elsewhere', 'a')).toEqual([]);
    expect(index.field('elsewhere')).toBeUndefined();
  });
});

type Spec = Readonly<{
  on: number;
  and: number;
  option: string;
  role: 'plain' | 'visible' | 'either' | 'required' | 'option' | 'derived';
  preset: boolean;
  /** Whether it may look at what is asked after it. */
  ahead: boolean;
}>;
const specs: fc.Arbitrary<Spec> = fc.record({
  on: fc.nat(),
  and: fc.nat(),
  option: fc.constantFrom('a', 'b'),
  role: fc.constantFrom('plain', 'visible', 'visible', 'either', 'required', 'option', 'derived'),
  preset: fc.boolean(),
  ahead: fc.nat({ max: 4 }).map((chance) => chance === 0),
});
const edit = fc.record({
  at: fc.nat({ max: 11 }),
  value: fc.constantFrom('a', 'b', 'c', '', undefined),
});
