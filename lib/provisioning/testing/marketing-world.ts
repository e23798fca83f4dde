import { randomUUID } from 'node:crypto';
import { registryColumns, unpaced, type Connection } from '@/lib/connectors';
import type { Answers, FieldDefinition } from '@/lib/flow-definition';
import { marketingAnalytics } from '@/lib/flow-templates/library';
import { factsOf, goThrough } from '@/lib/flow-templates/library/testing-people';
import { say } from '@/lib/flow-templates/library/testing-rules';
import { createSafeFetch } from '@/lib/platform/http';
import { immediate } from '@/lib/platform/jobs';
import { googleOrigins, startGoogle, type GoogleSimulator } from '@/lib/simulators/google';
import type { Environment } from '../environment';
import { provisionFlow, undoRunWorkflow } from '../run';
import { provisioningWorld } from './provisioning-world';
import { publishedTemplate, type SubmittedFlow } from './submitted-flow';

export const ownerProject = 'northwind-shared-1';
const registry = { datasetId: 'growthnav_registry', tableId: 'customers' };

/** A world in which the owner's data lives at a simulated Google, with the register of customers as its script makes it. */
export async function marketingWorld() {
  const here = await provisioningWorld();
  const google = await startGoogle();
  const key = google.tokens.createServiceAccount('portico-onboarding@northwind-shared-1.iam.gserviceaccount.com');
  const connection: Connection = {
    system: 'google-cloud',
    settings: {
      projectId: ownerProject,
      location: 'EU',
      registryDataset: registry.datasetId,
      registryTable: registry.tableId,
    },
    secret: key,
  };
  const credentials: Record<string, Readonly<Record<string, string>>> = {};
  const read: string[] = [];
  const environment: Environment = {
    ...here.environment,
    wire: {
      ...here.environment.wire,
      fetch: createSafeFetch({
        allowedEndpoints: [google.origin],
        routes: Object.fromEntries(googleOrigins.map((origin) => [origin, google.origin])),
      }),
      pace: unpaced,
    },
    connection: (_owner, system) => Promise.resolve(system === 'google-cloud' ? connection : null),
    credential: (_at, name, purpose) => {
      read.push(`${name} ${purpose.split(':').at(-1) ?? ''}`);
      return Promise.resolve(credentials[name] ?? null);
    },
  };
  makeRegistry(google);

  let template: string | undefined;
  /** A customer of Northwind that has sent in these answers, with whatever else a good answer needs. */
  const submitted = async (
    customer: Readonly<{ id: string }>,
    changed: Readonly<Record<string, unknown>>,
    defaultProject?: string,
  ): Promise<SubmittedFlow> => {
    template ??= await publishedTemplate(here.database.sql, here.world.platform.id, marketingAnalytics);
    return sendIn({ tenantId: here.world.platform.id, id: template }, customer, changed, defaultProject);
  };

  async function sendIn(
    template: Readonly<{ tenantId: string; id: string }>,
    customer: Readonly<{ id: string }>,
    changed: Readonly<Record<string, unknown>>,
    defaultProject?: string,
  ): Promise<SubmittedFlow> {
    const { sql } = here.database;
    const [flowId, runId] = [randomUUID(), randomUUID()];
    const tenantId = customer.id;
    const { answers, pages } = goThrough(
      marketingAnalytics,
      said(changed),
      factsOf(marketingAnalytics, defaultProject === undefined ? {} : { defaultProject }),
    );
    await sql(
      `insert into onboarding_flows (tenant_id, id, customer_id, template_tenant_id, template_id, status, submitted_at)
       values ($1, $2, $1, $3, $4, 'submitted', now())`,
      [tenantId, flowId, template.tenantId, template.id],
    );
    for (const page of pages) {
      await sql(
        `insert into onboarding_steps (tenant_id, id, flow_id, step_name, section_id, task_id, status, data, continued_at)
         values ($1, $2, $3, $4, 's', 't', 'completed', $5, now())`,
        [tenantId, randomUUID(), flowId, page.id, JSON.stringify(stored(page.fields, answers))],
      );
    }
    await sql(`insert into flow_milestones (tenant_id, id, flow_id, name) values ($1, $2, $3, 'submitted')`, [
      tenantId,
      randomUUID(),
      flowId,
    ]);
    if (typeof answers.customerIdentifier === 'string') {
      await sql(
        `insert into customer_identifiers (tenant_id, id, owner_tenant_id, system, value, flow_id)
         select $1, $2, owner_tenant_id, 'marketing-analytics', $3, $4 from customers where tenant_id = $1`,
        [tenantId, randomUUID(), answers.customerIdentifier, flowId],
      );
    }
    await sql(`update customers set status = 'configured' where tenant_id = $1`, [tenantId]);
    await sql(`insert into provisioning_runs (tenant_id, id, flow_id, number) values ($1, $2, $3, 1)`, [
      tenantId,
      runId,
      flowId,
    ]);
    return { tenantId, flowId, runId, templateId: template.id };
  }

  const run = (flow: SubmittedFlow, runId = flow.runId) =>
    provisionFlow(environment)(immediate, { tenantId: flow.tenantId, runId });
  const undo = (flow: SubmittedFlow, runId = flow.runId) =>
    undoRunWorkflow(environment)(immediate, { tenantId: flow.tenantId, runId });
  const entries = () => google.rows(`${ownerProject}.${registry.datasetId}.${registry.tableId}`);
  const effects = () => google.ledger().flatMap(({ effect }) => (effect === null ? [] : [effect]));
  const close = async (): Promise<void> => {
    await google.close();
    await here.close();
  };
  return { ...here, google, environment, credentials, read, submitted, run, undo, entries, effects, close };
}

export type MarketingWorld = Awaited<ReturnType<typeof marketingWorld>>;

/** The register's table with the columns of the set-up script. */
function makeRegistry(google: GoogleSimulator): void {
  const lists = ['google_ads_customer_ids', 'meta_ad_account_ids', 'tags'];
  const needed = ['customer_id', 'customer_name', 'industry', 'status'];
  google.addTable(`${ownerProject}.${registry.datasetId}.${registry.tableId}`, [
    ...registryColumns.map((name) => ({
      name,
      type: 'STRING',
      mode: lists.includes(name) ? 'REPEATED' : needed.includes(name) ? 'REQUIRED' : 'NULLABLE',
    })),
    { name: 'created_at', type: 'TIMESTAMP', mode: 'NULLABLE' },
    { name: 'updated_at', type: 'TIMESTAMP', mode: 'NULLABLE' },
  ]);
}

const said = (changed: Readonly<Record<string, unknown>>) => {
  const usual = say(marketingAnalytics, changed);
  return (field: FieldDefinition): unknown => usual(field);
};

const stored = (fields: readonly FieldDefinition[], answers: Answers): Record<string, unknown> =>
  Object.fromEntries(
    fields.filter(({ id }) => answers[id] !== undefined).map(({ id }) => [id, { value: answers[id], hash: `h-${id}` }]),
  );
