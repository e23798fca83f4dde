import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseAnswers, parseItem, type FormInput, type Reader } from './parse-answers';
import { sampleDefinition, sampleFacts, sampleField, sampleSection, sampleStep } from './sample-definition';
import type { AnswerValue, Answers, FieldDefinition, ItemAnswer, ParsedAnswers } from './types';
import { isStoredValueGood } from './values/stored';
import { fieldCheck } from './values/field-check';

const facts = sampleFacts({ customer: { id: 'c', name: 'n', country: 'AE' }, timeZone: 'Asia/Dubai' });
const flowOf = (fields: readonly FieldDefinition[]) => {
  const step = sampleStep('page', fields);
  return { step, definition: sampleDefinition([sampleSection('only', [step])]) };
};
const parse = (
  fields: readonly FieldDefinition[],
  input: FormInput,
  answers: Answers = {},
  reader: Reader = {},
): ParsedAnswers => {
  const { step, definition } = flowOf(fields);
  return parseAnswers(definition, step, input, answers, facts, reader);
};
type Sample = Partial<FieldDefinition> & Pick<FieldDefinition, 'type'>;
const one = (field: Sample, raw: string | readonly string[]) => {
  const parsed = parse([sampleField({ id: 'x', ...field })], { x: raw });
  return parsed.ok ? parsed.values['x'] : parsed.errors['x']?.map(({ code }) => code);
};

const file = '0b0e7c1a-1111-4222-8333-444455556666';
const otherFile = '0b0e7c1a-1111-4222-8333-444455557777';
const meeting = { durationMinutes: 30, weekdays: [1, 2, 3, 4, 5], fromHour: 9, toHour: 17, leadDays: 1, days: 14 };
const materials = ['a', 'b'].map((id) => ({ id, label: { en: id }, href: 'https://a.example/' }));

describe('parseAnswers reads the kinds of answer @req G9', () => {
  it.each<[string, Sample, string | readonly string[], AnswerValue]>([
    ['a currency', { type: 'currency' }, ' eur ', 'EUR'],
    ['a time zone in any case', { type: 'timeZone' }, 'asia/dubai', 'Asia/Dubai'],
    ['UTC', { type: 'timeZone' }, 'utc', 'UTC'],
    ['a language', { type: 'language' }, 'ar_eg', 'ar-EG'],
    ['files', { type: 'upload', rules: { itemsMax: 2 } }, [file, file.toUpperCase(), otherFile], [file, otherFile]],
    ['material', { type: 'resources', options: materials }, ['b', 'a'], ['a', 'b']],
    ['a time', { type: 'slot', rules: { slots: meeting } }, '2026-11-23T05:00:00Z', '2026-11-23T05:00:00Z'],
    ['no time', { type: 'slot', rules: { slots: meeting } }, 'ask', 'ask'],
    ['a typed phrase', { type: 'typedConfirmation', phrase: 'Delete Café' }, ' delete cafe\u0301 ', 'Delete Café'],
    ['a patterned text', { type: 'text', rules: { pattern: '^[a-z]+-[0-9]$' } }, 'ab-1', 'ab-1'],
    ['a patterned list', { type: 'list', rules: { pattern: '^act_[0-9]+$' } }, 'act_1\nact_2', ['act_1', 'act_2']],
    ['a consent', { type: 'consent', consentVersion: '3', text: { en: 'All of it' } }, 'on', '3'],
  ])('%s', (_name, field, raw, value) => {
    expect(one(field, raw)).toEqual(value);
  });

  it.each<[Sample, string | readonly string[], string]>([
    [{ type: 'currency' }, 'ZZZ', 'field.currency_unknown'],
    [{ type: 'currency' }, 'euro', 'field.currency_unknown'],
    [{ type: 'timeZone' }, '+03:00', 'field.time_zone_unknown'],
    [{ type: 'timeZone' }, 'Mars/Base', 'field.time_zone_unknown'],
    [{ type: 'language' }, 'x', 'field.language_unknown'],
    [{ type: 'language' }, 'qqz', 'field.language_unknown'],
    [{ type: 'upload' }, 'passport.pdf', 'field.file_unknown'],
    [{ type: 'upload', rules: { itemsMax: 1 } }, [file, otherFile], 'field.files_too_many'],
    [{ type: 'upload', rules: { itemsMin: 2 } }, file, 'field.files_too_few'],
    [{ type: 'resources', options: materials }, 'z', 'field.choice_unknown'],
    [{ type: 'slot', rules: { slots: meeting } }, '2026-11-21T05:00:00Z', 'field.slot_unknown'],
    [{ type: 'slot', rules: { slots: meeting } }, '2026-11-23T05:01:00Z', 'field.slot_unknown'],
    [{ type: 'slot', rules: { slots: meeting } }, 'tomorrow', 'field.slot_unknown'],
    [{ type: 'typedConfirmation', phrase: 'delete' }, 'remove', 'field.confirmation_mismatch'],
    [{ type: 'text', rules: { pattern: '^[a-z]+-[0-9]$' } }, 'AB-1', 'field.pattern'],
    [{ type: 'list', rules: { pattern: '^act_[0-9]+$' } }, 'act_1\n2', 'field.item_pattern'],
  ])('refuses %j %s with %s', (field, raw, code) => {
    expect(one(field, raw)).toEqual([code]);
  });

  it.each([
    ['address', 'field.required_address'],
    ['items', 'field.required_items'],
    ['upload', 'field.required_upload'],
    ['resources', 'field.required_resources'],
    ['slot', 'field.required_slot'],
    ['typedConfirmation', 'field.required_confirmation'],
    ['timeZone', 'field.required_choice'],
  ] as const)('asks for a required %s with %s', (type, code) => {
    const field = sampleField({ id: 'x', type, required: true, ...(type === 'items' && { fields: [] }) });
    const input = type === 'address' ? { 'x-country': '', 'x-lines': '' } : type === 'items' ? {} : { x: '' };
    expect(parse([field], input)).toMatchObject({ ok: false, errors: { x: [{ code }] } });
    expect(parse([{ ...field, required: false }], input)).toMatchObject({ ok: true });
    expect(parse([{ ...field, due: 'later' }], input)).toMatchObject({ ok: true });
  });

  it('reads an address from its parts, and the country by the form of the address', () => {
    const address = [sampleField({ id: 'hq', type: 'address', required: true })];
    const parts = { 'hq-country': 'DE', 'hq-lines': 'Weg 1', 'hq-locality': 'Berlin', 'hq-postalCode': '10115' };
    expect(parse(address, parts)).toMatchObject({
      values: { hq: { country: 'DE', lines: 'Weg 1', locality: 'Berlin', postalCode: '10115' } },
    });
    expect(parse(address, { ...parts, 'hq-postalCode': '1' })).toMatchObject({
      errors: { hq: [{ code: 'field.address_postal_code', args: { example: '10115' } }] },
    });
    const erased = { 'hq-country': 'DE', 'hq-lines': '', 'hq-locality': '', 'hq-postalCode': '' };
    expect(
      parse([sampleField({ id: 'hq', type: 'address' })], erased, { hq: { country: 'DE', lines: 'x' } }),
    ).toMatchObject({
      erased: ['hq'],
    });
  });

  it('warns about a number that is in no plan, and refuses one that cannot be', () => {
    const phone = [sampleField({ id: 'phone', type: 'phone' })];
    expect(parse(phone, { phone: '+971 50 123 4567' })).toMatchObject({ ok: true, warnings: {} });
    expect(parse(phone, { phone: '+1 555 555 5555' })).toEqual({
      ok: true,
      values: { phone: '+15555555555' },
      erased: [],
      warnings: { phone: [{ code: 'field.phone_unusual', args: {} }] },
    });
    expect(parse(phone, { phone: '+971 5' })).toMatchObject({ ok: false });
  });

  it('reads numbers by the language of the reader, and takes an unchanged one as it is', () => {
    const amount = [sampleField({ id: 'amount', type: 'number' })];
    expect(parse(amount, { amount: '1.234' }, {}, { locale: 'de' })).toMatchObject({ values: { amount: 1234 } });
    expect(parse(amount, { amount: '1.234' }, {}, { locale: 'en' })).toMatchObject({
      errors: { amount: [{ code: 'field.number_ambiguous', args: { thousands: '1234', decimal: '1.2340' } }] },
    });
    expect(parse(amount, { amount: '1.234' }, { amount: 1.234 }, { locale: 'en' })).toMatchObject({
      values: { amount: 1.234 },
    });
  });

  it('takes a chosen time that is no longer offered only when it is the stored one', () => {
    const slot = [sampleField({ id: 'when', type: 'slot', rules: { slots: meeting } })];
    const past = '2026-11-02T05:00:00Z';
    expect(parse(slot, { when: past }, { when: past })).toMatchObject({ ok: true, values: { when: past } });
    expect(parse(slot, { when: past }, {})).toMatchObject({ ok: false });
  });

  it('asks for the phrase that the answers make @req I59', () => {
    const fields = [
      sampleField({ id: 'name', type: 'text', required: true }),
      sampleField({ id: 'sure', type: 'typedConfirmation', phrase: 'delete ${answers.name}', required: true }),
    ];
    expect(parse(fields, { name: 'Acme', sure: 'DELETE acme' })).toMatchObject({ values: { sure: 'delete Acme' } });
    expect(parse(fields, { name: 'Other', sure: 'delete acme' })).toMatchObject({
      errors: { sure: [{ code: 'field.confirmation_mismatch', args: { phrase: 'delete Other' } }] },
    });
  });
});

describe('computed fields are never asked @req L8', () => {
  const fields = [
    sampleField({ id: 'seats', type: 'number', required: true }),
    sampleField({ id: 'price', type: 'number', derive: 'answers.seats * 9.5' }),
    sampleField({ id: 'large', type: 'text', visible: 'has(answers.price) && answers.price > 100.0', required: true }),
  ];
  it('are neither read, kept, missed nor revealed, and others follow from them', () => {
    expect(parse(fields, { seats: '2', price: '1' })).toEqual({
      ok: true,
      values: { seats: 2 },
      erased: [],
      warnings: {},
    });
    expect(parse(fields, { seats: '20', _shown: 'seats' })).toMatchObject({ ok: false, revealed: ['large'] });
    expect(parse(fields, { seats: '20', large: 'yes' }, { price: 1 })).toMatchObject({ ok: true, erased: [] });
  });
});

describe('parseItem', () => {
  const list = sampleField({
    id: 'people',
    type: 'items',
    required: true,
    rules: { itemsMin: 2, itemsMax: 3 },
    fields: [
      sampleField({ id: 'name', type: 'text', required: true }),
      sampleField({ id: 'role', type: 'choice', required: true }),
      sampleField({ id: 'mail', type: 'email', visible: 'has(answers.role) && answers.role == "a"', required: true }),
      sampleField({ id: 'note', type: 'text', visible: 'has(answers.detailed) && answers.detailed' }),
    ],
  });
  const fields = [sampleField({ id: 'detailed', type: 'yesNo' }), list];
  const { step, definition } = flowOf(fields);
  const read = (input: FormInput, answers: Answers = {}, item?: ItemAnswer) =>
    parseItem(definition, step, 'people', input, answers, facts, item);
  const person = (id: string, values: ItemAnswer['values'] = { name: id, role: 'b' }): ItemAnswer => ({ id, values });

  it('reads one item, with its own conditions and those on earlier answers @req G53', () => {
    expect(read({ name: ' Sara ', role: 'b' })).toEqual({
      ok: true,
      values: { name: 'Sara', role: 'b' },
      erased: [],
      warnings: {},
    });
    expect(read({ name: 'Sara', role: 'a' })).toMatchObject({ ok: false, revealed: ['mail'] });
    expect(read({ name: 'Sara', role: 'a', mail: 'A@B.example' })).toMatchObject({ values: { mail: 'A@b.example' } });
    expect(read({ name: '', role: 'b' })).toMatchObject({ ok: false, errors: { name: [{ code: 'field.required' }] } });
    expect(read({ name: 'Sara', role: 'b', note: 'x' })).toMatchObject({
      ok: true,
      values: { name: 'Sara', role: 'b' },
    });
    expect(read({ name: 'Sara', role: 'b', note: 'x' }, { detailed: true })).toMatchObject({ values: { note: 'x' } });
    expect(
      read({ name: 'Sara', role: 'b', note: '' }, { detailed: true }, person('1', { name: 'S', role: 'b', note: 'x' })),
    ).toMatchObject({
      ok: true,
      erased: ['note'],
    });
  });

  it('leaves the items alone when their page is continued, but counts them', () => {
    const page = { detailed: 'no', people: 'whatever' };
    const problem = (...people: readonly ItemAnswer[]) => {
      const parsed = parse(fields, page, people.length === 0 ? {} : { people });
      return parsed.ok ? null : parsed.errors['people']?.[0];
    };
    expect(problem()).toMatchObject({ code: 'field.required_items' });
    expect(problem(person('1'))).toMatchObject({ code: 'field.items_too_few', args: { min: 2 } });
    expect(problem(person('1'), person('2'))).toBeNull();
    expect(problem(person('1'), person('2'), person('3'), person('4'))).toMatchObject({ code: 'field.items_too_many' });
    expect(problem(person('1'), person('2', { name: 'Sara', role: 'a' }))).toMatchObject({
      code: 'field.item_incomplete',
    });
    expect(parse(fields, page, { people: [person('1'), person('2')] })).toMatchObject({
      values: { detailed: false },
      erased: [],
    });
  });

  it('knows only repeatable lists', () => {
    expect(() => parseItem(definition, step, 'detailed', {}, {}, facts)).toThrow(/not a repeatable list/);
  });
});

describe('every kind of answer', () => {
  const every = (
    [
      'currency',
      'timeZone',
      'language',
      'upload',
      'resources',
      'slot',
      'typedConfirmation',
      'address',
      'phone',
      'number',
    ] as const
  ).map((type) =>
    sampleField({
      id: type,
      type,
      ...(type === 'resources' && { options: materials }),
      ...(type === 'typedConfirmation' && { phrase: 'delete' }),
    }),
  );

  it('is good as stored whenever it was accepted, and reads the same again @req G13', () => {
    let accepted = 0;
    const raw = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        'eur',
        'Europe/berlin',
        'pt-br',
        file,
        'b',
        'ask',
        '2026-11-23T05:00:00Z',
        'DELETE',
        '+4930901820',
        '1,5',
        '٧',
      ),
    );
    fc.assert(
      fc.property(raw, fc.constantFrom(...every), fc.constantFrom('DE', 'AE', 'US', ''), (text, field, country) => {
        const input =
          field.type === 'address'
            ? {
                'address-country': country,
                'address-lines': text,
                'address-locality': 'Town',
                'address-region': text,
                'address-postalCode': '10115',
              }
            : { [field.id]: text };
        const first = parse([field], input, {}, { locale: 'en' });
        const value = first.ok ? first.values[field.id] : undefined;
        if (value === undefined) return;
        const { definition } = flowOf([field]);
        expect(isStoredValueGood(fieldCheck(definition, field), value)).toBe(true);
        const printed =
          field.type === 'address'
            ? Object.fromEntries(Object.entries(value).map(([part, typed]) => [`address-${part}`, String(typed)]))
            : { [field.id]: Array.isArray(value) ? (value as readonly string[]) : String(value) };
        expect(parse([field], printed, {}, { locale: 'en' })).toMatchObject({
          ok: true,
          values: { [field.id]: value },
        });
        accepted += 1;
      }),
      { numRuns: 1500, seed: 61 },
    );
    expect(accepted).toBeGreaterThan(150);
  });

  it('is not good as stored when it is of another type', () => {
    const values: readonly AnswerValue[] = [
      'x',
      1,
      true,
      ['x'],
      { sealed: true },
      { country: 'DE' },
      [{ id: '1', values: {} }],
    ];
    const fits: Readonly<Record<string, readonly AnswerValue[]>> = { address: [{ country: 'DE' }], number: [1] };
    for (const field of every) {
      const { definition } = flowOf([field]);
      for (const value of values) {
        const good = isStoredValueGood(fieldCheck(definition, field), value);
        const fit = fits[field.type]?.some((other) => JSON.stringify(other) === JSON.stringify(value)) ?? false;
        expect([field.type, value, good]).toEqual([field.type, value, fit]);
      }
    }
  });
});
