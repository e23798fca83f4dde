import type { FormInput } from '@/lib/flow-definition';

type Answers = Readonly<Record<string, FormInput>>;

/** What somebody types on each page; `mark` makes it theirs. */
export const answersOf = (mark: string): Answers => ({
  'organisation-name': { organisationName: `Acme ${mark} Inc`, country: 'DE', website: `https://${mark}.example/` },
  'technical-contact': { technicalContactName: `Grace ${mark}`, technicalContactEmail: `grace@${mark}.example` },
  'billing-contact': {
    separateBillingContact: 'yes',
    billingContactName: `Ada ${mark}`,
    billingContactEmail: `ada@${mark}.example`,
  },
  'tenant-id': { tenantIdentifier: `t_${mark}` },
  'data-region': { region: 'eu' },
  providers: { cloudProviders: ['gcp', 'openai'], gcpProjectId: `acme-${mark}`, domains: ['cost'] },
  volume: { expectedVolume: '120000', goLiveDate: inAMonth(), notes: `Notes of ${mark}` },
  'existing-credential': { hasExistingCredential: 'no' },
  'processing-consent': { processingConsent: 'true' },
});

/** What a colleague answers on the same pages. */
export const othersOf = (mark: string): Answers => ({
  'organisation-name': { organisationName: `Other ${mark} Ltd`, country: 'FR', website: '' },
  'technical-contact': { technicalContactName: 'Edsger', technicalContactEmail: 'edsger@other.example' },
  'tenant-id': { tenantIdentifier: `o_${mark}` },
  'data-region': { region: 'us' },
  volume: { expectedVolume: '777', goLiveDate: inAMonth(), notes: 'Notes of the colleague' },
});

/** One field of a page that a colleague answers while somebody is busy with the others. */
export const fieldsOfOthers: Answers = {
  'organisation-name': { website: 'https://colleague.example/' },
  'technical-contact': { technicalContactPhone: '+4930901820' },
  volume: { notes: 'Notes of the colleague' },
};

/** Half-typed and wrong: no page takes this. */
export const wrongOf: Answers = {
  'organisation-name': { organisationName: 'Half a na', website: '::not an address::' },
  'technical-contact': { technicalContactName: 'Gra', technicalContactEmail: 'grace@' },
  'billing-contact': { separateBillingContact: 'yes', billingContactName: 'Ad', billingContactEmail: 'ada(at)' },
  'tenant-id': { tenantIdentifier: 'Not An Identifier!' },
  providers: { cloudProviders: ['gcp'], gcpProjectId: '!' },
  volume: { expectedVolume: 'many', notes: 'half a no' },
};

const inAMonth = (): string => new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
