import type { TestActor, TestDatabase, TestWorld } from '@/scripts/testing/database';
import { installLibrary } from '@/lib/flow-templates';
import { withTenant } from '@/lib/tenancy';
import type { FormInput } from '@/lib/flow-definition';
import type { Outcome } from '@/lib/errors';
import { getStepView } from './get-step-view';
import { saveStep, type SavedStep, type SaveStepInput } from './save-step';
import { startFlow } from './start-flow';

/** Takes the value out of an outcome that a test relies on; a refusal fails the test with its code. */
export function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.code} ${JSON.stringify(outcome.refusal)}`);
  return outcome.value;
}

/** The code of a refusal, or `ok`. */
export const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'ok' : outcome.refusal.code);

/** Publishes the library on the platform and starts its data pipeline for a customer of Northwind. */
export async function startTestFlow(world: TestWorld, customerTenantId: string = world.acme.id): Promise<string> {
  must(
    await withTenant(world.platformAdmin, (tx) =>
      installLibrary(tx, world.platformAdmin, { tenantId: world.platform.id }),
    ),
  );
  const started = await withTenant(world.northwindManager, (tx) =>
    startFlow(tx, world.northwindManager, {
      customerTenantId,
      templateKey: 'data-pipeline',
      invite: { email: 'owner@acme.example', name: 'Ada', locale: 'en' },
    }),
  );
  return must(started).flowId;
}

/** Posts a page as a browser would: the bases are those that the page shows now, unless the test holds older ones. */
export async function post(
  actor: TestActor,
  flowId: string,
  stepId: string,
  values: FormInput,
  more: Partial<SaveStepInput> = {},
): Promise<Outcome<SavedStep>> {
  const bases = more.bases ?? (await basesOf(actor, flowId, stepId));
  return saveStep(actor, {
    flowId,
    stepId,
    values,
    intent: 'continue',
    fromCheck: false,
    keepStored: [],
    locale: 'en',
    ...more,
    bases,
  });
}

/** What a page sends back for each field: the hash of the value it shows. */
export async function basesOf(
  actor: TestActor,
  flowId: string,
  stepId: string,
): Promise<Record<string, string | null>> {
  const view = await withTenant(actor, (tx) => getStepView(tx, actor, { flowId, stepId, locale: 'en' }));
  return view.ok ? Object.fromEntries(view.value.fields.map(({ id, base }) => [id, base])) : {};
}

/** Good answers to every page of the data pipeline, in order. */
export const goodAnswers = (identifier = 'acme_inc'): readonly (readonly [stepId: string, values: FormInput])[] => [
  ['organisation-name', { organisationName: 'Acme Inc', country: 'DE', website: '' }],
  [
    'technical-contact',
    { technicalContactName: 'Grace', technicalContactEmail: 'grace@acme.example', technicalContactPhone: '' },
  ],
  ['billing-contact', { separateBillingContact: 'no' }],
  ['tenant-id', { tenantIdentifier: identifier }],
  ['data-region', { region: 'eu' }],
  ['providers', { cloudProviders: ['gcp', 'openai'], gcpProjectId: 'acme-prod-471220', domains: ['cost'] }],
  ['volume', { expectedVolume: '120000', goLiveDate: inAWeek(), notificationEmails: '', notes: '' }],
  ['existing-credential', { hasExistingCredential: 'no' }],
  ['processing-consent', { processingConsent: 'true' }],
];

/** Answers every page, so that the flow may be submitted. */
export async function answerAll(actor: TestActor, flowId: string, identifier?: string): Promise<void> {
  for (const [stepId, values] of goodAnswers(identifier)) must(await post(actor, flowId, stepId, values));
}

/** Rows of one flow as they are stored, by field id. */
export async function storedAnswers(
  database: TestDatabase,
  flowId: string,
): Promise<Record<string, Record<string, unknown>>> {
  const rows = await database.sql<{ data: Record<string, Record<string, unknown>> }>(
    'select data from onboarding_steps where flow_id = $1',
    [flowId],
  );
  return Object.assign({}, ...rows.map(({ data }) => data)) as Record<string, Record<string, unknown>>;
}

const inAWeek = (): string => new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
