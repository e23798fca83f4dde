import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marketingAnalytics } from '.';
import { factsOf, goThrough } from './testing-people';
import { codes, field, say } from './testing-rules';

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
