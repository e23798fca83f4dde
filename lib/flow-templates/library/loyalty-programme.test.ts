import { describe, expect, it } from 'vitest';
import { parseItem, walk, type Answers } from '@/lib/flow-definition';
import { loyaltyProgramme } from '.';
import { factsOf, goThrough } from './testing-people';
import { asks, codes, field, parse, say } from './testing-rules';

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
    'asks for %s and takes %s but not %s @req L1 @req L3 @req L4 @req L5 @req L9 @req L11 @req L12 @req L14',
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
