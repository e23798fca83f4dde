import { describe, expect, it } from 'vitest';

import { compileDefinition } from './compile-definition';
import type { Scope } from './conditions/evaluate';
import { resolveReference } from './references';
import { sampleDefinition, sampleField, sampleSection, sampleStep } from './sample-definition';

const definition = sampleDefinition([
  sampleSection('s', [
    sampleStep('page', [
      sampleField({ id: 'name', type: 'text' }),
      sampleField({ id: 'many', type: 'choices' }),
      sampleField({ id: 'token', type: 'secret' }),
    ]),
    {
      id: 'setup',
      kind: 'provision',
      title: { en: 'Setup' },
      actions: [
        {
          id: 'make',
          uses: 'dataset.create',
          title: { en: 'Make' },
          with: {
            whole: '${answers.name}',
            inside: 'ds_${answers.name}_${customer.id}',
            list: '${answers.many}',
            choice: '${has(answers.name) ? answers.name : "none"}',
            secret: '${answers.token}',
            secretInside: 'x${answers.token}',
            output: '${actions.make.made}',
            outputInside: 'x-${actions.make.made}',
            producedSecret: '${actions.make.key}',
          },
          onLaterFailure: 'undo',
          produces: { made: 'string', key: 'secret' },
        },
      ],
    },
  ]),
]);
const compiled = compileDefinition(definition);
const scope: Scope = {
  answers: { name: 'acme', many: ['a', 'b'], token: { sealed: true } },
  customer: { id: 'c1' },
  flow: {},
  today: '2026-11-21',
};
const empty: Scope = { ...scope, answers: {} };

describe('resolveReference', () => {
  it.each([
    ['constant', 'constant'],
    [5, 5],
    [true, true],
    ['${answers.name}', 'acme'],
    ['ds_${answers.name}_${customer.id}', 'ds_acme_c1'],
    ['${answers.many}', ['a', 'b']],
    ['${has(answers.name) ? answers.name : "none"}', 'acme'],
    ['${answers.token}', { secretRef: 'answers.token' }],
    ['${actions.make.made}', { pending: 'actions.make.made' }],
    ['x-${actions.make.made}', { pending: 'actions.make.made' }],
    ['${actions.make.key}', { secretRef: 'actions.make.key' }],
  ])('%s gives %j', (argument, value) => {
    expect(resolveReference(compiled, argument, scope)).toEqual({ ok: true, value });
  });

  it('takes the output of an action that has run', () => {
    const after: Scope = { ...scope, actions: { make: { made: 'acme_1' } } };
    expect(resolveReference(compiled, 'x-${actions.make.made}', after)).toEqual({ ok: true, value: 'x-acme_1' });
  });

  it('refuses what is absent, what is no reference of the definition, and a secret inside text', () => {
    expect(resolveReference(compiled, '${answers.name}', empty)).toMatchObject({ ok: false, code: 'reference_absent' });
    expect(resolveReference(compiled, '${answers.token}', empty)).toMatchObject({
      ok: false,
      code: 'reference_absent',
    });
    expect(resolveReference(compiled, '${answers.other}', scope)).toMatchObject({
      ok: false,
      code: 'reference_invalid',
    });
    expect(resolveReference(compiled, 'x${answers.token}', scope)).toMatchObject({
      ok: false,
      code: 'reference_invalid',
    });
    expect(resolveReference(compiled, '${has(answers.name) ? answers.name : "none"}', empty)).toEqual({
      ok: true,
      value: 'none',
    });
  });
});
