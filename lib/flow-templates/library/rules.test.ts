import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fieldsOf,
  parseAnswers,
  parseItem,
  shownKey,
  walk,
  type Answers,
  type Facts,
  type FlowDefinition,
  type FormStep,
} from '@/lib/flow-definition';
import { dataPipeline, loyaltyProgramme, marketingAnalytics, securityPlatform, serviceDesk } from '.';
import { factsOf, goThrough, persona, typed } from './testing-people';

describe('marketing-analytics', () => {
  const flow = marketingAnalytics;

  it.each(['customerIdentifier', 'customerName', 'industry'])(
    'asks for %s and takes no page without it @req G1 @req G2 @req G3',
    (id) => {
      expect(codes(flow, id, undefined)[0]).toMatch(/^field\.required/);
      const good = { customerIdentifier: 'birchfield_golf', customerName: 'Birchfield', industry: 'golf' }[id];
      expect(codes(flow, id, good)).toEqual([]);
    },
  );

  it('takes exactly the ids of the rule: small letters, digits and underscores @req G8', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 40 }), fc.stringMatching(/^[a-zA-Z0-9_-]{1,36}$/)), (text) => {
        const isGood = codes(flow, 'customerIdentifier', text).length === 0;
        expect(isGood, JSON.stringify(text)).toBe(/^[a-z][a-z0-9_]{2,31}$/.test(text.normalize('NFC').trim()));
      }),
      { numRuns: 400, seed: 8 },
    );
  });

  it.each(['topgolf', 'medcorp_a', 'acme_corp_2025'])('takes the id %s @req G12', (id) => {
    expect(codes(flow, 'customerIdentifier', id)).toEqual([]);
  });

  it('refuses each wrong id with words of its own @req G9 @req G13', () => {
    const said = ['TopGolf', '123acme', 'ab'].map((id) => codes(flow, 'customerIdentifier', id));
    expect(said.every((each) => each.length === 1)).toBe(true);
    expect(new Set(said.flat()).size).toBe(3);
    expect(said[1]).toEqual(['field.identifier_start_letter']);
  });

  it.each([
    [2, false],
    [3, true],
    [32, true],
    [33, false],
  ])('at a length of %i takes an id: %s @req G10', (length, isGood) => {
    expect(codes(flow, 'customerIdentifier', 'a'.repeat(length)).length === 0).toBe(isGood);
  });

  it('wants a project only where the owner has no common one @req G4', () => {
    expect(codes(flow, 'projectId', undefined)).toEqual(['field.required']);
    const common = factsOf(flow, { defaultProject: 'northwind-shared' });
    expect(codes(flow, 'projectId', undefined, {}, common)).toEqual([]);
    expect(codes(flow, 'projectId', 'fernhill-prod-471220', {}, common)).toEqual([]);
    expect(codes(flow, 'projectId', 'Fernhill Prod', {}, common)).toEqual(['field.pattern']);
  });

  const google = { adPlatforms: ['google_ads', 'meta'] };
  it.each([
    [[], true],
    [['123-456-7890'], true],
    [['123-456-7890', '987-654-3210'], true],
    [['1234567890'], false],
    [['123-4567-890'], false],
    [['123-456-7890', '123-456-789'], false],
    [['123-456-78901'], false],
  ])('takes the Google Ads ids %j: %s @req G5 @req G53', (ids, isGood) => {
    expect(codes(flow, 'googleAdsIds', ids, google)).toEqual(isGood ? [] : ['field.item_pattern']);
  });

  it.each([
    [[], true],
    [['act_12345678'], true],
    [['act_1', 'act_2'], true],
    [['12345678'], false],
    [['account_12345'], false],
    [['act_'], false],
    [['act_12a'], false],
  ])('takes the Meta ids %j: %s @req G6 @req G54', (ids, isGood) => {
    expect(codes(flow, 'metaAccountIds', ids, google)).toEqual(isGood ? [] : ['field.item_pattern']);
  });

  it('says for each kind of account what its ids look like', () => {
    const words = ['googleAdsIds', 'metaAccountIds'].map((id) => field(flow, id).field.invalid);
    expect(words[0]?.en).toContain('123-456-7890');
    expect(words[1]?.en).toContain('act_');
  });

  it.each([
    [[], true],
    [['enterprise', 'q1_2025'], true],
    [['Two words'], false],
    [Array.from({ length: 11 }, (_, index) => `tag${index}`), false],
  ])('takes the tags %j: %s @req G7', (tags, isGood) => {
    expect(codes(flow, 'tags', tags).length === 0).toBe(isGood);
  });

  it('knows six industries by stable values, each with a name, a description and examples @req G14', () => {
    const { options = [] } = field(flow, 'industry').field;
    expect(options.map(({ id }) => id)).toEqual(['golf', 'medical', 'restaurant', 'retail', 'ecommerce', 'other']);
    for (const { label, hint } of options) {
      for (const text of [label, hint]) expect(text).toMatchObject({ en: /./, ar: /\p{Script=Arabic}/u } as object);
      expect(hint?.en).toContain(':');
    }
    expect(codes(flow, 'industry', 'mining')).toEqual(['field.choice_unknown']);
  });

  it('asks somebody who is known already whether to update, to add or to close first @req G21', () => {
    const entry = (mode: string) =>
      goThrough(flow, say(flow, { entry: mode, closeConfirmation: 'birchfield_golf' })).pages;
    const steps = (mode: string) => entry(mode).map(({ id }) => id);
    expect(steps('new')).not.toContain('existing-entry');
    expect(steps('update')).toContain('existing-entry');
    expect(steps('update')).not.toContain('customer-id');
    expect(steps('other_id')).toEqual(expect.arrayContaining(['existing-entry', 'customer-id']));
    expect(steps('offboard_first')).toContain('close-earlier-entry');
  });

  it('closes an earlier entry only for somebody who types its id', () => {
    const answers = { entry: 'offboard_first', existingCustomerId: 'birchfield_golf', earlierData: 'keep' };
    expect(codes(flow, 'closeConfirmation', 'birchfield_golf', answers)).toEqual([]);
    expect(codes(flow, 'closeConfirmation', 'birchfield', answers)).toHaveLength(1);
  });
});

describe('data-pipeline', () => {
  it.each([
    ['acmeinc_23xv2', true],
    ['ABC', true],
    ['ab', false],
    ['a'.repeat(50), true],
    ['a'.repeat(51), false],
    ['acme-inc', false],
    ['acme inc', false],
  ])('takes the tenant ID %s: %s @req C2 @req C3', (id, isGood) => {
    expect(codes(dataPipeline, 'tenantIdentifier', id).length === 0).toBe(isGood);
  });

  it('keeps tenant IDs apart within their owner @req C4', () => {
    expect(dataPipeline.identifiers).toMatchObject([{ system: 'data-pipeline', uniqueIn: 'owner' }]);
  });
});

describe('loyalty-programme', () => {
  const flow = loyaltyProgramme;

  it.each([
    ['organisationName', 'Corner Market', undefined],
    ['country', 'NL', 'XX'],
    ['timeZone', 'America/New_York', 'America/Gotham'],
    ['adminName', 'Jane Verhoeven', undefined],
    ['adminEmail', 'jane@cornermarket.example', 'jane'],
    ['adminPhone', '+31 20 624 1111', '+31 20'],
    ['adminLanguage', 'en', 'klingonish'],
    ['plan', 'premium', 'gold'],
    ['contractStart', '2027-01-01', '2027-02-30'],
    ['expectedUsers', 100, 0],
    ['smtpProvider', 'ses', 'pigeon'],
    ['backupSchedule', 'daily', 'hourly'],
  ])(
    'asks for %s and takes %s but not %s @req L1 @req L3 @req L4 @req L5 @req L6 @req L7 @req L8 @req L9 @req L11 @req L12 @req L14 @req L15',
    (id, good, bad) => {
      const before: Answers = id === 'country' ? {} : { country: 'NL' };
      expect(codes(flow, id, good, before)).toEqual([]);
      expect(codes(flow, id, undefined, before)).toHaveLength(1);
      if (bad !== undefined) expect(codes(flow, id, bad, before)).toHaveLength(1);
    },
  );

  it('keeps a phone number as E.164, and warns of one that is possible but nobody’s @req L7', () => {
    const others = { adminName: 'Jane', adminEmail: 'jane@cornermarket.example', adminLanguage: 'en' };
    const read = (text: string) => parse(flow, 'adminPhone', text, { country: 'US', ...others });
    expect(read('(202) 456-1111')).toMatchObject({ ok: true, values: { adminPhone: '+12024561111' }, warnings: {} });
    expect(read('+1 555-123-4567')).toMatchObject({
      ok: true,
      values: { adminPhone: '+15551234567' },
      warnings: { adminPhone: [{ code: 'field.phone_unusual' }] },
    });
  });

  it('takes exactly the short names that can begin the name of a group @req L2', () => {
    for (const good of ['nextdoor', 'corner-market', 'a1b', '24-7-shop']) expect(codes(flow, 'slug', good)).toEqual([]);
    for (const bad of ['Corner', 'corner market', '-corner', 'corner-', 'a--b', 'corner_market', 'ab']) {
      expect(codes(flow, 'slug', bad), bad).toHaveLength(1);
    }
    const { walk: end } = goThrough(flow, say(flow, {}));
    expect(end.counting.groupNames).toBe('corner-market-admins, corner-market-cashiers, corner-market-customers');
  });

  it.each([
    ['a small shop', { expectedUsers: 300 }, 'multi_tenant'],
    ['a large one', { expectedUsers: 5000 }, 'single_tenant'],
    ['one that must be isolated', { isolationNeeded: true }, 'single_tenant'],
    ['one under the GDPR', { complianceNeeds: ['gdpr'] }, 'single_tenant'],
    ['one under the LGPD', { complianceNeeds: ['lgpd'] }, 'single_tenant'],
  ])('recommends %s from its answers the fitting deployment @req L49', (_name, answers, recommended) => {
    const all = { expectedUsers: 300, isolationNeeded: false, ...answers };
    const { counting } = walk(flow, all as Answers, factsOf(flow));
    expect(counting.recommendedDeployment).toBe(recommended);
  });

  it('keeps the reasons, and asks for one when the recommendation is not followed @req L49', () => {
    const deciding = (deploymentType: string, isolationNeeded: boolean) => ({
      plan: 'premium',
      expectedUsers: 300,
      isolationNeeded,
      deploymentType,
    });
    expect(codes(flow, 'deploymentReasons', undefined, deciding('multi_tenant', false))).toEqual([
      'field.required_choices',
    ]);
    expect(asks(flow, 'decisionNote', deciding('multi_tenant', false))).toBe(false);
    expect(asks(flow, 'decisionNote', deciding('single_tenant', true))).toBe(false);
    expect(asks(flow, 'decisionNote', deciding('multi_tenant', true))).toBe(true);
    expect(asks(flow, 'decisionNote', deciding('single_tenant', false))).toBe(true);
  });

  it('needs no server on the shared platform, and asks for size and attestation of an own one @req L10 @req L16 @req L17 @req L47 @req L48', () => {
    const shared = goThrough(flow, say(flow, { deploymentType: 'multi_tenant', isolationNeeded: false }));
    expect(shared.walk.sections.map(({ section }) => section.id)).not.toContain('server');
    const own = goThrough(flow, say(flow, { deploymentType: 'single_tenant' }));
    expect(own.pages.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['custom-domain', 'server-provider', 'server-sizing', 'server-attest']),
    );
    const at = { deploymentType: 'single_tenant', serverProvider: 'theirs' };
    for (const [id, least] of [
      ['serverCpus', 2],
      ['serverMemory', 4],
      ['serverStorage', 50],
    ] as const) {
      expect(codes(flow, id, least, at)).toEqual([]);
      expect(codes(flow, id, least - 1, at)).toEqual(['field.number_min']);
    }
    expect(codes(flow, 'serverAttested', undefined, at)).toEqual(['field.required_consent']);
  });

  it('gives the isolated deployment a way of its own, up to the tasks of our people @req L21', () => {
    const tasks = (deploymentType: string) =>
      goThrough(flow, say(flow, { deploymentType, isolationNeeded: deploymentType === 'single_tenant' }))
        .walk.steps.filter(({ step }) => step.kind === 'partner-task')
        .map(({ step }) => step.id);
    expect(tasks('single_tenant')).toEqual(expect.arrayContaining(['inspect-server', 'install-isolated']));
    expect(tasks('multi_tenant')).not.toContain('install-isolated');
  });

  it('asks each e-mail service for its own things, and seals what is secret @req L14', () => {
    const asked = (smtpProvider: string) =>
      ['sendgridKey', 'sesRegion', 'sesUser', 'sesPassword', 'smtpHost', 'smtpPort', 'smtpUser', 'smtpPassword'].filter(
        (id) => asks(flow, id, { smtpProvider }),
      );
    expect(asked('sendgrid')).toEqual(['sendgridKey']);
    expect(asked('ses')).toEqual(['sesRegion', 'sesUser', 'sesPassword']);
    expect(asked('smtp')).toEqual(['smtpHost', 'smtpPort', 'smtpUser', 'smtpPassword']);
    for (const id of ['sendgridKey', 'sesPassword', 'smtpPassword']) expect(field(flow, id).field.class).toBe('secret');
  });

  it('reads a cashier on a page of its own', () => {
    const step = field(flow, 'cashiers').step;
    const input = { cashierName: 'Noor', cashierEmail: 'noor@cornermarket.example', cashierUsername: 'noor_till2' };
    expect(parseItem(flow, step, 'cashiers', input, {}, factsOf(flow))).toMatchObject({ ok: true });
    expect(
      parseItem(flow, step, 'cashiers', { ...input, cashierUsername: 'Noor T.' }, {}, factsOf(flow)),
    ).toMatchObject({
      ok: false,
      errors: { cashierUsername: [{ code: 'field.pattern' }] },
    });
  });

  it('wants every test ticked, but only when the programme is there', () => {
    expect(codes(flow, 'adminChecks', undefined)).toEqual([]);
    expect(codes(flow, 'adminChecks', ['page_opens'])).toEqual(['field.choices_too_few']);
    expect(codes(flow, 'adminChecks', ['page_opens', 'signed_in', 'redirected', 'dashboard'])).toEqual([]);
  });
});

describe('security-platform', () => {
  const flow = securityPlatform;

  it('asks only about the services that were chosen, three conditions deep @req I53 @req I59', () => {
    expect(asks(flow, 'endpointCount', { services: ['email'] })).toBe(false);
    expect(asks(flow, 'awsAccounts', { services: ['cloud'], cloudProviders: ['gcp'] })).toBe(false);
    expect(asks(flow, 'awsAccounts', { services: ['cloud'], cloudProviders: ['aws'] })).toBe(true);
    // The clouds were named before the service was dropped: what was said is kept, but it no longer asks for more.
    expect(asks(flow, 'awsAccounts', { services: ['email'], cloudProviders: ['aws'] })).toBe(false);
    expect(asks(flow, 'nightPhone', { services: ['managed'], coverage: 'always' })).toBe(true);
    expect(asks(flow, 'nightPhone', { services: ['email'], coverage: 'always' })).toBe(false);
  });

  it('offers the tiers that the services allow', () => {
    const tier = (answers: Answers) => codes(flow, 'tier', 'essential', answers);
    expect(tier({ services: ['endpoint'] })).toEqual([]);
    expect(tier({ services: ['endpoint', 'managed'] })).toEqual(['field.choice_unknown']);
    expect(tier({ services: ['endpoint'], employeeCount: 'over_5000' })).toEqual(['field.choice_unknown']);
    expect(tier({ services: ['endpoint'], managesOthers: true })).toEqual(['field.choice_unknown']);
  });

  it('asks for the transfer clauses when data of Europeans would leave Europe, across pages', () => {
    expect(asks(flow, 'transferConsent', { frameworks: ['gdpr'], residency: 'us' })).toBe(true);
    expect(asks(flow, 'transferConsent', { frameworks: ['gdpr'], residency: 'eu' })).toBe(false);
    expect(asks(flow, 'transferConsent', { frameworks: ['soc2'], residency: 'us' })).toBe(false);
  });

  it('says what each framework and each region brings with it', () => {
    for (const id of ['frameworks', 'residency']) {
      for (const { consequence } of field(flow, id).field.options ?? []) expect(consequence?.en).toMatch(/\.$/);
    }
  });

  it.each([
    ['203.0.113.7', true],
    ['203.0.113.0/24', true],
    ['2001:db8::/32', true],
    ['::1', true],
    ['256.1.1.1', false],
    ['203.0.113.0/33', false],
    ['203.0.113', false],
    ['abcd', false],
  ])('takes the network %s: %s', (network, isGood) => {
    expect(codes(flow, 'allowedNetworks', [network], { restrictNetworks: true })).toEqual(
      isGood ? [] : ['field.item_pattern'],
    );
  });

  it('lets evidence follow, and counts it as owed until it is there', () => {
    const { walk: end } = goThrough(flow, say(flow, {}));
    expect(end.readyToSubmit).toBe(true);
    expect(end.steps.find(({ step }) => step.id === 'evidence')?.later).toEqual(['soc2Report']);
  });
});

describe('service-desk', () => {
  const flow = serviceDesk;

  it.each([
    ['https://riverdale.servicedeskplus.com', true],
    ['https://riverdale.servicedeskplus.com/', true],
    ['http://riverdale.servicedeskplus.com', false],
    ['riverdale.servicedeskplus.com', false],
    ['https://servicedeskplus.com', false],
    ['https://riverdale.servicedeskplus.com.evil.example', false],
    ['https://evil.example/riverdale.servicedeskplus.com', false],
    ['https://evil.example#.servicedeskplus.com', false],
    ['https://user@riverdale.servicedeskplus.com', false],
    ['https://riverdale.servicedeskplus.com:8443', false],
  ])('takes the address %s: %s @req M1', (url, isGood) => {
    expect(codes(flow, 'sdpUrl', url, { apiProfile: 'sdp_cloud_v3' })).toEqual(isGood ? [] : ['field.pattern']);
  });

  it.each([
    ['https://desk.riverdale.example', true],
    ['https://desk.riverdale.example:8443', true],
    ['https://localhost', false],
    ['https://10.0.0.1', false],
    ['http://desk.riverdale.example', false],
  ])('takes the own server %s: %s @req M1', (url, isGood) => {
    expect(codes(flow, 'sdpServerUrl', url, { apiProfile: 'sdp_onprem_v3' })).toEqual(isGood ? [] : ['field.pattern']);
  });

  it('hands the set-up to the customer’s administrator when somebody else is one @req M3', () => {
    const pages = (adminAccess: string) => goThrough(flow, say(flow, { adminAccess })).pages.map(({ id }) => id);
    expect(pages('colleague')).toContain('invite-administrator');
    expect(pages('me')).not.toContain('invite-administrator');
    expect(asks(flow, 'adminContactEmail', { adminAccess: 'colleague' })).toBe(true);
    expect(asks(flow, 'adminContactEmail', { adminAccess: 'me' })).toBe(false);
  });

  it('asks for the name of the tenant @req M6', () => {
    expect(codes(flow, 'tenantName', undefined)).toEqual(['field.required']);
    expect(codes(flow, 'tenantName', 'Riverdale Clinics')).toEqual([]);
  });

  it.each([
    ['acme-corp', true],
    ['a1', true],
    ['a'.repeat(50), true],
    ['a'.repeat(51), false],
    ['Acme', false],
    ['acme corp', false],
    ['acme_corp', false],
    ['-acme', false],
    ['acme-', false],
  ])('takes the tenant ID %s: %s, so that it is a name in a cluster, too @req M7', (id, isGood) => {
    const isLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(id) && id.length <= 50;
    expect(isLabel).toBe(isGood);
    expect(codes(flow, 'tenantIdentifier', id, { entryMode: 'new' }).length === 0).toBe(isGood);
  });

  it('begins in three ways, each with its own questions @req M10', () => {
    const pages = (entryMode: string) =>
      goThrough(flow, say(flow, { entryMode, cutOverDate: '2026-12-01', restoredUpTo: '2026-11-01' })).pages.map(
        ({ id }) => id,
      );
    expect(pages('new')).not.toContain('earlier-tenant');
    expect(pages('staging')).toEqual(expect.arrayContaining(['earlier-tenant', 'tenant-id']));
    expect(pages('staging')).not.toContain('restore-confirmation');
    expect(pages('restore')).toEqual(expect.arrayContaining(['earlier-tenant', 'restore-confirmation']));
    expect(pages('restore')).not.toContain('tenant-id');
    expect(asks(flow, 'cutOverDate', { entryMode: 'restore' })).toBe(false);
    expect(asks(flow, 'restoredUpTo', { entryMode: 'restore' })).toBe(true);
  });

  it('never asks for a webhook secret: it is not the customer’s to invent', () => {
    expect(fieldsOf(flow).filter(({ field: { type } }) => type === 'secret')).toEqual([]);
  });
});

function field(flow: FlowDefinition, id: string) {
  const placed = fieldsOf(flow).find((each) => each.field.id === id);
  if (placed === undefined) throw new Error(`${flow.key} does not ask for ${id}`);
  return placed;
}

/** Reads the page of one question with this answer to it and nothing else said on the page. */
function parse(flow: FlowDefinition, id: string, value: unknown, answers: Answers = {}, facts: Facts = factsOf(flow)) {
  const { step, field: asked } = field(flow, id);
  const others = step.fields.filter((each) => each.id !== id && answers[each.id] !== undefined);
  const input = Object.assign(
    { [shownKey]: step.fields.map((each) => each.id).join(',') },
    ...others.map((each) => typed(each, answers[each.id])),
    typed(asked, value),
  ) as Record<string, string>;
  return parseAnswers(flow, step, input, answers, facts, { locale: 'en' });
}

/** What is said against an answer. */
function codes(flow: FlowDefinition, id: string, value: unknown, answers: Answers = {}, facts?: Facts) {
  const parsed = parse(flow, id, value, answers, facts);
  return parsed.ok ? [] : (parsed.errors[id] ?? []).map(({ code }) => code);
}

/** Whether a question is asked of somebody who has given these answers. */
function asks(flow: FlowDefinition, id: string, answers: Answers): boolean {
  return walk(flow, answers, factsOf(flow)).steps.some(({ visibleFields }) => visibleFields.includes(id));
}

/** The English person of a template, with some answers changed and good ones for what the change brings up. */
function say(flow: FlowDefinition, changed: Readonly<Record<string, unknown>>) {
  const { stored } = persona(flow.key, 'en', identifiers[flow.key] ?? '');
  return ({ id, required, due, type, options, rules }: FormStep['fields'][number]): unknown => {
    if (Object.hasOwn(changed, id)) return changed[id];
    if (stored[id] !== undefined) return stored[id];
    if (required === false || due === 'later') return undefined;
    return substitutes[id] ?? (type === 'yesNo' ? true : (options?.[0]?.id ?? rules?.min ?? 'a good enough answer'));
  };
}

const identifiers: Readonly<Record<string, string>> = {
  'marketing-analytics': 'fernhill_golf',
  'loyalty-programme': 'corner-market',
  'security-platform': 'fennick-bank',
  'service-desk': 'riverdale-it',
};

const substitutes: Readonly<Record<string, string>> = {
  existingCustomerId: 'birchfield_golf',
  earlierTenantId: 'riverdale-it',
  restoreConfirmation: 'riverdale-it',
};
