import { describe, expect, it } from 'vitest';

import { sampleDefinition, sampleField, sampleSection, sampleStep } from '../sample-definition';
import type { FieldDefinition, FormStep } from '../types';
import { check } from './check';

const text = (en: string) => ({ en });
const codes = (fields: readonly FieldDefinition[], step: Partial<FormStep> = {}): readonly string[] =>
  check(sampleDefinition([sampleSection('s', [{ ...sampleStep('page', fields), ...step }])])).map(({ code }) => code);
const options = (extra: object) => ['a', 'b'].map((id) => ({ id, label: text(id), ...extra }));

const choice = sampleField({ id: 'choice', type: 'choice' });
const items = sampleField({
  id: 'people',
  type: 'items',
  fields: [sampleField({ id: 'name', type: 'text', required: true }), sampleField({ id: 'mail', type: 'email' })],
});
const upload = sampleField({ id: 'proof', type: 'upload' });
const consent = sampleField({ id: 'agreed', type: 'consent', consentVersion: '1', text: text('All of it') });
const resources = sampleField({ id: 'read', type: 'resources', options: options({ href: 'https://a.example/' }) });
const slot = sampleField({
  id: 'when',
  type: 'slot',
  rules: { slots: { durationMinutes: 30, weekdays: [1], fromHour: 9, toHour: 17, leadDays: 1, days: 14 } },
});
const confirm = sampleField({ id: 'confirm', type: 'typedConfirmation', phrase: 'delete', required: true });

describe('check asks each kind of page for what makes it one @req G9', () => {
  it.each<[FormStep['kind'], FieldDefinition, Partial<FormStep>]>([
    ['choice-cards', choice, {}],
    ['list', items, {}],
    ['upload', upload, {}],
    ['consent', consent, {}],
    ['residency', sampleField({ id: 'place', type: 'choice', options: options({ consequence: text('Stays') }) }), {}],
    ['training', resources, {}],
    ['meeting', slot, {}],
    ['destructive', confirm, { consequences: [text('It is gone')] }],
  ])('%s', (kind, field, extra) => {
    expect(codes([field], { kind, ...extra })).toEqual([]);
    const other = sampleField({ id: 'other', type: 'text' });
    expect(codes([other], { kind, ...extra })).toContain('kind_needs');
  });

  it('takes pages of kinds that need nothing', () => {
    for (const kind of ['form', 'invite', 'manual'] as const) expect(codes([choice], { kind })).toEqual([]);
  });

  it.each<[string, FormStep['kind'], FieldDefinition]>([
    ['consequence_missing', 'residency', choice],
    ['consent_text_missing', 'consent', sampleField({ id: 'agreed', type: 'consent' })],
    ['kind_needs', 'destructive', confirm],
  ])('finds %s', (code, kind, field) => {
    expect(codes([field], { kind })).toContain(code);
  });

  it('knows the groups of a page', () => {
    const grouped = sampleField({ id: 'one', type: 'text', group: 'first' });
    const groups = [{ id: 'first', title: text('First') }];
    expect(codes([grouped], { groups })).toEqual([]);
    expect(codes([grouped])).toEqual(['group_unknown']);
    expect(codes([choice], { groups })).toEqual(['group_empty']);
    expect(codes([grouped], { groups: [...groups, ...groups] })).toEqual(['id_duplicate']);
  });
});

describe('check asks each field for its parts', () => {
  const patterned = sampleField({
    id: 'code',
    type: 'text',
    rules: { pattern: '^[a-z]{2}-[0-9]+$' },
    invalid: text('Two'),
  });
  it('takes fields that are whole', () => {
    for (const field of [items, upload, consent, resources, slot, confirm, patterned])
      expect([field.type, codes([field])]).toEqual([field.type, []]);
  });

  it.each<[string, FieldDefinition]>([
    ['item_fields_missing', { ...items, fields: [] }],
    ['item_name', { ...items, fields: [sampleField({ id: 'name', type: 'text' })] }],
    [
      'item_type',
      {
        ...items,
        fields: [...(items.fields ?? []), sampleField({ id: 'inner', type: 'items', fields: items.fields ?? [] })],
      },
    ],
    ['item_type', { ...items, fields: [...(items.fields ?? []), sampleField({ id: 'key', type: 'secret' })] }],
    ['item_type', { ...items, fields: [...(items.fields ?? []), sampleField({ id: 'file', type: 'upload' })] }],
    [
      'item_later',
      { ...items, fields: [...(items.fields ?? []), sampleField({ id: 'late', type: 'text', due: 'later' })] },
    ],
    ['property_useless', { ...choice, fields: items.fields ?? [] }],
    ['property_useless', { ...choice, phrase: 'x' }],
    ['property_useless', { ...choice, rules: { pattern: 'a' } }],
    ['pattern_unsupported', { ...patterned, rules: { pattern: '(?=a)a' } }],
    ['pattern_unsupported', { ...patterned, rules: { pattern: '(a{1000}){1000}' } }],
    ['pattern_words_missing', sampleField({ id: 'code', type: 'text', rules: { pattern: '[a-z]+' } })],
    ['link_missing', { ...resources, options: options({}) }],
    ['phrase_missing', sampleField({ id: 'confirm', type: 'typedConfirmation', required: true })],
    ['confirmation_optional', { ...confirm, required: false }],
    ['slots_missing', sampleField({ id: 'when', type: 'slot' })],
    [
      'slots_none',
      sampleField({
        id: 'when',
        type: 'slot',
        rules: { slots: { durationMinutes: 60, weekdays: [1], fromHour: 9, toHour: 9, leadDays: 1, days: 14 } },
      }),
    ],
    ['default_invalid', { ...slot, default: 'ask' }],
  ])('finds %s', (code, field) => {
    expect(codes([field])).toContain(code);
  });

  it('lets conditions name the fields of an item within it, and nowhere else', () => {
    const within = sampleField({ id: 'more', type: 'text', visible: 'has(answers.mail)' });
    expect(codes([{ ...items, fields: [...(items.fields ?? []), within] }])).toEqual([]);
    expect(codes([items, sampleField({ id: 'after', type: 'text', visible: 'has(answers.mail)' })])).toEqual([
      'reference_to_item',
    ]);
  });

  it('counts items, and does not look into them', () => {
    const visible = 'has(answers.people) && size(answers.people) > 1';
    expect(codes([items, sampleField({ id: 'after', type: 'text', visible })])).toEqual([]);
    const looks = 'has(answers.people) && "x" in answers.people';
    expect(codes([items, sampleField({ id: 'after', type: 'text', visible: looks })])).toEqual(['condition_types']);
  });

  it('lets conditions look at the parts of an address', () => {
    const address = sampleField({ id: 'place', type: 'address' });
    const visible = 'has(answers.place.country) && answers.place.country == "DE"';
    expect(codes([address, sampleField({ id: 'after', type: 'text', visible })])).toEqual([]);
  });
});

describe('check follows what is computed and typed', () => {
  const seats = sampleField({ id: 'seats', type: 'number', required: true });
  it('types what is computed, and takes only what was asked before', () => {
    const derived = sampleField({ id: 'double', type: 'number', derive: 'answers.seats * 2.0' });
    expect(codes([seats, derived])).toEqual([]);
    expect(codes([seats, { ...derived, type: 'text' }])).toEqual(['derived_type']);
    expect(codes([derived, seats])).toContain('reference_later');
    expect(codes([seats, { ...derived, derive: 'answers.double * 2.0' }])).toContain('reference_later');
    expect(codes([seats, { ...derived, required: true }])).toEqual(['derived_asked']);
    expect(codes([seats, sampleField({ id: 'key', type: 'secret', derive: '"x"' })])).toContain('derived_impossible');
  });

  it('asks for a phrase that is known by then', () => {
    const name = sampleField({ id: 'dataset', type: 'text', required: true });
    const typed = { ...confirm, phrase: 'delete ${answers.dataset}' };
    expect(codes([name, typed])).toEqual([]);
    expect(codes([{ ...name, required: false }, typed])).toEqual(['reference_maybe_absent']);
    expect(
      codes([
        { ...name, required: false },
        { ...typed, visible: 'has(answers.dataset)' },
      ]),
    ).toEqual([]);
    expect(codes([{ ...typed, phrase: '${answers.nothing}' }])).toEqual(['condition_unknown_name']);
    const key = sampleField({ id: 'key', type: 'secret', required: true });
    expect(codes([key, { ...typed, phrase: '${answers.key}' }])).toEqual(['secret_in_condition']);
  });
});

describe('check counts what people are asked @req G12', () => {
  const many = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => sampleField({ id: `q${from + index}`, type: 'text' }));
  it('finds long pages and long ways', () => {
    expect(codes(many(8))).toEqual([]);
    expect(codes(many(9))).toEqual(['page_long']);
    const pages = (count: number) =>
      check(
        sampleDefinition([
          sampleSection(
            's',
            Array.from({ length: count }, (_, index) => sampleStep(`p${index}`, many(5, index * 5))),
          ),
        ]),
      ).map(({ code }) => code);
    expect(pages(5)).toEqual([]);
    expect(pages(6)).toEqual(['way_long']);
  });

  it('finds a question that was asked before', () => {
    const named = (id: string, extra: Partial<FieldDefinition> = {}) =>
      sampleField({ id, type: 'text', semantic: 'organization.name', ...extra });
    const gate = sampleField({ id: 'gate', type: 'choice' });
    const whenA = { visible: 'has(answers.gate) && answers.gate == "a"' };
    const whenB = { visible: 'has(answers.gate) && answers.gate == "b"' };
    expect(codes([gate, named('one', whenA), named('two', whenB)])).toEqual([]);
    expect(codes([named('one'), named('two')])).toEqual(['asked_twice']);
    expect(codes([gate, named('one', whenA), named('two', whenA)])).toEqual(['asked_twice']);
    expect(codes([named('one'), named('two', { derive: 'answers.one' })])).toEqual([]);
  });
});
