import { sampleDefinition, sampleField, sampleSection, sampleStep } from '@/lib/flow-definition/sample-definition';
import type { FieldDefinition, FlowDefinition } from '@/lib/flow-definition';
import { publishTemplate, saveDraft } from '@/lib/flow-templates';
import { withTenant } from '@/lib/tenancy';
import type { TestDatabase, TestWorld } from '@/scripts/testing/database';
import { startFlow } from './start-flow';
import { must } from './testing-flow';

const text = (en: string) => ({ en });
const field = (given: Partial<FieldDefinition> & Pick<FieldDefinition, 'id' | 'type'>): FieldDefinition =>
  sampleField(given);

/** A template with the kinds of question that the data pipeline has not: for tests of how they are asked and stored. */
export const wizardDefinition: FlowDefinition = sampleDefinition(
  [
    sampleSection('company', [
      sampleStep('place', [
        field({ id: 'office', type: 'address', required: true }),
        field({ id: 'zone', type: 'timeZone', required: true }),
        field({ id: 'money', type: 'currency' }),
        field({ id: 'tongue', type: 'language' }),
        field({ id: 'phone', type: 'phone' }),
        field({ id: 'start', type: 'date' }),
      ]),
      {
        ...sampleStep('people', [
          field({
            id: 'cashiers',
            type: 'items',
            required: true,
            rules: { itemsMin: 1, itemsMax: 3 },
            fields: [
              field({ id: 'cashierName', type: 'text', required: true }),
              field({ id: 'cashierRole', type: 'choice', required: true }),
              field({ id: 'cashierPhone', type: 'phone' }),
            ],
          }),
        ]),
        kind: 'list',
      },
      {
        ...sampleStep('where', [
          field({
            id: 'residency',
            type: 'choice',
            required: true,
            options: [
              { id: 'eu', label: text('European Union'), consequence: text('Support answers in European hours.') },
              { id: 'us', label: text('United States'), consequence: text('Data leaves the European Union.') },
            ],
          }),
          field({ id: 'isEuropean', type: 'yesNo', derive: 'has(answers.residency) && answers.residency == "eu"' }),
        ]),
        kind: 'residency',
      },
      sampleStep('afterwards', [
        field({ id: 'nickname', type: 'text', required: true }),
        field({ id: 'vatNumber', type: 'text', required: true, due: 'later' }),
      ]),
    ]),
  ],
  { key: 'wizard-sample' },
);

/** Publishes the template for Northwind and starts it for a customer of theirs. */
export async function startWizardFlow(
  world: TestWorld,
  customerTenantId: string = world.acme.id,
  definition: FlowDefinition = wizardDefinition,
): Promise<string> {
  const admin = world.northwindAdmin;
  const draft = await withTenant(admin, (tx) =>
    saveDraft(tx, admin, { tenantId: world.northwind.id, key: definition.key, draft: definition }),
  );
  const { templateId } = must(draft);
  must(await withTenant(admin, (tx) => publishTemplate(tx, admin, { tenantId: world.northwind.id, templateId })));
  const started = await withTenant(world.northwindManager, (tx) =>
    startFlow(tx, world.northwindManager, {
      customerTenantId,
      templateKey: definition.key,
      invite: { email: 'owner@acme.example', name: 'Ada', locale: 'en' },
    }),
  );
  return must(started).flowId;
}

/** Good answers to its pages, in order, apart from the list. */
export const wizardAnswers = {
  place: {
    'office-country': 'DE',
    'office-lines': 'Unter den Linden 1',
    'office-postalCode': '10117',
    'office-locality': 'Berlin',
    zone: 'Europe/Berlin',
    money: 'EUR',
    tongue: 'de',
    phone: '',
    'start-day': '1',
    'start-month': '2',
    'start-year': '2027',
  },
  where: { residency: 'eu' },
  afterwards: { nickname: 'Acme', vatNumber: '' },
} as const;

/** What the tests read straight from the store. */
export const rowsOf = (database: TestDatabase, flowId: string) =>
  database.sql<{ step_name: string; data: Record<string, Record<string, unknown>> }>(
    'select step_name, data from onboarding_steps where flow_id = $1 order by step_name',
    [flowId],
  );
