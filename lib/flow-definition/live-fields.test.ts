import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { liveFields, type StepConditions } from './live-fields';
import { sampleDefinition, sampleFacts, sampleField, sampleSection, sampleStep } from './sample-definition';
import { answersSeenBy, stepConditions } from './step-conditions';
import type { Answers } from './types';
import { walk } from './walk/walk';

const page = sampleStep('page', [
  sampleField({ id: 'one', type: 'choice', required: true }),
  sampleField({
    id: 'two',
    type: 'choice',
    visible: 'has(answers.one) && answers.one == "a"',
    required: 'answers.zero',
  }),
  sampleField({ id: 'three', type: 'choice', visible: 'has(answers.two) && answers.two != "c"', default: 'b' }),
  sampleField({ id: 'four', type: 'choice', visible: 'has(answers.three) && answers.three == "b" && answers.zero' }),
]);
const definition = sampleDefinition([
  sampleSection('s', [sampleStep('before', [sampleField({ id: 'zero', type: 'yesNo', default: false })]), page]),
]);
const conditions = JSON.parse(JSON.stringify(stepConditions(definition, page))) as StepConditions;

describe('liveFields', () => {
  it('shows in the browser what the walk shows on the server', () => {
    const choice = fc.constantFrom('a', 'b', 'c');
    const sizes = new Set<number>();
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.record({ one: choice, two: choice, three: choice, four: choice }, { requiredKeys: [] }),
        (zero, typed) => {
          const facts = sampleFacts();
          const scope = { answers: { zero }, customer: facts.customer, flow: facts.flow, today: facts.today };
          const live = liveFields(conditions, scope, typed);
          const walked = walk(definition, { zero, ...typed } as Answers, facts).steps.find(
            ({ step }) => step.id === 'page',
          );
          expect(live.map(({ id }) => id)).toEqual(walked?.visibleFields);
          expect(live.filter(({ required }) => required).map(({ id }) => id)).toEqual(walked?.requiredFields);
          sizes.add(live.length);
        },
      ),
      { numRuns: 500, seed: 21 },
    );
    expect([...sizes].sort()).toEqual([1, 2, 3, 4]);
  });

  it('needs to know only the earlier answers that its conditions look at', () => {
    expect(answersSeenBy(conditions)).toContain('zero');
    expect(answersSeenBy(conditions)).not.toContain('four');
  });
});
