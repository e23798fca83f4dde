import { refuse, ok, type Outcome } from '@/lib/errors';
import type { VerifyStep } from '@/lib/flow-definition';
import { isUuid } from '@/lib/platform/ids';
import type { Means } from '@/lib/platform/means';
import type { TenantTx } from '@/lib/tenancy';
import { readFlow } from '../read-flow';
import { readLookedAt, type LookedAt } from './look';
import { findVerifyStep } from './verify-step';

/** Opens a flow for looking at it. Refuses `not_found` for one that is missing or out of sight: one answer, one path. */
export async function openLookedAt(tx: TenantTx, flowId: string, means: Means): Promise<Outcome<LookedAt>> {
  const flow = isUuid(flowId) ? await readFlow(tx, flowId, means.clock.now()) : null;
  return flow === null ? refuse('not_found') : ok(await readLookedAt(tx, flow));
}

/** The same with one of its verification steps. Refuses `step_not_on_path`, and `task_blocked` before it was sent in. */
export async function openVerifyStep(
  tx: TenantTx,
  flowId: string,
  stepId: string,
  means: Means,
): Promise<Outcome<Readonly<{ at: LookedAt; step: VerifyStep }>>> {
  const opened = await openLookedAt(tx, flowId, means);
  if (!opened.ok) return opened;
  const { flow } = opened.value;
  const step = findVerifyStep(flow, stepId);
  if (step === null) return refuse('step_not_on_path', {}, { detail: { stepId: null } });
  if (flow.status === 'cancelled' || !Object.hasOwn(flow.facts.milestones, 'submitted')) return refuse('task_blocked');
  return ok({ at: opened.value, step });
}
