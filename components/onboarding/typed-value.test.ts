import { describe, expect, it } from 'vitest';
import type { FieldCheck } from '@/lib/flow-definition/browser';
import { typedValue } from './typed-value';

const check = (type: FieldCheck['type']): FieldCheck => ({
  id: 'x',
  type,
  rules: {},
  options: [],
  consentVersion: '7',
});

describe('typedValue', () => {
  it.each([
    ['yesNo', 'yes', true],
    ['yesNo', 'no', false],
    ['number', ' 1,200 ', 1200],
    ['number', 'many', undefined],
    ['choices', ['a', ''], ['a']],
    ['choices', [], undefined],
    ['consent', 'true', '7'],
    ['text', '  Acme ', 'Acme'],
    ['text', '   ', undefined],
    ['text', undefined, undefined],
  ] as const)('%s %j is seen as %j', (type, typed, seen) => {
    expect(typedValue(check(type), typed, false)).toEqual(seen);
  });

  it('knows of a secret only that it is there', () => {
    expect(typedValue(check('secret'), 'hunter2', false)).toEqual({ sealed: true });
    expect(typedValue(check('secret'), '', true)).toEqual({ sealed: true });
    expect(typedValue(check('secret'), '', false)).toBeUndefined();
  });
});
