import { describe, expect, it } from 'vitest';

import { compileDefinition } from '../compile-definition';
import { sampleDefinition, sampleFacts, sampleField, sampleSection, sampleStep } from '../sample-definition';
import type { Answers, Facts, FieldDefinition, FormKind, PartnerTaskStep } from '../types';
import { formKinds } from '../nodes';
import { walk } from './walk';

const at = '2026-11-20T10:00:00Z';
const walkStep = (
  fields: readonly FieldDefinition[],
  answers: Answers,
  facts: Partial<Facts> = {},
  kind: FormKind = 'form',
) => {
  const definition = sampleDefinition([sampleSection('only', [{ ...sampleStep('page', fields), kind }])]);
  const walked = walk(definition, answers, sampleFacts(facts));
  return { ...walked.steps[0], counting: walked.counting };
};
const done = { continued: { page: at } };

describe('walk', () => {
  it('puts what is due later into a pile of its own @req G54', () => {
    const proof = sampleField({ id: 'proof', type: 'upload', required: true, due: 'later' });
    expect(walkStep([proof], {}, done)).toMatchObject({
      status: 'completed',
      missing: [],
      later: ['proof'],
      requiredFields: ['proof'],
    });
    expect(walkStep([{ ...proof, due: 'now' }], {}, done)).toMatchObject({
      status: 'in_progress',
      missing: ['proof'],
      later: [],
    });
    expect(walkStep([{ ...proof, required: false }], {}, done)).toMatchObject({ missing: [], later: [] });
    const given = { proof: ['0b0e7c1a-1111-4222-8333-444455556666'] };
    expect(walkStep([proof], given, done)).toMatchObject({ later: [], counting: given });
    expect(walkStep([proof], { proof: ['lost.pdf'] }, done)).toMatchObject({
      status: 'in_progress',
      missing: ['proof'],
      later: [],
    });
  });

  it('completes a page of any kind by Continue once nothing is missing @req L4', () => {
    for (const kind of Object.keys(formKinds) as FormKind[]) {
      const optional = sampleField({ id: 'x', type: 'text' });
      expect(walkStep([optional], {}, {}, kind).status).toBe('not_started');
      expect(walkStep([optional], {}, done, kind).status).toBe('completed');
      expect(walkStep([], {}, done, kind).status).toBe('completed');
      expect(walkStep([{ ...optional, required: true }], {}, done, kind).status).toBe('in_progress');
    }
  });

  it('leaves a task of the partner to its milestone, and says that it is with them', () => {
    const own: PartnerTaskStep = { id: 'contract', kind: 'partner-task', title: { en: 'We draw up the contract' } };
    const definition = sampleDefinition([
      sampleSection('one', [sampleStep('page', [sampleField({ id: 'x', type: 'text', required: true })])]),
      sampleSection('two', [own]),
    ]);
    const taskAt = (milestones: Facts['milestones'], dependsOn?: string) => {
      const [first, second] = definition.sections;
      if (first === undefined || second === undefined) throw new Error('The sample has two sections');
      const tasks = second.tasks.map((task) => ({
        ...task,
        ...(dependsOn !== undefined && { dependsOn: [dependsOn] }),
      }));
      const walked = walk({ ...definition, sections: [first, { ...second, tasks }] }, {}, sampleFacts({ milestones }));
      return [walked.sections[1]?.tasks[0]?.status, walked.nextStepId, walked.readyToSubmit];
    };
    expect(taskAt({})).toEqual(['with_us', 'page', false]);
    expect(taskAt({}, 'one-task')).toEqual(['cannot_start', 'page', false]);
    expect(taskAt({ 'task_done:contract': at })).toEqual(['completed', 'page', false]);
    expect(taskAt({ 'task_done:other': at })[0]).toBe('with_us');
  });

  it('counts what is computed, and asks nobody for it @req L8', () => {
    const fields = [
      sampleField({ id: 'seats', type: 'number' }),
      sampleField({ id: 'size', type: 'text', derive: 'answers.seats > 10.0 ? "large" : "small"', required: true }),
      sampleField({ id: 'extra', type: 'text', visible: 'has(answers.size) && answers.size == "large"' }),
    ];
    expect(walkStep(fields, {})).toMatchObject({ visibleFields: ['seats', 'size'], missing: [], counting: {} });
    expect(walkStep(fields, { seats: 20, size: 'small' })).toMatchObject({
      visibleFields: ['seats', 'size', 'extra'],
      counting: { seats: 20, size: 'large' },
    });
  });

  it('counts items with what is asked of them now, and only when all are whole', () => {
    const list = sampleField({
      id: 'people',
      type: 'items',
      fields: [
        sampleField({ id: 'name', type: 'text', required: true }),
        sampleField({ id: 'mail', type: 'email', visible: 'has(answers.name) && answers.name != "x"' }),
      ],
    });
    const items = (...values: readonly Record<string, string>[]) =>
      ({ people: values.map((each, index) => ({ id: String(index), values: each })) }) as Answers;
    expect(
      walkStep([list], items({ name: 'a', mail: 'a@b.example' }, { name: 'x', mail: 'a@b.example' })),
    ).toMatchObject({
      missing: [],
      counting: items({ name: 'a', mail: 'a@b.example' }, { name: 'x' }),
    });
    expect(walkStep([list], items({ name: 'a' }, { mail: 'a@b.example' }))).toMatchObject({
      missing: ['people'],
      counting: {},
    });
    expect(walkStep([list], { people: 'x' })).toMatchObject({ missing: ['people'] });
    expect(walkStep([list], items())).toMatchObject({ counting: {} });
  });

  it('asks again for a phrase once what it names has changed @req I59', () => {
    const fields = [
      sampleField({ id: 'name', type: 'text' }),
      sampleField({ id: 'sure', type: 'typedConfirmation', phrase: 'delete ${answers.name}', required: true }),
    ];
    expect(walkStep(fields, { name: 'Acme', sure: 'delete Acme' }, done).status).toBe('completed');
    expect(walkStep(fields, { name: 'Other', sure: 'delete Acme' }, done)).toMatchObject({
      status: 'in_progress',
      missing: ['sure'],
    });
  });

  it('walks a thousand questions in the time of one request @req L3', () => {
    const steps = Array.from({ length: 200 }, (_, page) =>
      sampleStep(
        `p${page}`,
        Array.from({ length: 5 }, (_, index) => {
          const place = page * 5 + index;
          return sampleField({
            id: `q${place}`,
            type: 'choice',
            ...(place > 0 && { visible: `has(answers.q${place - 1}) && answers.q${place - 1} != "c"` }),
          });
        }),
      ),
    );
    const flow = compileDefinition(sampleDefinition([sampleSection('all', steps)]));
    const answers = Object.fromEntries(Array.from({ length: 1000 }, (_, place) => [`q${place}`, 'a']));
    walk(flow, answers, sampleFacts());
    // The best of a few turns, and of more where the machine is busy with something else.
    let best = Infinity;
    for (let turn = 0; turn < 5 || (best >= 100 && turn < 100); turn += 1) {
      const start = performance.now();
      expect(walk(flow, answers, sampleFacts()).steps).toHaveLength(200);
      best = Math.min(best, performance.now() - start);
    }
    expect(best).toBeLessThan(100);
  });
});
