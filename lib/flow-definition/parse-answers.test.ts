import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseAnswers, type FormInput } from './parse-answers';
import { sampleDefinition, sampleFacts, sampleField, sampleSection, sampleStep } from './sample-definition';
import type { AnswerValue, Answers, FieldDefinition, ParsedAnswers } from './types';

/** Parses one page with these fields; `facts.today` is 21 November 2026. */
const parse = (fields: readonly FieldDefinition[], input: FormInput, answers: Answers = {}): ParsedAnswers => {
  const step = sampleStep('page', fields);
  const facts = sampleFacts({ customer: { id: 'c', name: 'n', country: 'AE' } });
  return parseAnswers(sampleDefinition([sampleSection('only', [step])]), step, input, answers, facts);
};
const one = (field: Partial<FieldDefinition> & Pick<FieldDefinition, 'type'>, raw: string | readonly string[]) => {
  const parsed = parse([sampleField({ id: 'x', ...field })], { x: raw });
  return parsed.ok ? parsed.values.x : parsed.errors.x?.map(({ code }) => code);
};

describe('parseAnswers reads each type', () => {
  it.each<[string, Partial<FieldDefinition> & Pick<FieldDefinition, 'type'>, string | readonly string[], AnswerValue]>([
    ['trims and joins lines of a text', { type: 'text' }, '  Northwind \n GmbH ', 'Northwind GmbH'],
    ['composes and drops direction overrides', { type: 'text' }, 'Cafe\u0301\u202E', 'Café'],
    ['keeps lines of a long text', { type: 'longText' }, ' a\r\nb ', 'a\nb'],
    ['reads Arabic-Indic digits', { type: 'number' }, '١٬٢٣٤٫٥', 1234.5],
    ['reads Persian digits and a sign', { type: 'number' }, '-۱۲', -12],
    ['reads thousands', { type: 'number' }, '1,234,567', 1234567],
    ['reads yes', { type: 'yesNo' }, 'yes', true],
    ['reads no', { type: 'yesNo' }, 'no', false],
    ['keeps the order of the options', { type: 'choices' }, ['c', 'a', 'a'], ['a', 'c']],
    ['reads one choice of many', { type: 'choices' }, 'b', ['b']],
    ['reads a date', { type: 'date' }, '2027-2-9', '2027-02-09'],
    ['reads a date in Arabic digits', { type: 'date' }, '٢٠٢٧-٠٢-٠٩', '2027-02-09'],
    ['lowers the host of an address', { type: 'email' }, ' Sara@Northwind.EXAMPLE ', 'Sara@northwind.example'],
    ['adds https', { type: 'url' }, 'northwind.example/a b'.replace(' b', ''), 'https://northwind.example/a'],
    ['reads a home number as E.164', { type: 'phone' }, '050 123 4567', '+971501234567'],
    ['reads a foreign number in Arabic digits', { type: 'phone' }, '٠٠٤٩ ٣٠ ٩٠١٨٢٠', '+4930901820'],
    ['reads a country', { type: 'country' }, 'de', 'DE'],
    ['reads an identifier in Arabic digits', { type: 'identifier', identifier: 'tenantId' }, 'acme_٢٣', 'acme_23'],
    [
      'reads a list of lines',
      { type: 'list', rules: { itemType: 'email' } },
      'a@b.example\n c@d.example , a@b.example\n',
      ['a@b.example', 'c@d.example'],
    ],
    ['reads a ticked box as the version agreed to', { type: 'consent', consentVersion: '7' }, 'on', '7'],
    ['keeps a secret but for the line end', { type: 'secret' }, 'to ken-١\n', 'to ken-١'],
  ])('%s', (_name, field, raw, value) => {
    expect(one(field, raw)).toEqual(value);
  });

  it.each<[Partial<FieldDefinition> & Pick<FieldDefinition, 'type'>, string | readonly string[], string]>([
    [{ type: 'text', rules: { minLength: 2 } }, 'a', 'field.too_short'],
    [{ type: 'text', rules: { maxLength: 3 } }, 'abcd', 'field.too_long'],
    [{ type: 'longText' }, 'x'.repeat(200_000), 'field.too_long'],
    [{ type: 'number' }, 'NaN', 'field.number_format'],
    [{ type: 'number' }, '1e9', 'field.number_format'],
    [{ type: 'number' }, '0x10', 'field.number_format'],
    [{ type: 'number', rules: { integer: true } }, '1.5', 'field.number_integer'],
    [{ type: 'number', rules: { min: 1 } }, '0', 'field.number_min'],
    [{ type: 'number', rules: { max: 1 } }, '2', 'field.number_max'],
    [{ type: 'yesNo' }, 'maybe', 'field.choice_unknown'],
    [{ type: 'choice' }, '__proto__', 'field.choice_unknown'],
    [{ type: 'choices' }, ['a', 'z'], 'field.choice_unknown'],
    [{ type: 'choices', rules: { itemsMax: 1 } }, ['a', 'b'], 'field.choices_too_many'],
    [{ type: 'choices', rules: { itemsMin: 2 } }, ['a'], 'field.choices_too_few'],
    [{ type: 'date' }, 'tomorrow', 'field.date_format'],
    [{ type: 'date' }, '2027-02-30', 'field.date_impossible'],
    [{ type: 'date', rules: { min: 'today' } }, '2026-11-20', 'field.date_past'],
    [{ type: 'date', rules: { max: 'today' } }, '2026-11-22', 'field.date_future'],
    [{ type: 'date', rules: { min: '2027-01-01' } }, '2026-12-31', 'field.date_min'],
    [{ type: 'date', rules: { max: 'today+7' } }, '2026-11-29', 'field.date_max'],
    [{ type: 'email' }, 'sara＠northwind.example', 'field.email_at'],
    [{ type: 'email' }, 'sara@@northwind.example', 'field.email_at'],
    [{ type: 'email' }, 'sara@northwind', 'field.email_format'],
    [{ type: 'email' }, 'a"b@northwind.example', 'field.email_format'],
    [{ type: 'phone' }, '12', 'field.phone_too_short'],
    [{ type: 'phone' }, '+0 123', 'field.phone_country_code'],
    [{ type: 'phone' }, '+971 50 123 4567 890 123', 'field.phone_too_long'],
    [{ type: 'phone' }, 'call me', 'field.phone_format'],
    [{ type: 'url' }, 'javascript:alert(1)', 'field.url_scheme'],
    [{ type: 'url' }, 'https://user:pass@northwind.example', 'field.url_password'],
    [{ type: 'url' }, 'northwind', 'field.url_format'],
    [{ type: 'country' }, 'ZZ', 'field.country_unknown'],
    [{ type: 'identifier', identifier: 'tenantId' }, 'ab', 'field.identifier_too_short'],
    [{ type: 'list', rules: { itemType: 'email' } }, 'a@b.example\nnobody', 'field.item_email'],
    [{ type: 'list', rules: { itemsMax: 1 } }, 'a\nb', 'field.list_too_many'],
    [{ type: 'secret', rules: { minLength: 8 } }, 'short', 'field.too_short'],
    [{ type: 'secret' }, 'a\u0000b', 'field.secret_characters'],
  ])('refuses %j %s with %s', (field, raw, code) => {
    expect(one(field, raw)).toEqual([code]);
  });

  it('reads a date in three parts and says which one is missing', () => {
    const fields = [sampleField({ id: 'day', type: 'date' })];
    const parts = (day: string, month: string, year: string) => ({
      'day-day': day,
      'day-month': month,
      'day-year': year,
    });
    expect(parse(fields, parts('٩', '2', '2027'))).toMatchObject({ ok: true, values: { day: '2027-02-09' } });
    expect(parse(fields, parts('9', '', '2027'))).toMatchObject({
      ok: false,
      errors: { day: [{ code: 'field.date_part_missing', args: { part: 'month' } }] },
    });
    expect(parse(fields, parts('', '', ''))).toMatchObject({ ok: true, values: {} });
  });
});

describe('parseAnswers decides what is asked', () => {
  const fields = [
    sampleField({ id: 'more', type: 'yesNo', required: true }),
    sampleField({ id: 'name', type: 'text', required: true, visible: 'has(answers.more) && answers.more' }),
    sampleField({ id: 'note', type: 'text' }),
  ];

  it('lists a field that the posted values brought up and the page did not show', () => {
    const parsed = parse(fields, { more: 'yes', note: '' });
    expect(parsed).toMatchObject({ ok: false, revealed: ['name'], errors: { name: [{ code: 'field.required' }] } });
    expect(parse(fields, { more: 'yes', name: 'Sara', note: '' })).toMatchObject({ ok: true });
  });

  it('neither keeps nor erases a posted value of a field that does not count', () => {
    const parsed = parse(fields, { more: 'no', name: '', note: '' }, { more: true, name: 'Sara' });
    expect(parsed).toEqual({ ok: true, values: { more: false }, erased: [], warnings: {} });
    expect(parse(fields, { more: 'no', name: 'Omar', note: '' })).toEqual({
      ok: true,
      values: { more: false },
      erased: [],
      warnings: {},
    });
  });

  it('erases what was emptied, and leaves alone what was not on the page', () => {
    expect(parse(fields, { more: 'no', note: ' ' }, { note: 'x' })).toMatchObject({ ok: true, erased: ['note'] });
    expect(parse(fields, { more: 'no' }, { note: 'x' })).toMatchObject({ ok: true, erased: [] });
  });

  it('tells an unticked box from one that was not shown', () => {
    const boxes = [sampleField({ id: 'boxes', type: 'choices' }), sampleField({ id: 'text', type: 'text' })];
    expect(parse(boxes, { text: '', _shown: ['boxes', 'text'] }, { boxes: ['a'] })).toMatchObject({
      erased: ['boxes'],
    });
    expect(parse(boxes, { text: '', _shown: 'text' }, { boxes: ['a'] })).toMatchObject({ erased: [] });
  });

  it.each([
    ['text', 'field.required'],
    ['choice', 'field.required_choice'],
    ['choices', 'field.required_choices'],
    ['consent', 'field.required_consent'],
    ['date', 'field.required_date'],
    ['email', 'field.required_email'],
    ['secret', 'field.required_secret'],
  ] as const)('asks for a required %s with %s', (type, code) => {
    const field = sampleField({ id: 'x', type, required: true });
    expect(parse([field], { x: '' })).toMatchObject({ ok: false, errors: { x: [{ code }] } });
    expect(parse([{ ...field, required: false }], { x: '' })).toMatchObject({ ok: true });
  });

  it('keeps a sealed secret when its field is left empty, and never gives a secret back', () => {
    const secret = [
      sampleField({ id: 'token', type: 'secret', required: true }),
      sampleField({ id: 'name', type: 'text', required: true }),
    ];
    const sealed: Answers = { token: { sealed: true } };
    expect(parse(secret, { token: '', name: 'x' }, sealed)).toEqual({
      ok: true,
      values: { name: 'x' },
      erased: [],
      warnings: {},
    });
    const failed = parse(secret, { token: 'hunter2hunter2', name: '' });
    expect(failed.ok).toBe(false);
    expect(JSON.stringify(failed)).not.toContain('hunter2');
    expect(parse(secret, { token: 'hunter2hunter2', name: 'x' })).toMatchObject({
      values: { token: 'hunter2hunter2' },
    });
  });

  it('does not let a default stand in for what was emptied', () => {
    const field = [sampleField({ id: 'x', type: 'text', required: true, default: 'given' })];
    expect(parse(field, { x: '' })).toMatchObject({ ok: false });
    expect(parse(field, {})).toMatchObject({ ok: true });
  });

  it('gives back its own values unchanged: parsing what was printed changes nothing', () => {
    const every = [
      sampleField({ id: 't', type: 'text' }),
      sampleField({ id: 'l', type: 'longText' }),
      sampleField({ id: 'n', type: 'number' }),
      sampleField({ id: 'd', type: 'date' }),
      sampleField({ id: 'e', type: 'email' }),
      sampleField({ id: 'u', type: 'url' }),
      sampleField({ id: 'p', type: 'phone' }),
      sampleField({ id: 'i', type: 'identifier', identifier: 'tenantId' }),
      sampleField({ id: 'm', type: 'list' }),
    ];
    let accepted = 0;
    const raw = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('١٢٣', '1,000.5', '2027-1-2', 'A@B.example', 'b.example', '050 123 4567', 'acme_1', 'a\nb', ''),
    );
    fc.assert(
      fc.property(fc.record(Object.fromEntries(every.map(({ id }) => [id, raw]))), (input) => {
        for (const field of every) {
          const first = parse([field], { [field.id]: input[field.id] });
          if (!first.ok) continue;
          const printed = Object.fromEntries(Object.entries(first.values).map(([id, value]) => [id, print(value)]));
          const again = parse([field], printed);
          expect(again).toMatchObject({ ok: true, values: first.values });
          accepted += Object.keys(first.values).length;
        }
      }),
      { numRuns: 300, seed: 5 },
    );
    expect(accepted).toBeGreaterThan(300);
  });

  it('survives hostile input without throwing and without keeping a foreign name', () => {
    const input = JSON.parse(
      '{"__proto__": "x", "constructor": "x", "note": "ok", "more": "no", "evil": "x"}',
    ) as FormInput;
    const parsed = parse(fields, input);
    expect(parsed).toEqual({ ok: true, values: { more: false, note: 'ok' }, erased: [], warnings: {} });
  });
});

const print = (value: AnswerValue): string | readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : String(value);
