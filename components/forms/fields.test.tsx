import { renderToStaticMarkup } from 'react-dom/server';
import type { UseFormRegister } from 'react-hook-form';
import { describe, expect, it } from 'vitest';
import ar from '@/messages/ar/form.json';
import en from '@/messages/en/form.json';
import { ErrorSummary } from './ErrorSummary';
import { FieldControl } from './FieldControl';
import type { FieldView, FieldViewType } from './field-view';
import { formTexts } from './form-texts';

const texts = formTexts((key) => en[key]);
const options = [
  { value: 'eu', label: 'European Union', hint: 'Frankfurt' },
  { value: 'us', label: 'United States' },
];
const view = (type: FieldViewType, more: Partial<FieldView> = {}): FieldView => ({
  id: 'region',
  type,
  label: 'Where should your data be kept?',
  hint: 'You can change it later',
  required: true,
  errors: [],
  dir: 'auto',
  visible: true,
  value: undefined,
  options,
  ...more,
});
const render = (field: FieldView) => renderToStaticMarkup(<FieldControl field={field} texts={texts} />);
const idsIn = (html: string) => new Set([...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
const namedIn = (html: string) =>
  [...html.matchAll(/ (?:aria-describedby|aria-labelledby|for)="([^"]+)"/g)].flatMap((match) =>
    (match[1] ?? '').split(' '),
  );

const types: FieldViewType[] = [
  'currency',
  'timeZone',
  'language',
  'resources',
  'slot',
  'typedConfirmation',
  'text',
  'longText',
  'number',
  'yesNo',
  'choice',
  'choices',
  'date',
  'email',
  'phone',
  'url',
  'country',
  'identifier',
  'list',
  'secret',
  'consent',
];

describe.each(types)('a %s field', (type) => {
  const wrong = render(
    view(type, { errors: ['Choose where to keep your data'], rules: { maxLength: 10 }, why: 'The law asks' }),
  );

  it('has a control with its id, so that the error summary leads to it', () => {
    expect(wrong).toMatch(/<(input|select|textarea)[^>]* id="region"/);
  });
  it('says hint and error at the control, by ids that exist', () => {
    const ids = idsIn(wrong);
    expect(namedIn(wrong).filter((id) => !ids.has(id))).toEqual([]);
    expect(wrong).toContain('region-error');
    expect(wrong).toContain('region-hint');
    expect(wrong).toContain('aria-invalid="true"');
  });
  it('has no error marks when nothing is wrong', () => {
    expect(render(view(type))).not.toMatch(/aria-invalid|region-error|data-invalid/);
  });
  it('writes no style attribute, which the policy of the page forbids', () => {
    expect(wrong).not.toMatch(/ style=/);
  });
  it('shows the question, and why it is asked', () => {
    expect(wrong).toContain('Where should your data be kept?');
    expect(wrong).toContain('The law asks');
  });
});

describe('what a person typed', () => {
  it.each([
    ['text', 'Acme', 'value="Acme"'],
    ['identifier', '123acme', 'value="123acme"'],
    ['longText', 'Two\nlines', 'Two\nlines</textarea>'],
    ['choice', 'us', 'checked="" value="us"'],
    ['country', 'us', '<option value="us" selected="">'],
    ['consent', 'true', 'checked=""'],
  ] as const)('stays in a %s field', (type, value, kept) => {
    const html = render(view(type, { value }));
    expect(html.replace(/ (aria-\w+|class)="[^"]*"/g, '')).toContain(kept);
  });
  it('stays in the three parts of a date, even half a date', () => {
    expect(render(view('date', { value: '2027-03-27' }))).toMatch(/name="region-day"[^>]*value="27"/);
    expect(render(view('date', { value: '--31' }))).toMatch(/name="region-day"[^>]*value="31"/);
  });
  it('stays in every choice and every entry', () => {
    expect(render(view('choices', { value: ['eu', 'us'] })).match(/checked=""/g)).toHaveLength(2);
    const list = render(view('list', { value: ['a@acme.example', 'b@acme.example'], rules: { itemType: 'email' } }));
    expect(list).toContain('value="b@acme.example"');
    expect(list.match(/<input/g)).toHaveLength(4);
  });
});

describe('a secret', () => {
  it('is never written into the page, whatever the view holds', () => {
    const html = render(view('secret', { value: 'hunter2-very-secret', sealed: true, sealedAt: '14:05' }));
    expect(html).not.toContain('hunter2');
    expect(html).toContain('14:05');
  });
});

describe('a question of its own page', () => {
  it('is the heading, as label or as legend', () => {
    const page = (type: FieldViewType) =>
      renderToStaticMarkup(<FieldControl field={view(type)} texts={texts} asHeading />);
    expect(page('text')).toMatch(/<h1[^>]*><label/);
    expect(page('choice')).toMatch(/<legend><h1/);
  });
  it('says when it need not be answered', () => {
    expect(render(view('text', { required: false }))).toContain('(optional)');
    expect(render(view('text'))).not.toContain('(optional)');
  });
});

describe('ErrorSummary', () => {
  it('takes the focus without a script and leads to each field', () => {
    const html = renderToStaticMarkup(
      <ErrorSummary
        title="There is a problem"
        errors={[{ fieldId: 'region', message: 'Choose where to keep your data' }]}
      />,
    );
    expect(html).toContain('role="alert"');
    expect(html).toContain('tabindex="-1"');
    expect(html).toContain('autofocus=""');
    expect(html).toContain('href="#region"');
  });
  it('is nothing when nothing is wrong', () => {
    expect(renderToStaticMarkup(<ErrorSummary title="There is a problem" errors={[]} />)).toBe('');
  });
});

describe('the words of form controls', () => {
  it('exist in both languages with the same places for values', () => {
    expect(Object.keys(ar)).toEqual(Object.keys(en));
    const places = (text: string) => text.match(/\{\w+\}/g) ?? [];
    const arabic = formTexts((key) => ar[key]);
    for (const key of Object.keys(texts) as (keyof typeof texts)[])
      expect([key, places(arabic[key])]).toEqual([key, places(texts[key])]);
  });
});

describe('React Hook Form', () => {
  it('registers a field without owning its value', () => {
    const register: UseFormRegister<Record<string, string>> = (name) => ({
      name,
      onChange: async () => undefined,
      onBlur: async () => undefined,
      ref: () => undefined,
    });
    const html = renderToStaticMarkup(
      <FieldControl field={view('text', { value: 'Acme' })} texts={texts} register={register} />,
    );
    expect(html).toContain('name="region"');
    expect(html).toContain('value="Acme"');
  });
});
