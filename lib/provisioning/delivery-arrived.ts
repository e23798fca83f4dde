import { systemMeans, type Means } from '@/lib/platform/means';
import type { TenantTx } from '@/lib/tenancy';
import { holdArrivals } from './arrival-lock';
import { advanceCustomer } from './lifecycle';
import { readFlow } from './read-flow';
import { resumeRun } from './resume-run';

/**
 * What a genuine delivery of the customer's system sets in motion, in its own transaction: the customer moves on as far
 * as the template says, and a run that waits goes on. Deliveries that nobody waits for do nothing here.
 */
export async function deliveryArrived(
  tx: TenantTx,
  { tenantId, flowId }: Readonly<{ tenantId: string; flowId: string }>,
  first: boolean,
  means: Means = systemMeans,
): Promise<void> {
  await holdArrivals(tx, flowId);
  const waiting = await tx.$queryRaw<{ id: string }[]>`
    select id from provisioning_runs
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and status = 'waiting' and wait_for <> 'approval'`;
  for (const { id: runId } of waiting) await resumeRun(tx, { tenantId, runId }, means);
  if (!first) return;
  const flow = await readFlow(tx, flowId, means.clock.now());
  if (flow) await advanceCustomer(tx, { tenantId, flowId, definition: flow.template.compiled.definition });
}
