import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { sampleDefinition, sampleFacts, sampleField, sampleSection, sampleStep } from '../sample-definition';
import type { Answers, FlowDefinition, SectionDefinition } from '../types';
import { progress, stepNeighbours } from './progress';
import { walk } from './walk';

const continued = (...ids: string[]) => Object.fromEntries(ids.map((id) => [id, '2026-11-20T10:00:00Z']));

const branching = sampleDefinition([
  sampleSection('first', [
    sampleStep('kind', [sampleField({ id: 'kind', type: 'choice', required: true })]),
    sampleStep(
      'details',
      [sampleField({ id: 'detail', type: 'text', required: true })],
      'has(answers.kind) && answers.kind == "a"',
    ),
  ]),
  sampleSection('second', [
    sampleStep('extra', [
      sampleField({ id: 'extra', type: 'text', visible: 'has(answers.detail) && answers.detail == "more"' }),
    ]),
    sampleStep('end', [sampleField({ id: 'end', type: 'text', required: true })]),
  ]),
]);

describe('walk', () => {
  it('follows the answers and hides whole chains', () => {
    const stepIds = (answers: Answers) => walk(branching, answers, sampleFacts()).steps.map(({ step }) => step.id);
    expect(stepIds({})).toEqual(['kind', 'end']);
    expect(stepIds({ kind: 'a' })).toEqual(['kind', 'details', 'end']);
    expect(stepIds({ kind: 'a', detail: 'more' })).toEqual(['kind', 'details', 'extra', 'end']);
    expect(stepIds({ kind: 'b', detail: 'more' })).toEqual(['kind', 'end']);
  });

  it('calls a step completed only when it was continued and its answers are good', () => {
    const statusOf = (answers: Answers, ...ids: string[]) =>
      walk(branching, answers, sampleFacts({ continued: continued(...ids) })).steps[0]?.status;
    expect(statusOf({})).toBe('not_started');
    expect(statusOf({ kind: 'a' })).toBe('in_progress');
    expect(statusOf({ kind: 'a' }, 'kind')).toBe('completed');
    expect(statusOf({}, 'kind')).toBe('in_progress');
    expect(statusOf({ kind: 'no longer an option' }, 'kind')).toBe('in_progress');
  });

  it('is ready to submit exactly when every step on the path is completed', () => {
    const answers = { kind: 'b', end: 'x' };
    expect(walk(branching, answers, sampleFacts({ continued: continued('kind') }))).toMatchObject({
      readyToSubmit: false,
      nextStepId: 'end',
    });
    expect(walk(branching, answers, sampleFacts({ continued: continued('kind', 'end') }))).toMatchObject({
      readyToSubmit: true,
      nextStepId: null,
    });
  });

  it('counts a default in conditions at once', () => {
    const definition = sampleDefinition([
      sampleSection('only', [
        sampleStep('one', [sampleField({ id: 'kind', type: 'choice', required: true, default: 'a' })]),
        sampleStep('two', [sampleField({ id: 'two', type: 'text' })], 'answers.kind == "a"'),
      ]),
    ]);
    expect(walk(definition, {}, sampleFacts()).steps.map(({ step }) => step.id)).toEqual(['one', 'two']);
    expect(walk(definition, {}, sampleFacts()).steps[0]?.status).toBe('not_started');
    expect(walk(definition, { kind: 'b' }, sampleFacts()).steps.map(({ step }) => step.id)).toEqual(['one']);
  });

  it('lets a task wait for another and says for which', () => {
    const definition = sampleDefinition([
      sampleSection('one', [sampleStep('a', [sampleField({ id: 'a', type: 'text', required: true })])]),
      waiting(sampleSection('two', [sampleStep('b', [sampleField({ id: 'b', type: 'text' })])]), 'one-task'),
    ]);
    const before = walk(definition, {}, sampleFacts()).sections[1]?.tasks[0];
    expect(before).toMatchObject({ status: 'cannot_start', blockedBy: ['one-task'] });
    const facts = sampleFacts({ continued: continued('a') });
    expect(walk(definition, { a: 'x' }, facts).sections[1]?.tasks[0]).toMatchObject({
      status: 'not_started',
      blockedBy: [],
    });
  });

  it('leaves provisioning to the milestones', () => {
    const definition = sampleDefinition([
      sampleSection('one', [sampleStep('a', [sampleField({ id: 'a', type: 'text' })])]),
      sampleSection('two', [
        { id: 'setup', kind: 'provision', title: { en: 'Setup' }, actions: [] },
        { id: 'key', kind: 'reveal', title: { en: 'Key' }, what: 'x.y', once: true, to: 'owner' },
      ]),
    ]);
    const statusAt = (...names: string[]) =>
      walk(definition, {}, sampleFacts({ milestones: continued(...names) })).sections[1]?.tasks[0]?.status;
    expect(statusAt()).toBe('cannot_start');
    expect(statusAt('submitted')).toBe('with_us');
    expect(statusAt('submitted', 'provisioned')).toBe('in_progress');
    expect(statusAt('submitted', 'provisioned', 'secret_revealed:key')).toBe('completed');
  });

  it('counts tasks for progress and knows the neighbours of a step', () => {
    const done = walk(branching, { kind: 'b', end: 'x' }, sampleFacts({ continued: continued('kind', 'end') }));
    expect(progress(done)).toMatchObject({
      tasksCompleted: 2,
      tasksTotal: 2,
      sectionIndex: 2,
      sectionId: null,
      minutesLeft: 0,
    });
    const begun = walk(branching, {}, sampleFacts());
    expect(progress(begun)).toMatchObject({
      tasksCompleted: 0,
      tasksTotal: 2,
      sectionIndex: 1,
      sectionsTotal: 2,
      sectionId: 'first',
    });
    expect(stepNeighbours(begun, 'kind')).toEqual({ previous: null, next: 'end' });
    expect(stepNeighbours(begun, 'details')).toEqual({ previous: null, next: null });
  });

  it('does not fail on any stored value, and counts only good ones', () => {
    const values = fc.oneof(
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.array(fc.string()),
      fc.constant({ sealed: true } as const),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('kind', 'detail', 'extra', 'end', 'constructor'), values),
        (answers) => {
          const { counting } = walk(branching, answers, sampleFacts());
          if ('kind' in counting) expect(['a', 'b', 'c']).toContain(counting.kind);
          expect(Object.hasOwn(counting, 'constructor')).toBe(false);
        },
      ),
      { numRuns: 500, seed: 11 },
    );
  });
});

describe('walk over random definitions', () => {
  it('is deterministic, visits no step twice and keeps to the order of the document', () => {
    let branched = 0;
    fc.assert(
      fc.property(definitions, answersFor, ({ definition, order }, answers) => {
        const first = walk(definition, answers, sampleFacts());
        const copy = structuredClone(definition);
        expect(walk(copy, structuredClone(answers), sampleFacts()).steps.map(({ step }) => step.id)).toEqual(
          first.steps.map(({ step }) => step.id),
        );
        const ids = first.steps.map(({ step }) => step.id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toEqual(order.filter((id) => ids.includes(id)));
        if (ids.length < order.length) branched += 1;
        for (const id of Object.keys(first.counting)) expect(first.counting[id]).toEqual(answers[id]);
      }),
      { numRuns: 400, seed: 12 },
    );
    expect(branched).toBeGreaterThan(100);
  });

  it('brings every answer back when the path changes and changes back', () => {
    let changed = 0;
    fc.assert(
      fc.property(definitions, answersFor, answersFor, ({ definition }, before, detour) => {
        const facts = sampleFacts();
        const start = walk(definition, before, facts);
        const [id] = Object.keys(before);
        if (id === undefined) return;
        const away: Answers = { ...before, [id]: detour[id] ?? 'c' };
        const elsewhere = walk(definition, away, facts);
        if (elsewhere.steps.length !== start.steps.length) changed += 1;
        const back: Answers = { ...away, [id]: before[id] ?? 'c' };
        expect(walk(definition, back, facts)).toEqual(start);
      }),
      { numRuns: 400, seed: 13 },
    );
    expect(changed).toBeGreaterThan(20);
  });
});

function waiting(section: SectionDefinition, dependsOn: string): SectionDefinition {
  return { ...section, tasks: section.tasks.map((task) => ({ ...task, dependsOn: [dependsOn] })) };
}

const fieldIds = Array.from({ length: 9 }, (_, index) => `q${index}`);
const choices = fc.constantFrom('a', 'b', 'c');
const answersFor: fc.Arbitrary<Answers> = fc.dictionary(fc.constantFrom(...fieldIds), choices, { maxKeys: 9 });

/** Nine questions over three sections; each step and field may depend on an earlier answer. */
const definitions: fc.Arbitrary<Readonly<{ definition: FlowDefinition; order: readonly string[] }>> = fc
  .array(fc.record({ on: fc.nat(), option: choices, kind: fc.constantFrom('none', 'when', 'visible', 'not') }), {
    minLength: 9,
    maxLength: 9,
  })
  .map((specs) => {
    const steps = specs.map(({ on, option, kind }, index) => {
      const earlier = index === 0 ? undefined : `q${on % index}`;
      const condition =
        earlier === undefined || kind === 'none'
          ? undefined
          : `has(answers.${earlier}) && answers.${earlier} ${kind === 'not' ? '!=' : '=='} "${option}"`;
      const field = sampleField({
        id: `q${index}`,
        type: 'choice',
        required: true,
        ...(kind === 'visible' && condition !== undefined && { visible: condition }),
      });
      return sampleStep(`s${index}`, [field], kind === 'visible' ? undefined : condition);
    });
    const sections = [0, 3, 6].map((start) => sampleSection(`section${start}`, steps.slice(start, start + 3)));
    return { definition: sampleDefinition(sections), order: steps.map(({ id }) => id) };
  });
