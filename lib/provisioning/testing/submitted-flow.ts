import { randomUUID } from 'node:crypto';
import type { FlowDefinition } from '@/lib/flow-definition';
import { library } from '@/lib/flow-templates/library';
import { prepareDefinition } from '@/lib/flow-templates/publish-template';

type Sql = <Row extends Record<string, unknown>>(text: string, values?: unknown[]) => Promise<Row[]>;
export type SubmittedFlow = Readonly<{ tenantId: string; flowId: string; runId: string; templateId: string }>;

/** The reference template, or a variant of it with another version number. */
export function referenceTemplate(
  version = 1,
  change: (definition: FlowDefinition) => FlowDefinition = (same) => same,
): FlowDefinition {
  const definition = library.find(({ key }) => key === 'data-pipeline');
  if (!definition) throw new Error('The reference template is missing');
  return change({ ...definition, version });
}

/** Publishes a template for a tenant, written past the use cases. */
export async function publishedTemplate(sql: Sql, tenantId: string, definition: FlowDefinition): Promise<string> {
  const prepared = prepareDefinition(definition);
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.findings));
  const id = randomUUID();
  await sql(
    `insert into onboarding_templates (tenant_id, id, key, name, config, version, status, is_active, published_at)
     values ($1, $2, $3, $4, $5, $6, 'published', false, now())`,
    [tenantId, id, definition.key, prepared.name, prepared.config, definition.version],
  );
  return id;
}

/** A flow that was just submitted, with its run planned and not yet enqueued: what provisioning begins with. */
export async function submittedFlow(
  sql: Sql,
  template: Readonly<{ tenantId: string; id: string }>,
  customer: Readonly<{ id: string }>,
  identifier: string,
): Promise<SubmittedFlow> {
  const [flowId, runId] = [randomUUID(), randomUUID()];
  const tenantId = customer.id;
  await sql(
    `insert into onboarding_flows (tenant_id, id, customer_id, template_tenant_id, template_id, status, submitted_at)
     values ($1, $2, $1, $3, $4, 'submitted', now())`,
    [tenantId, flowId, template.tenantId, template.id],
  );
  const answers: Record<string, Record<string, unknown>> = {
    'tenant-id': { tenantIdentifier: identifier },
    'data-region': { region: 'eu' },
  };
  for (const [step, values] of Object.entries(answers)) {
    const data = Object.fromEntries(Object.entries(values).map(([id, value]) => [id, { value, hash: 'h' }]));
    await sql(
      `insert into onboarding_steps (tenant_id, id, flow_id, step_name, section_id, task_id, status, data, continued_at)
       values ($1, $2, $3, $4, 'pipelines', 'identity', 'completed', $5, now())`,
      [tenantId, randomUUID(), flowId, step, JSON.stringify(data)],
    );
  }
  await sql(`insert into flow_milestones (tenant_id, id, flow_id, name) values ($1, $2, $3, 'submitted')`, [
    tenantId,
    randomUUID(),
    flowId,
  ]);
  await sql(
    `insert into customer_identifiers (tenant_id, id, owner_tenant_id, system, value, flow_id)
     select $1, $2, owner_tenant_id, 'data-pipeline', $3, $4 from customers where tenant_id = $1 on conflict do nothing`,
    [tenantId, randomUUID(), identifier, flowId],
  );
  await sql(`insert into provisioning_runs (tenant_id, id, flow_id, number) values ($1, $2, $3, 1)`, [
    tenantId,
    runId,
    flowId,
  ]);
  return { tenantId, flowId, runId, templateId: template.id };
}
