import { beforeAll, describe, expect, it } from 'vitest';
import { explain, type Answers, type FieldDefinition, type FlowDefinition } from '@/lib/flow-definition';
import { withoutIsolates } from '@/lib/i18n';
import { translatorFor, type Translator } from '@/lib/i18n/translator';
import { reasonWords, type Why } from './reason-words';

const text = (en: string, ar = en) => ({ en, ar });
const field = (more: Pick<FieldDefinition, 'id' | 'type' | 'label'> & Partial<FieldDefinition>): FieldDefinition => ({
  required: false,
  class: 'plain',
  due: 'now',
  ...more,
});
const options = [
  { id: 'eu', label: text('European Union', 'الاتحاد الأوروبي') },
  { id: 'us', label: text('United States', 'الولايات المتحدة') },
  { id: 'me', label: text('Middle East', 'الشرق الأوسط') },
];
const questions: readonly FieldDefinition[] = [
  field({ id: 'region', type: 'choice', label: text('Data region', 'منطقة البيانات'), options }),
  field({ id: 'regions', type: 'choices', label: text('Markets', 'الأسواق'), options }),
  field({ id: 'personal', type: 'yesNo', label: text('Personal data?', 'بيانات شخصية؟') }),
  field({ id: 'volume', type: 'number', label: text('Rows a month', 'الصفوف شهريًا') }),
  field({ id: 'live', type: 'date', label: text('Go-live', 'تاريخ التشغيل') }),
  field({ id: 'country', type: 'country', label: text('Country', 'البلد') }),
  field({ id: 'site', type: 'text', label: text('Site', 'الموقع') }),
  field({ id: 'key', type: 'secret', class: 'secret', label: text('API key', 'مفتاح الواجهة') }),
  field({ id: 'other', type: 'number', label: text('Rows now', 'الصفوف الآن') }),
];

function definitionWith(when: string): FlowDefinition {
  return {
    schema: 'portico/flow@1',
    key: 'why',
    version: 1,
    title: text('Why'),
    summary: text('Why'),
    locales: ['en', 'ar'],
    metadata: { author: 'Tests' },
    estimatedMinutes: 1,
    firstValue: 'submitted',
    identifiers: [],
    lifecycle: [],
    declaration: text('Yes'),
    sections: [
      {
        id: 'all',
        title: text('All'),
        tasks: [
          {
            id: 'first',
            title: text('First'),
            owner: 'contributor',
            steps: [{ id: 'questions', kind: 'form', title: text('Questions'), fields: questions }],
          },
          {
            id: 'second',
            title: text('Second'),
            owner: 'contributor',
            when,
            steps: [
              {
                id: 'more',
                kind: 'form',
                title: text('More'),
                fields: [field({ id: 'detail', type: 'text', label: text('Detail') })],
              },
            ],
          },
        ],
      },
    ],
  };
}

const said = (why: Why): string =>
  withoutIsolates(why.items.length === 0 ? why.sentence : `${why.sentence} [${why.items.map(said).join(' | ')}]`);

let translators: Record<'en' | 'ar', Translator>;
beforeAll(async () => {
  translators = { en: await translatorFor('en'), ar: await translatorFor('ar') };
});

function whyOf(when: string, answers: Answers, locale: 'en' | 'ar'): string {
  const definition = definitionWith(when);
  const facts = {
    continued: {},
    milestones: {},
    customer: { name: 'Acme', status: 'onboarding', region: 'eu' },
    flow: { id: 'f', status: 'in_progress' },
    today: '2026-11-21',
  };
  const reason = explain(definition, 'more', answers, facts);
  if (!reason) throw new Error(`nobody is asked when ${when}`);
  const words = reasonWords(reason, { definition, locale, text: translators[locale].text });
  return words ? said(words) : '';
}

const has = (id: string, condition: string) => `has(answers.${id}) && answers.${id} ${condition}`;
const shapes: readonly (readonly [when: string, answers: Answers, en: string, ar: string])[] = [
  [
    has('region', '== "eu"'),
    { region: 'eu' },
    'You are asked this because you answered European Union to “Data region”.',
    'نسألكم عن هذا لأنكم أجبتم بـ الاتحاد الأوروبي عن «منطقة البيانات».',
  ],
  [
    has('region', '!= "eu"'),
    { region: 'us' },
    'You are asked this because you answered United States to “Data region”, and not European Union.',
    'نسألكم عن هذا لأنكم أجبتم بـ الولايات المتحدة عن «منطقة البيانات»، لا بـ الاتحاد الأوروبي.',
  ],
  [
    has('region', 'in ["eu", "me"]'),
    { region: 'me' },
    'You are asked this because you answered Middle East to “Data region”.',
    'نسألكم عن هذا لأنكم أجبتم بـ الشرق الأوسط عن «منطقة البيانات».',
  ],
  [
    'has(answers.region) && !(answers.region in ["eu", "me"])',
    { region: 'us' },
    'You are asked this because you answered United States to “Data region”, and not European Union or Middle East.',
    'نسألكم عن هذا لأنكم أجبتم بـ الولايات المتحدة عن «منطقة البيانات»، لا بـ الاتحاد الأوروبي أو الشرق الأوسط.',
  ],
  [
    'has(answers.regions) && "us" in answers.regions',
    { regions: ['eu', 'us'] },
    'You are asked this because you selected United States at “Markets”.',
    'نسألكم عن هذا لأنكم اخترتم الولايات المتحدة في «الأسواق».',
  ],
  [
    'has(answers.regions) && !("us" in answers.regions)',
    { regions: ['eu'] },
    'You are asked this because you did not select United States at “Markets”.',
    'نسألكم عن هذا لأنكم لم تختاروا الولايات المتحدة في «الأسواق».',
  ],
  [
    has('personal', '== true'),
    { personal: true },
    'You are asked this because you answered yes to “Personal data?”.',
    'نسألكم عن هذا لأنكم أجبتم بنعم عن «بيانات شخصية؟».',
  ],
  [
    'has(answers.personal) && !answers.personal',
    { personal: false },
    'You are asked this because you answered no to “Personal data?”.',
    'نسألكم عن هذا لأنكم أجبتم بلا عن «بيانات شخصية؟».',
  ],
  [
    has('volume', '> 1000'),
    { volume: 120000 },
    'You are asked this because you answered 120,000 to “Rows a month”, which is more than 1,000.',
    'نسألكم عن هذا لأنكم أجبتم بـ 120,000 عن «الصفوف شهريًا»، وهو أكثر من 1,000.',
  ],
  [
    has('volume', '<= 10'),
    { volume: 10 },
    'You are asked this because you answered 10 to “Rows a month”, which is 10 or less.',
    'نسألكم عن هذا لأنكم أجبتم بـ 10 عن «الصفوف شهريًا»، وهو لا يزيد على 10.',
  ],
  [
    has('live', '>= "2026-12-01"'),
    { live: '2026-12-24' },
    'You are asked this because you answered December 24, 2026 to “Go-live”, which is not before December 1, 2026.',
    'نسألكم عن هذا لأنكم أجبتم بـ 24 ديسمبر 2026 عن «تاريخ التشغيل»، وهو ليس قبل 1 ديسمبر 2026.',
  ],
  [
    has('country', '== "SA"'),
    { country: 'SA' },
    'You are asked this because you answered Saudi Arabia to “Country”.',
    'نسألكم عن هذا لأنكم أجبتم بـ المملكة العربية السعودية عن «البلد».',
  ],
  [
    'has(answers.site)',
    { site: 'a' },
    'You are asked this because you answered “Site”.',
    'نسألكم عن هذا لأنكم أجبتم عن «الموقع».',
  ],
  [
    '!has(answers.site)',
    {},
    'You are asked this because you left “Site” without an answer.',
    'نسألكم عن هذا لأنكم تركتم «الموقع» بلا إجابة.',
  ],
  [
    'has(answers.key)',
    { key: { sealed: true } },
    'You are asked this because you answered “API key”.',
    'نسألكم عن هذا لأنكم أجبتم عن «مفتاح الواجهة».',
  ],
  [
    'has(answers.regions) && size(answers.regions) > 1',
    { regions: ['eu', 'us'] },
    'You are asked this because “Markets” has more than 1 entry.',
    'نسألكم عن هذا لأن في «الأسواق» أكثر من عنصر واحد.',
  ],
  [
    'has(answers.volume) && has(answers.other) && answers.volume > answers.other',
    { volume: 5, other: 3 },
    'You are asked this because of your answers to Rows a month and Rows now.',
    'نسألكم عن هذا بسبب إجاباتكم عن الصفوف شهريًا والصفوف الآن.',
  ],
  [
    'customer.region == "eu"',
    {},
    'You are asked this because of what is known about your organisation.',
    'نسألكم عن هذا بسبب ما هو معروف عن مؤسستكم.',
  ],
  [
    `(${has('region', '== "eu"')}) && (${has('personal', '== true')})`,
    { region: 'eu', personal: true },
    'You are asked this because all of these are true: [You answered European Union to “Data region”. | You answered yes to “Personal data?”.]',
    'نسألكم عن هذا لأن كل ما يلي صحيح: [أجبتم بـ الاتحاد الأوروبي عن «منطقة البيانات». | أجبتم بنعم عن «بيانات شخصية؟».]',
  ],
  [
    `(${has('region', '== "eu"')}) || (${has('region', '== "me"')})`,
    { region: 'me' },
    'You are asked this because you answered Middle East to “Data region”.',
    'نسألكم عن هذا لأنكم أجبتم بـ الشرق الأوسط عن «منطقة البيانات».',
  ],
  [
    `(${has('personal', '== true')}) && ((${has('region', '== "eu"')}) || (${has('volume', '> 10')}))`,
    { personal: true, region: 'eu', volume: 20 },
    'You are asked this because all of these are true: [You answered yes to “Personal data?”. | At least one of these is true: [You answered European Union to “Data region”. | You answered 20 to “Rows a month”, which is more than 10.]]',
    'نسألكم عن هذا لأن كل ما يلي صحيح: [أجبتم بنعم عن «بيانات شخصية؟». | واحد مما يلي على الأقل صحيح: [أجبتم بـ الاتحاد الأوروبي عن «منطقة البيانات». | أجبتم بـ 20 عن «الصفوف شهريًا»، وهو أكثر من 10.]]',
  ],
];

describe('reasonWords', () => {
  it.each(shapes)('says why when %s @req I53', (when, answers, en, ar) => {
    expect(whyOf(when, answers, 'en')).toBe(en);
    expect(whyOf(when, answers, 'ar')).toBe(ar);
  });

  it('isolates every question and answer, so that no name turns the sentence around', () => {
    const definition = definitionWith(has('region', '== "eu"'));
    const facts = { continued: {}, milestones: {}, customer: {}, flow: {}, today: '2026-11-21' };
    const reason = explain(definition, 'more', { region: 'eu' }, facts);
    const words = reason && reasonWords(reason, { definition, locale: 'ar', text: translators.ar.text });
    expect(words?.sentence).toContain('\u2068الاتحاد الأوروبي\u2069');
    expect(words?.sentence).toContain('«\u2068منطقة البيانات\u2069»');
  });

  it('has nothing to say about what everybody is asked', () => {
    const definition = definitionWith('has(answers.site)');
    const facts = { continued: {}, milestones: {}, customer: {}, flow: {}, today: '2026-11-21' };
    const reason = explain(definition, 'questions', {}, facts);
    expect(reason && reasonWords(reason, { definition, locale: 'en', text: translators.en.text })).toBeNull();
  });
});
