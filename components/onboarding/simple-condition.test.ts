import { describe, expect, it } from 'vitest';
import type { FieldCheck, Tree } from '@/lib/flow-definition/browser';
import { simpleCondition } from './simple-condition';

const checks: readonly FieldCheck[] = [
  { id: 'sure', type: 'yesNo', rules: {}, options: [] },
  { id: 'size', type: 'choice', rules: {}, options: ['s', 'm'] },
  { id: 'clouds', type: 'choices', rules: {}, options: ['gcp', 'aws'] },
  { id: 'name', type: 'text', rules: {}, options: [] },
];
const ref = (id: string): Tree => ({ op: 'ref', path: ['answers', id] });
const has = (id: string): Tree => ({ op: 'has', path: ['answers', id] });
const value = (text: string | boolean): Tree => ({ op: 'value', value: text });

describe('simpleCondition', () => {
  it.each<[string, Tree, unknown]>([
    ['yes', { op: '&&', left: has('sure'), right: ref('sure') }, { field: 'sure', anyOf: ['yes'] }],
    ['no', { op: 'not', of: ref('sure') }, { field: 'sure', anyOf: ['no'] }],
    ['a choice', { op: '==', left: ref('size'), right: value('m') }, { field: 'size', anyOf: ['m'] }],
    [
      'one of two',
      { op: 'in', left: ref('size'), right: { op: 'list', items: [value('s'), value('m')] } },
      { field: 'size', anyOf: ['s', 'm'] },
    ],
    [
      'a ticked box',
      { op: '&&', left: has('clouds'), right: { op: 'in', left: value('gcp'), right: ref('clouds') } },
      { field: 'clouds', anyOf: ['gcp'] },
    ],
    [
      'either',
      {
        op: '||',
        left: { op: '==', left: ref('size'), right: value('s') },
        right: { op: '==', left: ref('size'), right: value('m') },
      },
      { field: 'size', anyOf: ['s', 'm'] },
    ],
    ['a text', { op: '==', left: ref('name'), right: value('x') }, undefined],
    ['another page', { op: '==', left: ref('elsewhere'), right: value('x') }, undefined],
    [
      'two fields',
      { op: '||', left: ref('sure'), right: { op: '==', left: ref('size'), right: value('s') } },
      undefined,
    ],
    [
      'a real conjunction',
      { op: '&&', left: ref('sure'), right: { op: '==', left: ref('size'), right: value('s') } },
      undefined,
    ],
    ['a guard of something else', { op: '&&', left: has('name'), right: ref('sure') }, undefined],
  ])('%s', (_name, tree, expected) => {
    expect(simpleCondition(tree, checks)).toEqual(expected);
  });
});
