import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { openVerifyStep } from './open-verified';
import { readFindings, storeFinding } from './results';
import { settleVerification, verifyPlace } from './verify-step';

export const confirmItemInput = z.object({
  flowId: z.string().max(60),
  stepId: z.string().min(1).max(100),
  itemId: z.string().min(1).max(100),
  /** What was seen. Needed where the template asks for it. */
  note: z.string().trim().max(2000, 'field.invalid').default(''),
});
export type ConfirmItemInput = z.input<typeof confirmItemInput>;
export type ItemRef = Readonly<{ flowId: string; stepId: string; itemId: string }>;

/**
 * Says that something which only a person can see is so. Refuses `forbidden`, `not_found` (also for an item that is no
 * person's), `step_not_on_path`, `task_blocked`, and `invalid_input` without the note that the template asks for.
 * Records audit `check.confirmed`, and what follows when everything holds now.
 */
export async function confirmItem(
  tx: TenantTx,
  actor: Actor,
  input: ConfirmItemInput,
  means: Means = systemMeans,
): Promise<Outcome<ItemRef>> {
  const { note, ...item } = confirmItemInput.parse(input);
  return say(tx, actor, item, 'passed', note, means);
}

/**
 * Takes back what a person has said about an item, with the reason; refuses as `confirmItem` does, and `invalid_input`
 * without a reason. A step that was validated is no longer so. Records audit `check.withdrawn`.
 */
export async function withdrawItem(
  tx: TenantTx,
  actor: Actor,
  input: ConfirmItemInput,
  means: Means = systemMeans,
): Promise<Outcome<ItemRef>> {
  const { note, ...item } = confirmItemInput.parse(input);
  return say(tx, actor, item, 'failed', note, means);
}

async function say(
  tx: TenantTx,
  actor: Actor,
  ref: ItemRef,
  status: 'passed' | 'failed',
  note: string,
  means: Means,
): Promise<Outcome<ItemRef>> {
  const allowed = authorise(actor, 'task.complete');
  if (!allowed.ok) return allowed;
  const opened = await openVerifyStep(tx, ref.flowId, ref.stepId, means);
  if (!opened.ok) return opened;
  const { at, step } = opened.value;
  const item = step.checks.find(({ id }) => id === ref.itemId);
  if (item?.by !== 'person') return refuse('not_found');
  if (note === '' && (status === 'failed' || item.proof !== undefined)) {
    return refuse('invalid_input', {}, { fields: { note: [{ code: 'field.required', args: {} }] } });
  }
  const where = verifyPlace(at.flow, step.id);
  const userId = actorUserId(actor);
  await storeFinding(tx, where, {
    itemId: item.id,
    status,
    foundBy: 'person',
    userId,
    note,
    at: means.clock.now(),
  });
  await recordAudit(tx, where.tenantId, {
    action: status === 'passed' ? 'check.confirmed' : 'check.withdrawn',
    entityType: 'flow',
    entityId: ref.flowId,
    details: { flow: ref.flowId, step: step.id, item: item.id },
  });
  await settleVerification(tx, at, step, await readFindings(tx, where), means);
  return ok(ref);
}
