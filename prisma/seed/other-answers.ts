import type { DemoCustomer, DemoTemplate } from '@/lib/demo';
import type { OutsideSystems } from '@/lib/simulators';
import type { FormInput } from '@/lib/flow-definition';

type Pages = readonly (readonly [stepId: string, values: FormInput])[];

/** Answers to the first pages of an onboarding, or to all of it, in the order in which the flow asks. */
export const answersTo = (template: DemoTemplate, customer: DemoCustomer): Pages => pagesOf[template](customer);

/** What is handed in on the pages of credentials, and which pages only look, in the order in which the flow asks. */
export function looksTo(
  template: DemoTemplate,
  { id }: DemoCustomer,
  { systems }: OutsideSystems,
): readonly (readonly [stepId: string, parts: Readonly<Record<string, string>> | null])[] {
  if (template !== 'service-desk') return [];
  const key = systems.serviceDesk.addKey(`${id}.servicedeskplus.com`);
  return [
    ['api-key', { api_key: key }],
    ['test-connection', null],
  ];
}

const pagesOf: Readonly<Record<DemoTemplate, (customer: DemoCustomer) => Pages>> = {
  'marketing-analytics': ({ id, name }) => [
    ['entry-choice', { entry: 'new' }],
    ['business-name', { customerName: name }],
    ['industry-choice', { industry: 'golf' }],
    ['customer-id', { customerIdentifier: id }],
    ['tagging', { tags: 'enterprise\nq1_2027' }],
    ['project-id', { projectId: 'fernhill-prod-471220' }],
  ],
  'loyalty-programme': ({ id, name, country, timeZone, people: [owner] }) => [
    ['organisation-name', { organisationName: name, country, timeZone }],
    ['short-name', { slug: id }],
    [
      'administrator-contact',
      { adminName: owner.name, adminEmail: owner.email, adminPhone: '+31 20 624 1111', adminLanguage: 'en' },
    ],
    ['plan-choice', { plan: 'premium' }],
    ['contract-start', { contractStart: new Date().toISOString().slice(0, 10) }],
    ['deployment-needs', { expectedUsers: '1200', isolationNeeded: 'yes', complianceNeeds: ['gdpr'] }],
    ['deployment-recommendation', {}],
    ['deployment-choice', { deploymentType: 'single_tenant' }],
    ['deployment-reasons', { deploymentReasons: ['isolation', 'compliance'] }],
  ],
  'security-platform': ({ id, name, country }) => [
    [
      'organisation',
      {
        organisationName: name,
        'headquarters-country': country,
        'headquarters-lines': 'Gartenweg 12',
        'headquarters-postalCode': '20095',
        'headquarters-locality': 'Hamburg',
      },
    ],
    ['space', { spaceIdentifier: id }],
    ['industry-choice', { industry: 'finance' }],
    ['size', { employeeCount: 'over_5000', managesOthers: 'no' }],
    ['service-choice', { services: ['endpoint', 'cloud'] }],
    ['service-details', { endpointCount: '6500', cloudProviders: ['aws'], awsAccounts: '14' }],
    ['tier-choice', { tier: 'enterprise' }],
    ['sign-in-policy', { secondFactor: 'everyone', sessionLength: 'hours_8', restrictNetworks: 'no' }],
    ['single-sign-on', { wantsSso: 'no' }],
    ['framework-choice', { frameworks: ['soc2', 'gdpr'] }],
  ],
  'service-desk': ({ id, name, people: [owner] }) => [
    ['entry-mode', { entryMode: 'new' }],
    ['tenant-name', { tenantName: name }],
    ['tenant-id', { tenantIdentifier: id }],
    ['environment-choice', { environment: 'docker' }],
    ['api-profile', { apiProfile: 'sdp_cloud_v3' }],
    ['service-desk-address', { sdpUrl: `https://${id}.servicedeskplus.com`, apiEnabled: 'yes' }],
    ['admin-access', { adminAccess: 'me' }],
    ['triggers-page', { triggers: ['created'], expectedTickets: '90', alertEmails: owner.email }],
    ['prepare-webhook', {}],
    ['ticket-consent-page', { ticketConsent: 'true' }],
  ],
};
