import { recordAudit } from '@/lib/audit';
import type { Secret } from '@/lib/crypto';
import { ok, refuse, type Outcome } from '@/lib/errors';
import type { RevealStep } from '@/lib/flow-definition';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { revealCustomerKey } from '@/lib/vault';
import { advanceCustomer } from './lifecycle';
import { readFlow, type ProvisionedFlow } from './read-flow';

export type RevealSecretInput = Readonly<{ flowId: string; stepId: string }>;

/**
 * Shows what a reveal step promises, once and for good, to the role that the step names. Ask with POST only. Refuses
 * `forbidden` (another role, staff, machines), `not_found` (no such step or flow, nothing to show yet) and
 * `secret_already_shown` with `at` and `by`. Records milestone `secret_revealed:<step>`, audit and event
 * `secret.revealed`, and moves the customer on. The transaction must commit before the value is sent.
 */
export async function revealSecret(
  tx: TenantTx,
  actor: Actor,
  { flowId, stepId }: RevealSecretInput,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ secret: Secret; keyId: string }>>> {
  const allowed = authorise(actor, 'secret.reveal');
  if (!allowed.ok) return allowed;
  const now = means.clock.now();
  const flow = await readFlow(tx, flowId, now);
  const step = flow && revealStepOf(flow, stepId);
  if (!flow || !step) return refuse('not_found');
  if (actor.kind !== 'member' || actor.role !== step.to || actor.tenantId !== flow.tenantId) {
    return refuse('forbidden', { action: 'secret.reveal' });
  }
  if (flow.status !== 'done') return refuse('not_found');
  const { tenantId } = flow;
  const [actionId = ''] = step.what.split('.');
  const shown = await revealCustomerKey(tx, { tenantId, flowId, actionId, userId: actor.userId, at: now });
  if (!shown.ok) return shown;
  const { keyId, secret } = shown.value;
  await tx.$executeRaw`
    insert into flow_milestones (tenant_id, id, flow_id, name, user_id, at, details)
    values (${tenantId}::uuid, ${means.newId()}::uuid, ${flowId}::uuid, ${`secret_revealed:${stepId}`}, ${actor.userId}::uuid, ${now},
      ${JSON.stringify({ keyId })}::jsonb)
    on conflict (tenant_id, flow_id, name) where withdrawn_at is null do nothing`;
  await recordAudit(tx, tenantId, {
    action: 'secret.revealed',
    entityType: 'customer_key',
    entityId: keyId,
    details: { stepId },
  });
  await recordEvent(tx, tenantId, { flowId, name: 'secret.revealed', details: { stepId } });
  await advanceCustomer(tx, { tenantId, flowId, definition: flow.template.compiled.definition });
  return ok({ secret, keyId });
}

/** The reveal step of this id, whether or not there is anything to show yet. */
export function revealStepOf(flow: ProvisionedFlow, stepId: string): RevealStep | null {
  for (const section of flow.template.compiled.definition.sections) {
    for (const task of section.tasks) {
      for (const step of task.steps) if (step.id === stepId && step.kind === 'reveal') return step;
    }
  }
  return null;
}
