import type { DemoCustomer } from '@/lib/demo';
import type { FormInput } from '@/lib/flow-definition';

const dayMs = 86_400_000;

/**
 * Answers to every page of the data pipeline, in the order in which the flow asks. `chance` gives numbers from 0 to 1;
 * `now` is when the demo world is made, because a go-live date must lie ahead.
 */
export function answersOf(
  { id, name, country, region, people }: DemoCustomer,
  chance: () => number,
  now: Date,
): readonly (readonly [stepId: string, values: FormInput])[] {
  const [owner] = people;
  const host = owner.email.slice(owner.email.indexOf('@') + 1);
  const usesGoogle = chance() < 0.6;
  const hasCredential = chance() < 0.25;
  const goLive = new Date(now.getTime() + (14 + Math.floor(chance() * 60)) * dayMs);
  return [
    ['organisation-name', { organisationName: name, country, website: chance() < 0.7 ? `https://www.${host}` : '' }],
    [
      'technical-contact',
      { technicalContactName: owner.name, technicalContactEmail: `data@${host}`, technicalContactPhone: '' },
    ],
    [
      'billing-contact',
      chance() < 0.4
        ? { separateBillingContact: 'yes', billingContactName: owner.name, billingContactEmail: `accounts@${host}` }
        : { separateBillingContact: 'no' },
    ],
    ['tenant-id', { tenantIdentifier: id }],
    ['data-region', { region }],
    [
      'providers',
      {
        cloudProviders: usesGoogle ? ['gcp', 'openai'] : ['aws', 'anthropic'],
        ...(usesGoogle ? { gcpProjectId: `${id.replaceAll('_', '-').slice(0, 16)}-prod` } : {}),
        domains: chance() < 0.5 ? ['cost'] : ['cost', 'usage', 'billing'],
      },
    ],
    [
      'volume',
      {
        expectedVolume: String(1000 * Math.ceil(chance() * 900)),
        goLiveDate: goLive.toISOString().slice(0, 10),
        notificationEmails: `alerts@${host}`,
        notes: '',
      },
    ],
    [
      'existing-credential',
      hasCredential
        ? { hasExistingCredential: 'yes', existingCredential: `ingest-${Math.floor(chance() * 1e12).toString(36)}` }
        : { hasExistingCredential: 'no' },
    ],
    ['processing-consent', { processingConsent: 'true' }],
  ];
}

/** A generator of chance that gives the same numbers every time (mulberry32). */
export function seededChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
