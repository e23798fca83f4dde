import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  compileDefinition,
  fieldsOf,
  parseAnswers,
  progress,
  stepsOf,
  walk,
  type Answers,
  type Facts,
  type FormInput,
} from '@/lib/flow-definition';
import { check, parseDefinition } from '@/lib/flow-definition/schema';
import { dataPipeline, library } from '.';

const facts: Facts = {
  continued: {},
  milestones: {},
  customer: { id: 'c', name: 'Northwind' },
  flow: { id: 'f', key: 'data-pipeline', version: '1' },
  today: '2026-11-21',
};

/** What each persona types, by field; a field that is not named is left empty. */
const personas: Readonly<Record<string, FormInput>> = {
  'the shortest way': {
    organisationName: 'Acme Inc',
    country: 'US',
    technicalContactName: 'Dana Smith',
    technicalContactEmail: 'dana@acme.example',
    separateBillingContact: 'no',
    tenantIdentifier: 'acmeinc_23xv2',
    region: 'us',
    cloudProviders: ['aws'],
    domains: ['cost'],
    expectedVolume: '1000',
    'goLiveDate-day': '1',
    'goLiveDate-month': '12',
    'goLiveDate-year': '2026',
    hasExistingCredential: 'no',
    processingConsent: 'on',
  },
  'everything, in Arabic digits': {
    organisationName: 'شركة الأفق للبيانات',
    country: 'ae',
    website: 'al-ufuq.example',
    technicalContactName: 'سارة محمود',
    technicalContactEmail: 'sara@al-ufuq.example',
    technicalContactPhone: '٠٥٠ ١٢٣ ٤٥٦٧',
    separateBillingContact: 'yes',
    billingContactName: 'عمر حسن',
    billingContactEmail: 'billing@al-ufuq.example',
    tenantIdentifier: 'alufuq_٢٣',
    region: 'eu',
    cloudProviders: ['gcp', 'openai', 'anthropic'],
    gcpProjectId: 'al-ufuq-prod-1',
    domains: ['cost', 'usage', 'billing'],
    expectedVolume: '٢٬٥٠٠٬٠٠٠',
    'goLiveDate-day': '١',
    'goLiveDate-month': '١٢',
    'goLiveDate-year': '٢٠٢٦',
    notificationEmails: 'a@al-ufuq.example\nb@al-ufuq.example',
    notes: 'لا شيء',
    hasExistingCredential: 'yes',
    existingCredential: 'ingest-credential-1',
    processingConsent: 'on',
  },
};

describe.each(library.map((definition) => [definition.key, definition] as const))(
  'the template %s',
  (_key, definition) => {
    it('may be published: it parses and the checks find nothing', () => {
      expect(parseDefinition(JSON.parse(JSON.stringify(definition)))).toMatchObject({ ok: true });
      expect(check(definition)).toEqual([]);
    });

    it('is complete in English and Arabic, and the Arabic is Arabic', () => {
      expect(definition.locales).toEqual(['en', 'ar']);
      const arabic = [definition.title, ...fieldsOf(definition).map(({ field }) => field.label)].map(
        ({ ar }) => ar ?? '',
      );
      for (const text of arabic) expect(text).toMatch(/\p{Script=Arabic}/u);
    });

    it('survives being stored as JSON with its compiled conditions', () => {
      const compiled = compileDefinition(definition);
      const stored = JSON.parse(JSON.stringify(compiled)) as typeof compiled;
      expect(walk(stored, {}, facts)).toEqual(walk(definition, {}, facts));
    });

    it('carries version, status and date of its source @req C39', () => {
      expect(definition.version).toBeGreaterThanOrEqual(1);
      expect(definition.metadata).toMatchObject({
        documentVersion: expect.stringMatching(/^\d+\.\d+$/) as string,
        status: expect.stringMatching(/./) as string,
        documentDate: expect.stringMatching(/^\d{4}-\d{2}(-\d{2})?$/) as string,
      });
    });

    it('names what people need before they start @req C40', () => {
      expect(definition.prerequisites?.length).toBeGreaterThan(0);
    });
  },
);

describe('data-pipeline', () => {
  it.each(Object.entries(personas))('leads somebody who gives %s to submission', (_name, typed) => {
    const end = complete(typed);
    expect(end.walk.readyToSubmit).toBe(true);
    expect(progress(end.walk)).toMatchObject({ tasksCompleted: 5, tasksTotal: 5, minutesLeft: 0, sectionId: null });
    expect(Object.keys(end.walk.counting).sort()).toEqual(Object.keys(end.answers).sort());
  });

  it('asks the shortest way no more than 25 questions, on seven to nine pages', () => {
    const { walk: end } = complete(personas['the shortest way'] ?? {});
    const pages = end.steps.filter(({ step }) => step.kind === 'form');
    expect(pages.flatMap(({ visibleFields }) => visibleFields).length).toBeLessThanOrEqual(25);
    expect(fieldsOf(dataPipeline).length).toBeLessThanOrEqual(25);
    expect(pages.length).toBeGreaterThanOrEqual(7);
    expect(pages.length).toBeLessThanOrEqual(9);
  });

  it('creates one dataset with its tables, a key that only its owner sees once, and a dry run that cannot fail it', () => {
    const actions = stepsOf(dataPipeline).flatMap(({ step }) => (step.kind === 'provision' ? step.actions : []));
    expect(actions.map(({ uses }) => uses)).toEqual([
      'dataset.create',
      'dataset.tables',
      'customer-key.issue',
      'customer-key.record',
      'credential.record',
      'dataset.verify',
      'pipeline.dry-run',
    ]);
    expect(actions.filter(({ nonBlocking }) => nonBlocking).map(({ uses }) => uses)).toEqual(['pipeline.dry-run']);
    const reveal = stepsOf(dataPipeline).find(({ step }) => step.kind === 'reveal')?.step;
    expect(reveal).toMatchObject({ what: 'customerKey.key', once: true, to: 'owner' });
  });

  it('lets every persona change any yes-or-no answer and back without losing a word', () => {
    const end = complete(personas['everything, in Arabic digits'] ?? {});
    fc.assert(
      fc.property(fc.constantFrom('separateBillingContact', 'hasExistingCredential'), (id) => {
        const away = walk(dataPipeline, { ...end.answers, [id]: false }, end.facts);
        expect(Object.keys(away.counting).length).toBeLessThan(Object.keys(end.walk.counting).length);
        expect(walk(dataPipeline, { ...end.answers, [id]: true }, end.facts)).toEqual(end.walk);
      }),
      { seed: 52 },
    );
  });
});

/** Fills in page after page as the walk leads, and returns where that ends. */
function complete(typed: FormInput) {
  let answers: Answers = {};
  let continued: Record<string, string> = {};
  for (let pages = 0; pages < 30; pages += 1) {
    const now = walk(dataPipeline, answers, { ...facts, continued });
    const step = now.steps.find((walked) => walked.step.id === now.nextStepId)?.step;
    if (step?.kind !== 'form') return { walk: now, answers, facts: { ...facts, continued } };
    const parsed = parseAnswers(
      dataPipeline,
      step,
      inputFor(
        step.fields.map(({ id }) => id),
        typed,
      ),
      answers,
      facts,
    );
    if (!parsed.ok) throw new Error(`${step.id}: ${JSON.stringify(parsed)}`);
    const sealed = Object.entries(parsed.values).map(([id, value]) => [
      id,
      id === 'existingCredential' ? { sealed: true } : value,
    ]);
    answers = { ...answers, ...(Object.fromEntries(sealed) as Answers) };
    continued = { ...continued, [step.id]: '2026-11-21T10:00:00Z' };
  }
  throw new Error('The walk does not come to an end');
}

const inputFor = (ids: readonly string[], typed: FormInput): FormInput =>
  Object.fromEntries(Object.entries(typed).filter(([name]) => ids.includes(name.replace(/-(day|month|year)$/, ''))));
