import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { sampleDefinition, sampleField, sampleSection, sampleStep } from '../sample-definition';
import { unguarded } from './analyse';
import { conditionCompiler } from './compile';
import { evaluate, holds, undecided, type Scope } from './evaluate';
import type { Tree } from './tree';

const definition = sampleDefinition([
  sampleSection('all', [
    sampleStep('everything', [
      sampleField({ id: 'text', type: 'text' }),
      sampleField({ id: 'other', type: 'text' }),
      sampleField({ id: 'number', type: 'number' }),
      sampleField({ id: 'yes', type: 'yesNo' }),
      sampleField({ id: 'no', type: 'yesNo' }),
      sampleField({ id: 'many', type: 'choices' }),
      sampleField({ id: 'day', type: 'date' }),
      sampleField({ id: 'token', type: 'secret' }),
    ]),
  ]),
]);
const compile = conditionCompiler(definition);

/** The reference: cel-js itself with the same declarations. */
const reference = new Environment()
  .registerVariable('today', 'string')
  .registerVariable({ name: 'customer', schema: { id: 'string', name: 'string', region: 'string' } })
  .registerVariable({
    name: 'answers',
    schema: {
      text: 'string',
      other: 'string',
      number: 'double',
      yes: 'bool',
      no: 'bool',
      many: 'list<string>',
      day: 'string',
    },
  });

const scopeOf = (answers: Scope['answers'], customer: Scope['customer'] = {}): Scope => ({
  answers,
  customer,
  flow: {},
  today: '2026-11-21',
});

const compiled = (source: string): Tree => {
  const result = compile(source);
  if (!result.ok) throw new Error(`${source}: ${JSON.stringify(result.issue)}`);
  return result.tree;
};

describe('evaluate', () => {
  it('agrees with cel-js on random conditions over random answers, absent ones included', () => {
    let decided = 0;
    let absent = 0;
    fc.assert(
      fc.property(conditions.bool, answers, customers, (source, given, customer) => {
        const scope = scopeOf(given, customer);
        const ours = evaluate(compiled(source), scope);
        const theirs = runReference(source, scope);
        if (ours === undecided) absent += 1;
        else decided += 1;
        expect(ours, source).toEqual(theirs);
      }),
      { numRuns: 3000, seed: 20261121 },
    );
    // Neither side may be the whole sample, or the comparison would say nothing about the other.
    expect(decided).toBeGreaterThan(500);
    expect(absent).toBeGreaterThan(500);
  });

  it('gives the same answer for a tree that went through JSON', () => {
    fc.assert(
      fc.property(conditions.bool, answers, (source, given) => {
        const tree = compiled(source);
        const stored = JSON.parse(JSON.stringify(tree)) as Tree;
        expect(evaluate(stored, scopeOf(given))).toEqual(evaluate(tree, scopeOf(given)));
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('never meets an absent value that the analysis did not name', () => {
    fc.assert(
      fc.property(conditions.bool, answers, customers, (source, given, customer) => {
        const tree = compiled(source);
        const scope = scopeOf(given, customer);
        const needed = [...unguarded(tree)].map((name) => name.split('.') as [string, string]);
        const isMissing = needed.some(
          ([root, name]) => root !== 'today' && !Object.hasOwn(root === 'answers' ? given : customer, name),
        );
        if (!isMissing) expect(evaluate(tree, scope), source).not.toBe(undecided);
      }),
      { numRuns: 2000, seed: 99 },
    );
  });

  it('lets the deciding side of && and || win over an absent other side', () => {
    expect(evaluate(compiled('answers.yes && false'), scopeOf({}))).toBe(false);
    expect(evaluate(compiled('answers.yes || true'), scopeOf({}))).toBe(true);
    expect(evaluate(compiled('answers.yes && true'), scopeOf({}))).toBe(undecided);
    expect(holds(compiled('answers.yes && true'), scopeOf({}))).toBe(false);
    expect(holds(compiled('answers.yes && true'), scopeOf({ yes: true }))).toBe(true);
  });

  it('finds own properties only, however an answer is called', () => {
    const tree: Tree = { op: 'has', path: ['answers', 'constructor'] };
    expect(evaluate(tree, scopeOf({}))).toBe(false);
    expect(evaluate({ op: 'ref', path: ['answers', '__proto__'] }, scopeOf({}))).toBe(undecided);
  });
});

describe('conditionCompiler', () => {
  it.each([
    ['answers.number == "five"', 'condition_types'],
    ['answers.missing == "x"', 'condition_unknown_name'],
    ['answers.text ==', 'condition_invalid'],
    ['answers.text.contains("x")', 'condition_unsupported'],
    ['answers.text.matches("(a+)+")', 'condition_unsupported'],
    ['answers.many.exists(item, item == "a")', 'condition_unsupported'],
    ['size(answers.many) + 1 > 2', 'condition_unsupported'],
    ['answers', 'condition_unsupported'],
    ['process.env', 'condition_unsupported'],
    ['true'.padEnd(3000, ' '), 'condition_too_long'],
  ])('refuses %s with %s', (source, code) => {
    expect(compile(source)).toMatchObject({ ok: false, issue: { code } });
  });

  it('refuses nesting and size beyond its limits instead of running for long', () => {
    expect(compile(`${'('.repeat(300)}true${')'.repeat(300)}`)).toMatchObject({ ok: false });
    expect(compile(Array.from({ length: 240 }, () => 'true').join(' && '))).toMatchObject({ ok: false });
  });

  it('accepts what the refusals above come close to', () => {
    for (const source of [
      'answers.number >= 5',
      'answers.text == "x"',
      'size(answers.many) > 2',
      '"a" in answers.many',
      'has(answers.token)',
      'answers.day < today',
    ]) {
      expect(compile(source), source).toMatchObject({ ok: true, type: 'bool' });
    }
  });
});

function runReference(source: string, scope: Scope): unknown {
  try {
    return reference.evaluate(source, { answers: scope.answers, customer: scope.customer, today: scope.today });
  } catch {
    return undecided;
  }
}

const words = fc.constantFrom('a', 'b', 'c', '2026-11-20', '2026-11-21', 'ب');
const numbers = fc.constantFrom(-1, 0, 1, 2.5, 5);

const answers: fc.Arbitrary<Scope['answers']> = fc.record(
  {
    text: words,
    other: words,
    number: numbers,
    yes: fc.boolean(),
    no: fc.boolean(),
    many: fc.array(words, { maxLength: 3 }),
    day: words,
  },
  { requiredKeys: [] },
);
const customers: fc.Arbitrary<Scope['customer']> = fc.record({ id: words, region: words }, { requiredKeys: [] });

const quoted = words.map((word) => JSON.stringify(word));
const double = numbers.map((value) => (Number.isInteger(value) ? `${value}.0` : String(value)));
const texts = fc.oneof(
  quoted,
  fc.constantFrom('answers.text', 'answers.other', 'answers.day', 'today', 'customer.region'),
  fc.tuple(quoted, fc.constantFrom('answers.text', 'today')).map(([left, right]) => `(${left} + ${right})`),
);
const doubles = fc.oneof(
  double,
  fc.constant('answers.number'),
  fc.constant('-answers.number'),
  fc.tuple(double, fc.constantFrom('+', '-', '*')).map(([value, op]) => `(answers.number ${op} ${value})`),
);
const order = fc.constantFrom('<', '<=', '>', '>=');
const equality = fc.constantFrom('==', '!=');

const conditions = fc.letrec<{ bool: string }>((tie) => ({
  bool: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'bool' },
    fc.oneof(
      fc.constantFrom('true', 'false', 'answers.yes', 'answers.no', 'has(answers.text)', 'has(answers.number)'),
      fc.constantFrom('has(answers.many)', 'has(answers.yes)', 'has(customer.region)'),
      fc.tuple(texts, fc.oneof(order, equality), texts).map((parts) => parts.join(' ')),
      fc.tuple(doubles, fc.oneof(order, equality), doubles).map((parts) => parts.join(' ')),
      fc.tuple(doubles, order, fc.constantFrom('1', '5')).map((parts) => parts.join(' ')),
      fc.tuple(texts, fc.constantFrom('answers.many', '["a", "b"]')).map((parts) => parts.join(' in ')),
      fc
        .tuple(fc.constantFrom('size(answers.many)', 'size(answers.text)'), fc.constantFrom('==', '<', '>='))
        .map(([size, op]) => `${size} ${op} 1`),
      fc.tuple(equality, fc.constantFrom('["a"]', '["a", "b"]')).map(([op, list]) => `answers.many ${op} ${list}`),
    ),
    fc.tuple(tie('bool'), tie('bool')).map(([left, right]) => `(${left}) && (${right})`),
    fc.tuple(tie('bool'), tie('bool')).map(([left, right]) => `(${left}) || (${right})`),
    tie('bool').map((inner) => `!(${inner})`),
    fc
      .tuple(tie('bool'), tie('bool'), tie('bool'))
      .map(([test, then, other]) => `((${test}) ? (${then}) : (${other}))`),
  ),
}));
