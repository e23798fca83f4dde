import type { FlowDefinition } from '@/lib/flow-definition';
import type { TenantTx } from '@/lib/tenancy';

/**
 * The status that a template gives a customer of whom these facts hold: the declared transitions are followed from
 * `from` as far as they lead. A fact `secret_revealed:<step>` counts as `secret_revealed` too.
 */
export function statusAfter(definition: FlowDefinition, from: string, facts: Iterable<string>): string {
  const holding = new Set<string>();
  for (const fact of facts) {
    holding.add(fact);
    holding.add(fact.split(':')[0] ?? fact);
  }
  let status = from;
  for (let turn = 0; turn <= definition.lifecycle.length; turn += 1) {
    const next = definition.lifecycle.find((rule) => rule.from === status && holding.has(rule.when));
    if (next === undefined) return status;
    status = next.to;
  }
  return status;
}

type Progress = Readonly<{ tenantId: string; flowId: string; definition: FlowDefinition }>;

/** Moves the customer forward as far as the flow's facts allow. */
export async function advanceCustomer(tx: TenantTx, progress: Progress): Promise<void> {
  const status = await customerStatus(tx, progress.tenantId);
  await setStatus(tx, progress.tenantId, status, statusAfter(progress.definition, status, await factsOf(tx, progress)));
}

async function factsOf(tx: TenantTx, { tenantId, flowId }: Progress): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    select name from flow_milestones
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and withdrawn_at is null`;
  // A flow that provisions has been started, whatever the first milestone is called.
  return ['started', ...rows.map(({ name }) => name)];
}

async function customerStatus(tx: TenantTx, tenantId: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ status: string }[]>`
    select status from customers where tenant_id = ${tenantId}::uuid for update`;
  if (!row) throw new Error('The customer of a flow is missing');
  return row.status;
}

async function setStatus(tx: TenantTx, tenantId: string, from: string, to: string): Promise<void> {
  if (from === to) return;
  await tx.$executeRaw`update customers set status = ${to}, updated_at = now() where tenant_id = ${tenantId}::uuid`;
}
