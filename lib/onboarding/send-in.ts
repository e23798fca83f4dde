import { recordAudit } from '@/lib/audit';
import { recordEvent } from '@/lib/platform/events';
import { enqueue } from '@/lib/platform/jobs';
import type { Means } from '@/lib/platform/means';
import { actorUserId, type Actor, type TenantTx } from '@/lib/tenancy';
import { applyLifecycle, lifecycleChange } from './lifecycle';
import type { OpenedFlow } from './open-flow';

export type SendIn = Readonly<{
  flow: Pick<OpenedFlow, 'state' | 'template' | 'walk'>;
  /** Kept with the milestone: what exactly was sent in. */
  details: Readonly<Record<string, string | number>>;
}>;

/**
 * Freezes a flow and queues what sets the customer up; the caller has locked the flow and decided that it may. Answers
 * the id of the run, or null when the template provisions nothing. Records milestone, audit and event `submitted`.
 */
export async function sendIn(
  tx: TenantTx,
  actor: Actor,
  { flow, details }: SendIn,
  means: Means,
): Promise<string | null> {
  const { state, template, walk } = flow;
  const { tenantId, id: flowId } = state.flow;
  const now = means.clock.now();
  const runId = walk.steps.some(({ step }) => step.kind === 'provision') ? means.newId() : null;
  await tx.$executeRaw`
    insert into flow_milestones (tenant_id, id, flow_id, name, user_id, at, details)
    values (${tenantId}::uuid, ${means.newId()}::uuid, ${flowId}::uuid, 'submitted', ${actorUserId(actor)}::uuid, ${now},
      ${JSON.stringify(details)}::jsonb)`;
  await tx.$executeRaw`
    update onboarding_flows set status = 'submitted', revision = revision + 1, submitted_at = ${now}, updated_at = ${now},
      last_activity_at = ${now}
    where tenant_id = ${tenantId}::uuid and id = ${flowId}::uuid`;
  await applyLifecycle(tx, tenantId, lifecycleChange(template.compiled.definition, 'submitted', state.customer.status));
  await recordAudit(tx, tenantId, {
    action: 'flow.submitted',
    entityType: 'flow',
    entityId: flowId,
    details: { ...details, run: runId },
  });
  await recordEvent(tx, tenantId, { flowId, name: 'flow.submitted', details: {} });
  if (runId) {
    await tx.$executeRaw`
      insert into provisioning_runs (tenant_id, id, flow_id, number, requested_by)
      select ${tenantId}::uuid, ${runId}::uuid, ${flowId}::uuid, coalesce(max(number), 0) + 1, ${actorUserId(actor)}::uuid
      from provisioning_runs where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid`;
    await enqueue(tx, { workflow: 'provision-flow', id: `provision:${runId}`, args: { tenantId, runId } });
  }
  return runId;
}
