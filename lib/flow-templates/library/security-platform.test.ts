import { describe, expect, it } from 'vitest';
import type { Answers } from '@/lib/flow-definition';
import { securityPlatform } from '.';
import { goThrough } from './testing-people';
import { asks, codes, field, say } from './testing-rules';

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
