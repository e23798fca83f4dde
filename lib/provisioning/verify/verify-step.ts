import { connectorFailures, type CheckResult } from '@/lib/connectors';
import { recordAudit } from '@/lib/audit';
import { walk, type VerifyItem, type VerifyStep } from '@/lib/flow-definition';
import { applyLifecycle } from '@/lib/onboarding';
import { recordEvent } from '@/lib/platform/events';
import type { Means } from '@/lib/platform/means';
import type { TenantTx } from '@/lib/tenancy';
import { advanceCustomer } from '../lifecycle';
import type { ProvisionedFlow } from '../read-flow';
import type { LookedAt } from './look';
import type { Finding, Place } from './results';

/** `waiting`: nobody has looked yet, or what it follows from is still under way. */
export type ItemState = 'passed' | 'failed' | 'waiting';

/** The verification step of this id, if it is on the flow's path; null otherwise. */
export function findVerifyStep(flow: ProvisionedFlow, stepId: string): VerifyStep | null {
  const { steps } = walk(flow.template.compiled, flow.answers, flow.facts);
  const step = steps.find((walked) => walked.step.id === stepId)?.step;
  return step?.kind === 'verify' ? step : null;
}

export const verifyPlace = ({ tenantId, flowId }: ProvisionedFlow, stepId: string): Place => ({
  tenantId,
  flowId,
  scope: 'verify',
  place: stepId,
});

/** Whether one item holds: by the receipt of its action, or by what was last found. */
export function itemState(item: VerifyItem, { run }: LookedAt, found: Finding | undefined): ItemState {
  if (item.by !== 'action') return found?.status ?? 'waiting';
  const status = run?.actions.find(({ planned }) => planned.id === item.action)?.status;
  if (status === 'verified') return 'passed';
  return status === 'failed' || status === 'undo_failed' ? 'failed' : 'waiting';
}

/**
 * Sets `validated:<step>` once every item holds, and moves the customer as the template declares; withdraws it when one
 * is found broken. What could not be looked at just now (`unreachable` and the like) breaks nothing. Records event and
 * audit `checks.passed` or `checks.broken`. Answers whether the step is validated now.
 */
export async function settleVerification(
  tx: TenantTx,
  at: LookedAt,
  step: VerifyStep,
  findings: ReadonlyMap<string, Finding>,
  means: Means,
): Promise<boolean> {
  const { tenantId, flowId, template } = at.flow;
  const name = `validated:${step.id}`;
  const holds = step.checks.every((item) => itemState(item, at, findings.get(item.id)) === 'passed');
  const now = means.clock.now();
  if (holds) {
    const marked = await tx.$executeRaw`
      insert into flow_milestones (tenant_id, id, flow_id, name, at)
      values (${tenantId}::uuid, ${means.newId()}::uuid, ${flowId}::uuid, ${name}, ${now})
      on conflict (tenant_id, flow_id, name) where withdrawn_at is null do nothing`;
    if (marked > 0) {
      await advanceCustomer(tx, { tenantId, flowId, definition: template.compiled.definition });
      await record(tx, at.flow, step.id, 'checks.passed');
    }
    return true;
  }
  if (!step.checks.some((item) => isBroken(itemState(item, at, findings.get(item.id)), findings.get(item.id)))) {
    return Object.hasOwn(at.flow.facts.milestones, name);
  }
  const withdrawn = await tx.$executeRaw`
    update flow_milestones set withdrawn_at = ${now}
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and name = ${name} and withdrawn_at is null`;
  if (withdrawn > 0) {
    const rule = template.compiled.definition.lifecycle.find(({ when }) => when === name);
    await applyLifecycle(tx, tenantId, rule ? { from: rule.to, to: rule.from } : null);
    await record(tx, at.flow, step.id, 'checks.broken');
  }
  return false;
}

/** A failure that says something about what was looked at, and not about the moment of looking. */
const isBroken = (state: ItemState, found: Finding | undefined): boolean =>
  state === 'failed' && (found === undefined || found.foundBy === 'person' || !found.results.every(isPassing));

const isPassing = ({ ok, code }: CheckResult): boolean => ok || (code !== undefined && isMomentary(code));

/** Whether a code of `connectorFailures` may be another one in a moment. */
export const isMomentary = (code: string): boolean =>
  code !== 'refused' && Object.entries(connectorFailures).some(([known, { retryable }]) => known === code && retryable);

async function record(tx: TenantTx, flow: ProvisionedFlow, stepId: string, name: string): Promise<void> {
  const { tenantId, flowId } = flow;
  await tx.$executeRaw`
    update onboarding_flows set revision = revision + 1, updated_at = now(), last_activity_at = now()
    where tenant_id = ${tenantId}::uuid and id = ${flowId}::uuid`;
  await recordAudit(tx, tenantId, {
    action: name,
    entityType: 'flow',
    entityId: flowId,
    details: { flow: flowId, step: stepId },
  });
  await recordEvent(tx, tenantId, { flowId, name, details: { step: stepId } });
}
