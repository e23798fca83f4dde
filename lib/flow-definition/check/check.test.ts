import { describe, expect, it } from 'vitest';

import { sampleDefinition, sampleField, sampleSection, sampleStep } from '../sample-definition';
import type { ActionDefinition, FieldDefinition, FlowDefinition, StepDefinition } from '../types';
import { check } from './check';

const codes = (definition: FlowDefinition) => check(definition).map(({ code }) => code);
const withFields = (...fields: FieldDefinition[]) =>
  sampleDefinition([sampleSection('s', [sampleStep('page', fields)])]);
const withSteps = (...steps: StepDefinition[]) => sampleDefinition([sampleSection('s', steps)]);

const kind = sampleField({ id: 'kind', type: 'choice', required: true });
const age = sampleField({ id: 'age', type: 'number', required: true });
const token = sampleField({ id: 'token', type: 'secret', required: true });
const text = sampleField({ id: 'text', type: 'text', required: true });
const shown = (visible: string) => sampleField({ id: 'shown', type: 'text', visible });

describe('check finds', () => {
  it('nothing in a sound definition', () => {
    expect(check(withFields(kind, age, text, shown('has(answers.kind) && answers.kind == "a"')))).toEqual([]);
  });

  it.each<[string, FlowDefinition, string]>([
    ['a wrong type', withFields(age, shown('has(answers.age) && answers.age == "5"')), 'condition_types'],
    ['an unknown name', withFields(kind, shown('has(answers.kinds)')), 'condition_unknown_name'],
    ['what is no condition', withFields(kind, shown('"a"')), 'condition_not_boolean'],
    ['an unknown option', withFields(kind, shown('has(answers.kind) && answers.kind == "z"')), 'option_unknown'],
    [
      'an unknown option in a list',
      withFields(kind, shown('has(answers.kind) && answers.kind in ["a", "z"]')),
      'option_unknown',
    ],
    ['a question asked later', withFields(shown('has(answers.kind) && answers.kind == "a"'), kind), 'reference_later'],
    ['a question about itself', withFields(shown('has(answers.shown)')), 'condition_cycle'],
    ['what may be absent', withFields(kind, shown('answers.kind == "a"')), 'reference_maybe_absent'],
    ['a fact that may be absent', withFields(kind, shown('customer.region == "eu"')), 'reference_maybe_absent'],
    [
      'a secret in a condition',
      withFields(token, shown('has(answers.token) && answers.token == "x"')),
      'secret_in_condition',
    ],
    ['an output in a condition', withFields(kind, shown('has(actions.x.y)')), 'condition_unknown_name'],
    ['a choice without options', withFields({ ...kind, options: [] }), 'options_missing'],
    ['a default that is no answer', withFields({ ...kind, default: 'z' }), 'default_invalid'],
    ['reversed bounds', withFields({ ...text, rules: { minLength: 5, maxLength: 2 } }), 'bounds_reversed'],
    ['a secret that is not of class secret', withFields({ ...token, class: 'plain' }), 'secret_class'],
    [
      'an identifier without a rule',
      withFields(sampleField({ id: 'x', type: 'identifier' })),
      'identifier_rule_missing',
    ],
    ['the same id twice', withFields(kind, { ...text, id: 'kind' }), 'id_duplicate'],
    ['an id that CEL keeps for itself', withFields({ ...text, id: 'in' }), 'id_reserved'],
    ['an id that every object has', withFields({ ...text, id: 'constructor' }), 'id_reserved'],
    ['a missing translation', { ...withFields(kind), locales: ['en', 'ar'] }, 'translation_missing'],
  ])('%s', (_name, definition, code) => {
    expect(codes(definition)).toContain(code);
  });

  it('two fields that wait for each other', () => {
    const one = sampleField({ id: 'one', type: 'yesNo', visible: 'has(answers.two)' });
    const two = sampleField({ id: 'two', type: 'yesNo', visible: 'has(answers.one)' });
    const cycle = check(withFields(one, two)).find(({ code }) => code === 'condition_cycle');
    expect(cycle?.args.cycle).toBe('one → two → one');
    expect(codes(withFields({ ...one, visible: undefined } as FieldDefinition, two))).not.toContain('condition_cycle');
  });

  it('a step that no answers lead to, and not one that some do', () => {
    const steps = (when: string) => withSteps(sampleStep('first', [kind, age]), sampleStep('then', [text], when));
    const isA = 'has(answers.kind) && answers.kind == "a"';
    expect(codes(steps(`${isA} && answers.kind == "b"`))).toEqual(['step_unreachable']);
    expect(codes(steps(`${isA} && has(answers.age) && answers.age > 5 && answers.age < 5`))).toEqual([
      'step_unreachable',
    ]);
    expect(codes(steps(`${isA} && has(answers.age) && answers.age > 5 && answers.age < 5.5`))).toEqual([]);
    expect(codes(steps('false'))).toEqual(['step_unreachable']);
    expect(codes(steps(isA))).toEqual([]);
  });

  it('a field that hides behind a hidden field', () => {
    const inner = sampleField({
      id: 'inner',
      type: 'text',
      visible: 'has(answers.shown) && has(answers.kind) && answers.kind == "b"',
    });
    const outer = shown('has(answers.kind) && answers.kind == "a"');
    expect(codes(withFields(kind, outer, inner))).toEqual(['field_unreachable']);
  });

  it('a required choice that some answers leave without an option, with those answers', () => {
    const option = (id: string, when: string) => ({ id, label: { en: id }, when });
    const trap = (third: string) =>
      sampleField({
        id: 'region',
        type: 'choice',
        required: true,
        options: [option('eu', 'has(answers.kind) && answers.kind == "a"'), option('us', third)],
      });
    const open = sampleField({ ...kind, default: 'a' });
    const finding = check(withFields(open, trap('answers.kind == "b"'))).find(({ severity }) => severity === 'error');
    expect(finding).toMatchObject({ code: 'required_without_options', args: { answers: '{"kind":"c"}' } });
    expect(check(withFields(open, trap('answers.kind != "a"')))).toEqual([]);
  });

  it('gives the place of a finding as a path in the document', () => {
    const [finding] = check(withFields(age, shown('has(answers.age) && answers.age == "5"')));
    expect(finding?.path).toBe('sections[0].tasks[0].steps[0].fields[1].visible');
  });
});

describe('check of actions finds', () => {
  const action = (extra: Partial<ActionDefinition>): ActionDefinition => ({
    id: 'make',
    uses: 'dataset.create',
    title: { en: 'Make' },
    with: { name: '${answers.text}' },
    onLaterFailure: 'undo',
    produces: { name: 'string' },
    ...extra,
  });
  const issue = action({
    id: 'issue',
    uses: 'customer-key.issue',
    with: { tenantId: 'x' },
    produces: { key: 'secret' },
  });
  const record = (extra: Partial<ActionDefinition> = {}) =>
    action({
      id: 'record',
      uses: 'customer-key.record',
      with: { dataset: '${actions.make.name}', key: '${actions.issue.key}' },
      needs: ['make', 'issue'],
      ...extra,
    });
  const withActions = (...actions: ActionDefinition[]) =>
    withSteps(sampleStep('page', [text, token, { ...kind, required: false }]), {
      id: 'setup',
      kind: 'provision',
      title: { en: 'Setup' },
      actions,
    });

  it('nothing where everything fits', () => {
    expect(check(withActions(action({}), issue, record()))).toEqual([]);
  });

  it.each<[string, readonly ActionDefinition[], string]>([
    ['an unknown kind', [action({ uses: 'rocket.launch' })], 'action_unknown'],
    ['a missing argument', [action({ with: {} })], 'argument_missing'],
    ['an unknown argument', [action({ with: { name: 'x', colour: 'red' } })], 'argument_unknown'],
    ['a secret in an open argument', [action({ with: { name: '${answers.token}' } })], 'secret_leak'],
    [
      'a secret inside text',
      [action({}), issue, record({ with: { dataset: 'x', key: 'k-${actions.issue.key}' } })],
      'secret_leak',
    ],
    [
      'a secret in an expression',
      [action({}), issue, record({ with: { dataset: 'x', key: '${actions.issue.key + "x"}' } })],
      'secret_leak',
    ],
    [
      'a produced secret in an open argument',
      [issue, action({ with: { name: '${actions.issue.key}' }, needs: ['issue'] })],
      'secret_leak',
    ],
    ['an answer that may be absent', [action({ with: { name: '${answers.kind}' } })], 'reference_maybe_absent'],
    ['an output of what it does not need', [action({}), issue, record({ needs: ['issue'] })], 'output_not_needed'],
    ['a need that comes later', [record({ needs: ['make'] }), action({}), issue], 'need_later'],
    ['an unknown need', [action({ needs: ['nothing'] })], 'need_unknown'],
  ])('%s', (_name, actions, code) => {
    expect(codes(withActions(...actions))).toContain(code);
  });

  it('no absence where the condition of the action guards it', () => {
    const guarded = action({ with: { name: '${answers.kind}' }, when: 'has(answers.kind)' });
    expect(codes(withActions(guarded))).toEqual([]);
  });
});
