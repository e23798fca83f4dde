import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { sampleDefinition, sampleFacts, sampleField, sampleSection, sampleStep } from '../sample-definition';
import type { AnswerValue, Answers, FieldDefinition } from '../types';
import { walk } from '../walk/walk';
import { changes } from './changes';
import { explain, fieldsOfReason } from './explain';

const asked = [
  sampleField({ id: 'kind', type: 'choice' }),
  sampleField({ id: 'kinds', type: 'choices' }),
  sampleField({ id: 'count', type: 'number' }),
  sampleField({ id: 'agreed', type: 'yesNo' }),
  sampleField({ id: 'since', type: 'date' }),
];
const definitionWith = (target: Partial<FieldDefinition>, when?: string) =>
  sampleDefinition([
    sampleSection('first', [sampleStep('before', asked)]),
    sampleSection('second', [sampleStep('page', [sampleField({ id: 'target', type: 'text', ...target })], when)]),
  ]);
const reasonFor = (visible: string, answers: Answers) =>
  explain(definitionWith({ visible }), 'target', answers, sampleFacts());

describe('explain', () => {
  it('says that something is there for everybody', () => {
    expect(explain(definitionWith({}), 'target', {}, sampleFacts())).toEqual({ kind: 'always' });
  });

  it('says nothing about what is not there', () => {
    expect(reasonFor('has(answers.kind)', {})).toBeNull();
    expect(reasonFor('has(answers.kind)', { kind: 'a' })).not.toBeNull();
  });

  it.each<[string, Answers, object]>([
    ['answers.kind == "a"', { kind: 'a' }, { fieldId: 'kind', operator: 'is', values: ['a'], answer: 'a' }],
    ['"a" == answers.kind', { kind: 'a' }, { fieldId: 'kind', operator: 'is', values: ['a'] }],
    ['!(answers.kind == "a")', { kind: 'b' }, { fieldId: 'kind', operator: 'isNot', values: ['a'], answer: 'b' }],
    ['answers.kind in ["a", "b"]', { kind: 'b' }, { fieldId: 'kind', operator: 'isOneOf', values: ['a', 'b'] }],
    ['"c" in answers.kinds', { kinds: ['c'] }, { fieldId: 'kinds', operator: 'includes', values: ['c'] }],
    ['!("c" in answers.kinds)', { kinds: ['a'] }, { fieldId: 'kinds', operator: 'excludes', values: ['c'] }],
    ['size(answers.kinds) > 1', { kinds: ['a', 'b'] }, { fieldId: 'kinds', operator: 'moreThan', counted: true }],
    ['answers.count >= 5.0', { count: 7 }, { fieldId: 'count', operator: 'atLeast', values: [5], answer: 7 }],
    ['5.0 <= answers.count', { count: 7 }, { fieldId: 'count', operator: 'atLeast', values: [5] }],
    ['!(answers.count < -1.0)', { count: 7 }, { fieldId: 'count', operator: 'atLeast', values: [-1] }],
    ['answers.agreed', { agreed: true }, { fieldId: 'agreed', operator: 'is', values: [true] }],
    ['!answers.agreed', { agreed: false }, { fieldId: 'agreed', operator: 'isNot', values: [true] }],
    ['has(answers.since)', { since: '2026-01-01' }, { fieldId: 'since', operator: 'isGiven', values: [] }],
    ['!has(answers.since)', {}, { fieldId: 'since', operator: 'isNotGiven', values: [] }],
    ['answers.since < "2027-01-01"', { since: '2026-01-01' }, { operator: 'lessThan', values: ['2027-01-01'] }],
    ['customer.name == "Northwind"', {}, { kind: 'fact', name: 'customer.name', operator: 'is', value: 'Northwind' }],
  ])('puts %s into parts', (visible, answers, part) => {
    expect(reasonFor(visible, answers)).toMatchObject({ kind: 'because', of: part });
  });

  it('leaves out the guard of a comparison, and alternatives that do not hold', () => {
    const both = reasonFor('has(answers.kind) && answers.kind == "a"', { kind: 'a' });
    expect(both).toMatchObject({ kind: 'because', of: { kind: 'answer', operator: 'is' } });
    const either = '(has(answers.kind) && answers.kind == "a") || (has(answers.agreed) && answers.agreed)';
    expect(reasonFor(either, { kind: 'a', agreed: false })).toMatchObject({ of: { fieldId: 'kind' } });
    expect(reasonFor(either, { kind: 'b', agreed: true })).toMatchObject({ of: { fieldId: 'agreed' } });
    expect(reasonFor(either, { kind: 'a', agreed: true })).toMatchObject({
      of: { kind: 'any', parts: [{ fieldId: 'kind' }, { fieldId: 'agreed' }] },
    });
  });

  it('goes through everything around a question, and through pages that hold only conditional ones', () => {
    const definition = definitionWith({ visible: 'answers.agreed' }, 'answers.kind == "b"');
    const answers = { kind: 'b', agreed: true };
    expect(explain(definition, 'target', answers, sampleFacts())).toMatchObject({
      of: { kind: 'all', parts: [{ fieldId: 'kind' }, { fieldId: 'agreed' }] },
    });
    expect(explain(definition, 'page', answers, sampleFacts())).toMatchObject({
      of: { kind: 'all', parts: [{ fieldId: 'kind' }, { fieldId: 'agreed' }] },
    });
    expect(explain(definition, 'second-task', answers, sampleFacts())).toMatchObject({
      of: { kind: 'all', parts: [{ fieldId: 'kind' }, { fieldId: 'agreed' }] },
    });
  });

  it('never holds the text of a secret', () => {
    const definition = sampleDefinition([
      sampleSection('one', [sampleStep('keys', [sampleField({ id: 'key', type: 'secret' })])]),
      sampleSection('two', [
        sampleStep('next', [sampleField({ id: 'next', type: 'text', visible: 'has(answers.key)' })]),
      ]),
    ]);
    const reason = explain(definition, 'next', { key: { sealed: true } }, sampleFacts());
    expect(reason).toMatchObject({ of: { operator: 'isGiven', answer: { sealed: true } } });
  });

  it('names only answers that decide: changing one takes the question away @req L7', () => {
    let flipped = 0;
    fc.assert(
      fc.property(simpleConditions, answersFor, (visible, answers) => {
        const definition = definitionWith({ visible });
        const reason = explain(definition, 'target', answers, sampleFacts());
        if (reason === null) return;
        for (const id of fieldsOfReason(reason)) {
          const seen = alternatives[id]?.map((value) => isThere(visible, { ...answers, [id]: value })) ?? [];
          const { [id]: _, ...without } = answers;
          seen.push(isThere(visible, without));
          expect(seen).toContain(false);
          flipped += 1;
        }
      }),
      { numRuns: 1000, seed: 31 },
    );
    expect(flipped).toBeGreaterThan(300);
  });

  it('explains everything that is there and nothing else, whatever the condition', () => {
    let explained = 0;
    fc.assert(
      fc.property(anyConditions, answersFor, (visible, answers) => {
        const reason = reasonFor(visible, answers);
        expect(reason !== null).toBe(isThere(visible, answers));
        if (reason !== null) explained += 1;
      }),
      { numRuns: 500, seed: 32 },
    );
    expect(explained).toBeGreaterThan(80);
  });
});

describe('changes', () => {
  const definition = sampleDefinition([
    sampleSection('first', [
      sampleStep('before', [
        sampleField({ id: 'kind', type: 'choice' }),
        sampleField({ id: 'more', type: 'yesNo', visible: 'has(answers.kind) && answers.kind == "a"' }),
      ]),
    ]),
    sampleSection('second', [
      sampleStep('extra', [sampleField({ id: 'extra', type: 'text' })], 'has(answers.more) && answers.more'),
    ]),
    sampleSection('third', [
      sampleStep('computed', [
        sampleField({ id: 'isB', type: 'yesNo', derive: 'has(answers.kind) && answers.kind == "b"' }),
        sampleField({ id: 'onlyB', type: 'text', visible: 'has(answers.isB) && answers.isB' }),
      ]),
    ]),
  ]);
  const between = (before: Answers, after: Answers) =>
    changes(definition, walk(definition, before, sampleFacts()), walk(definition, after, sampleFacts()));

  it('is nothing where nothing changed', () => {
    expect(between({ kind: 'a', more: true }, { kind: 'a', more: true })).toEqual([]);
  });

  it('names what came, what went and the answer that a person changed', () => {
    expect(between({ kind: 'a' }, { kind: 'a', more: true })).toEqual([
      { kind: 'task', id: 'second-task', change: 'added', because: ['more'] },
    ]);
    expect(between({ kind: 'a', more: true }, { kind: 'c', more: true })).toEqual([
      { kind: 'task', id: 'second-task', change: 'gone', because: ['kind'] },
      { kind: 'field', id: 'more', change: 'gone', because: ['kind'] },
    ]);
  });

  it('looks through computed answers', () => {
    expect(between({ kind: 'c' }, { kind: 'b' })).toEqual([
      { kind: 'field', id: 'onlyB', change: 'added', because: ['kind'] },
    ]);
  });
});

const isThere = (visible: string, answers: Answers): boolean =>
  walk(definitionWith({ visible }), answers, sampleFacts()).steps.some(({ visibleFields }) =>
    visibleFields.includes('target'),
  );

const alternatives: Readonly<Record<string, readonly AnswerValue[]>> = {
  kind: ['a', 'b', 'c'],
  kinds: [['a'], ['b'], ['c'], ['a', 'b', 'c']],
  count: [1, 5, 9],
  agreed: [true, false],
};
const answersFor: fc.Arbitrary<Answers> = fc.record(
  {
    kind: fc.constantFrom('a', 'b', 'c'),
    kinds: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
    count: fc.constantFrom(1, 5, 9),
    agreed: fc.boolean(),
  },
  { requiredKeys: [] },
);
const leaves = [
  'has(answers.kind) && answers.kind == "a"',
  'has(answers.kind) && answers.kind in ["b", "c"]',
  'has(answers.kinds) && "b" in answers.kinds',
  'has(answers.count) && answers.count > 4.0',
  'has(answers.agreed) && answers.agreed',
  'has(answers.agreed) && !answers.agreed',
];
/** One comparison, or several about different answers that must all hold. */
const simpleConditions = fc
  .uniqueArray(fc.constantFrom(...leaves), {
    minLength: 1,
    maxLength: 3,
    selector: (leaf) => /answers\.(\w+)/.exec(leaf)?.[1],
  })
  .map((chosen) => chosen.map((leaf) => `(${leaf})`).join(' && '));
const anyConditions = fc
  .array(fc.record({ leaf: fc.constantFrom(...leaves), not: fc.boolean(), or: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((chosen) =>
    chosen
      .map(({ leaf, not, or }, index) => `${index === 0 ? '' : or ? ' || ' : ' && '}${not ? '!' : ''}(${leaf})`)
      .join(''),
  );
