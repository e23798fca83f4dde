import { describe, expect, it } from 'vitest';
import {
  fieldsOf,
  stepsOf,
  walk,
  type FieldDefinition,
  type FlowDefinition,
  type LocalizedText,
} from '@/lib/flow-definition';
import { library } from '.';
import { everyField, goThrough, today, type Journey } from './testing-people';

/** Good answers for fields whose rules a made-up text would not meet. */
const fitting: Readonly<Record<string, unknown>> = {
  existingCustomerId: 'birchfield_golf',
  closeConfirmation: 'birchfield_golf',
  customerIdentifier: 'fernhill_golf',
  tags: ['enterprise'],
  projectId: 'fernhill-prod-1',
  googleAdsIds: ['123-456-7890'],
  metaAccountIds: ['act_1'],
  slug: 'corner-market',
  customDomain: 'points.cornermarket.example',
  sesRegion: 'eu-west-1',
  smtpHost: 'mail.cornermarket.example',
  spaceIdentifier: 'fennick-bank',
  allowedNetworks: ['203.0.113.0/24'],
  brandColour: '#1b5e4a',
  brandDomain: 'security.fennick.example',
  tenantIdentifier: 'riverdale1',
  earlierTenantId: 'riverdale-it',
  restoreConfirmation: 'riverdale-it',
  restoredUpTo: '2026-11-01',
  clusterNamespace: 'default',
  sdpUrl: 'https://riverdale.servicedeskplus.com',
  sdpServerUrl: 'https://desk.riverdale.example',
  headquarters: { country: 'AE', lines: 'Gulf Road 1', locality: 'Dubai', region: 'Dubai' },
  expectedUsers: [1, 4999, 5000, 90_000],
};

/** Choices that end as soon as possible. */
const quickest: Readonly<Record<string, unknown>> = {
  entry: 'new',
  industry: ['retail', 'finance'],
  plan: 'basic',
  expectedUsers: 100,
  deploymentType: 'multi_tenant',
  smtpProvider: 'sendgrid',
  services: ['endpoint'],
  tier: 'essential',
  residency: 'eu',
  entryMode: 'new',
  environment: 'docker',
  apiProfile: 'sdp_cloud_v3',
  apiEnabled: 'yes',
  adminAccess: 'me',
};

describe.each(library.map((definition) => [definition.key, definition] as const))('the ways through %s', (_, flow) => {
  const journeys = Array.from({ length: 250 }, (_each, seed) => goThrough(flow, anyone(chance(seed + 1))));

  it('all end with everything answered that is needed now', () => {
    for (const { walk: end } of journeys) {
      expect(end.readyToSubmit).toBe(true);
      expect(end.steps.flatMap(({ missing }) => missing)).toEqual([]);
    }
  });

  it('lead over every page, every question, every task of ours and every choice', () => {
    const reached = new Set(journeys.flatMap(({ walk: end }) => end.steps.map(({ step }) => step.id)));
    expect(stepsOf(flow).filter(({ step }) => !reached.has(step.id))).toEqual([]);
    const asked = new Set(journeys.flatMap(({ walk: end }) => end.steps.flatMap(({ visibleFields }) => visibleFields)));
    expect(
      fieldsOf(flow)
        .map(({ field }) => field.id)
        .filter((id) => !asked.has(id)),
    ).toEqual([]);
    for (const { field } of fieldsOf(flow)) {
      if (field.type === 'resources') continue;
      const chosen = new Set(journeys.flatMap(({ walk: end }) => [end.counting[field.id]].flat()));
      const never = (field.options ?? []).map(({ id }) => id).filter((id) => !chosen.has(id));
      expect(never, field.id).toEqual([]);
    }
  });

  it('ask the quickest person no more than 25 questions now, and never more than 8 on a page', () => {
    const quick = goThrough(flow, (field) => quickAnswer(field));
    expect(quick.walk.readyToSubmit).toBe(true);
    const now = askedNow(flow, quick);
    expect(now.length).toBeLessThanOrEqual(25);
    for (const { walk: end } of journeys) {
      for (const { step, visibleFields } of end.steps) {
        expect(visibleFields.length, step.id).toBeLessThanOrEqual(8);
      }
    }
  });

  it('can be gone back over: any answer may change and change back without losing a word', () => {
    for (const { answers, facts, walk: end } of journeys.slice(0, 60)) {
      for (const { field } of fieldsOf(flow)) {
        if (answers[field.id] === undefined || (field.type !== 'choice' && field.type !== 'yesNo')) continue;
        for (const other of field.type === 'yesNo' ? [true, false] : (field.options ?? []).map(({ id }) => id)) {
          walk(flow, { ...answers, [field.id]: other }, facts);
        }
      }
      expect(walk(flow, answers, facts)).toEqual(end);
    }
  });
});

describe.each(library.map((definition) => [definition.key, definition] as const))('the words of %s', (_, flow) => {
  it('ask each question in words of its own, in both languages', () => {
    for (const locale of ['en', 'ar']) {
      const labels = everyField(flow).map(({ label }) => label[locale]);
      expect(labels.filter((label, index) => labels.indexOf(label) !== index)).toEqual([]);
    }
  });

  it('are Arabic in Arabic wherever they are more than a name', () => {
    const foreign = textsIn(flow).filter(({ en = '', ar = '' }) => !/\p{Script=Arabic}/u.test(ar) && en !== ar);
    expect(foreign).toEqual([]);
    const named = textsIn(flow).filter(({ en, ar }) => en === ar);
    for (const { en } of named) expect(names).toContain(en);
  });

  it('say what is wrong wherever a pattern decides', () => {
    const patterned = everyField(flow).filter(({ rules }) => rules?.pattern !== undefined);
    expect(patterned.filter(({ invalid }) => invalid === undefined)).toEqual([]);
  });

  it('end with a tour of three to five pages, and say what is at stake before what cannot be undone', () => {
    expect(flow.tutorial?.length ?? 0).toBeGreaterThanOrEqual(3);
    expect(flow.tutorial?.length ?? 0).toBeLessThanOrEqual(5);
    for (const { step } of stepsOf(flow)) {
      if (step.kind === 'destructive') expect(step.consequences?.length).toBeGreaterThanOrEqual(2);
      if (step.kind !== 'residency') continue;
      const options = step.fields.flatMap(({ options: all }) => all ?? []);
      expect(options.every(({ consequence }) => consequence !== undefined)).toBe(true);
    }
  });

  it('seal every secret and carry the version of every consent', () => {
    for (const { field } of fieldsOf(flow)) {
      expect(field.class === 'secret').toBe(field.type === 'secret');
      if (field.type === 'consent') expect(field.consentVersion).toMatch(/^\d{4}-\d{2}$/);
    }
  });
});

/** Names that are the same in every language. */
const names = [
  'Google Cloud',
  'Amazon Web Services',
  'OpenAI',
  'Anthropic',
  'Google Ads',
  'Meta',
  'SendGrid',
  'Amazon SES',
  'STARTTLS',
  'TLS',
  'Ubuntu 24.04 LTS',
  'Microsoft Azure',
  'OpenID Connect',
  'SAML 2.0',
  'SOC 2',
  'ISO 27001',
  'Salesforce',
  'HubSpot',
  'Zendesk',
  'ServiceNow',
  'Kubernetes',
  'Docker',
  'ServiceDesk Plus',
];

/** The questions that have to be looked at before sending: not those that may wait, nor what is computed. */
function askedNow(flow: FlowDefinition, { walk: end }: Journey): readonly string[] {
  const fields = new Map(fieldsOf(flow).map(({ field }) => [field.id, field]));
  return end.steps
    .flatMap(({ visibleFields }) => visibleFields)
    .filter((id) => fields.get(id)?.due === 'now' && fields.get(id)?.derive === undefined);
}

function quickAnswer(field: FieldDefinition): unknown {
  const said = quickest[field.id];
  if (Array.isArray(said) && field.type === 'choice') return said.find((id) => field.options?.some((o) => o.id === id));
  if (said !== undefined) return said;
  if (field.type === 'yesNo') return false;
  if (field.required === false) return undefined;
  return answerTo(field, () => 0);
}

/** Somebody who answers whatever comes first to mind. */
const anyone =
  (next: () => number) =>
  (field: FieldDefinition): unknown =>
    field.required === false && next() < 0.4 ? undefined : answerTo(field, next);

function answerTo(field: FieldDefinition, next: () => number): unknown {
  const given = fitting[field.id];
  if (field.type === 'number') {
    const numbers = Array.isArray(given) ? (given as number[]) : [Number(field.rules?.min ?? 1) + 1];
    return pick(numbers, next);
  }
  if (given !== undefined) return given;
  const options = (field.options ?? []).filter(({ when }) => when === undefined || next() < 0.35).map(({ id }) => id);
  switch (field.type) {
    case 'yesNo':
      return next() < 0.5;
    case 'choice':
      return pick(options, next);
    case 'choices': {
      const some = options.filter(() => next() < 0.5);
      if (field.rules?.itemsMin === options.length) return options;
      return some.length > 0 ? some : options.slice(0, 1);
    }
    case 'date':
      return field.rules?.min === 'today-365' ? today : '2027-03-07';
    case 'email':
      return 'someone@somewhere.example';
    case 'list':
      return ['someone@somewhere.example'];
    case 'phone':
      return '+971501234567';
    case 'url':
      return 'https://somewhere.example/';
    case 'country':
      return 'AE';
    case 'timeZone':
      return 'Asia/Dubai';
    case 'language':
      return 'ar';
    case 'currency':
      return 'AED';
    case 'slot':
      return 'ask';
    case 'upload':
    case 'resources':
      return undefined;
    case 'items':
      return [Object.fromEntries((field.fields ?? []).map((inner) => [inner.id, itemText(inner)]))];
    default:
      return 'a good enough answer';
  }
}

const itemText = (field: FieldDefinition): string => {
  if (field.options !== undefined) return field.options[0]?.id ?? '';
  if (field.type === 'phone') return '+971501234567';
  return field.type === 'email' ? 'someone@somewhere.example' : 'noor_till2';
};

const pick = <T>(from: readonly T[], next: () => number): T | undefined => from[Math.floor(next() * from.length)];

/** The same numbers every time (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Every text for people in a template: what has an English and an Arabic side. */
function textsIn(value: unknown): readonly LocalizedText[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('en' in value && typeof value.en === 'string') return [value as LocalizedText];
  return Object.values(value).flatMap(textsIn);
}
