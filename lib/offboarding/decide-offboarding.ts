import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { beginOffboarding } from './begin-offboarding';
import { fingerprintOf } from './effects';
import { leavingFlow, type LeavingFlow } from './leaving-flow';
import { isUnderWay, newestOffboarding, type OffboardingRecord, type OffboardingStatus } from './offboarding-record';
import { readEffects } from './read-effects';
import { shownEffects, type OffboardingRef } from './request-offboarding';

export const decideOffboardingInput = z.object({
  flowId: z.string().max(60),
  note: z.string().trim().max(2000, 'field.invalid').default(''),
});
export type DecideOffboardingInput = z.input<typeof decideOffboardingInput>;

export const approveOffboardingInput = decideOffboardingInput.extend({ shown: shownEffects });
export type ApproveOffboardingInput = z.input<typeof approveOffboardingInput>;

/**
 * Agrees to a wish, which begins then with exactly what was `shown`: the row of the flow is locked, and nothing may come
 * to it any more once the customer is leaving. Refuses `forbidden`, `not_found`, `offboarding_not_open` when nothing
 * waits for a decision, `offboarding_own` for whoever asked for it, `offboarding_not_now` while a run is at work or a
 * credential is being passed on, and `offboarding_changed` when something else would go or stay by now. Records
 * `offboarding.approved` with what was agreed to.
 */
export async function approveOffboarding(
  tx: TenantTx,
  actor: Actor,
  input: ApproveOffboardingInput,
  means: Means = systemMeans,
): Promise<Outcome<OffboardingRef>> {
  const { shown, ...decision } = approveOffboardingInput.parse(input);
  const opened = await openDecision(tx, actor, decision.flowId);
  if (!opened.ok) return opened;
  const { wish, flow } = opened.value;
  if (wish.requestedBy === null || wish.requestedBy === actorUserId(actor)) return refuse('offboarding_own');
  if (await isUnderWay(tx, wish.tenantId, wish.flowId))
    return refuse('offboarding_not_now', { status: 'provisioning' });
  const effects = await readEffects(tx, flow, wish.optionId);
  if (fingerprintOf(wish.optionId, effects) !== shown) return refuse('offboarding_changed');
  await decide(tx, actor, wish, 'requested', decision, means);
  await tx.$executeRaw`
    update offboardings set agreed_effects = ${JSON.stringify(effects)}::jsonb
    where tenant_id = ${wish.tenantId}::uuid and id = ${wish.id}::uuid`;
  await beginOffboarding(tx, actor, wish, means);
  await record(tx, wish, 'offboarding.approved', { effects });
  return ok({ flowId: wish.flowId, offboardingId: wish.id, status: 'running' });
}

/**
 * Says no to a wish; everything stays as it is, and another wish may be made. Refuses like `approveOffboarding`, but
 * whoever asked may also say no. Records `offboarding.declined`.
 */
export async function declineOffboarding(
  tx: TenantTx,
  actor: Actor,
  input: DecideOffboardingInput,
  means: Means = systemMeans,
): Promise<Outcome<OffboardingRef>> {
  const opened = await openDecision(tx, actor, input.flowId);
  if (!opened.ok) return opened;
  const { wish } = opened.value;
  await decide(tx, actor, wish, 'declined', input, means);
  await record(tx, wish, 'offboarding.declined');
  return ok({ flowId: wish.flowId, offboardingId: wish.id, status: 'declined' });
}

/**
 * Takes a wish back that nobody has decided on. Refuses `forbidden`, `not_found` and `offboarding_not_open`. A customer
 * takes back only what a customer has asked for. Records `offboarding.cancelled`.
 */
export async function cancelOffboarding(
  tx: TenantTx,
  actor: Actor,
  { flowId }: Readonly<{ flowId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<OffboardingRef>> {
  const allowed = authorise(actor, 'offboarding.request');
  if (!allowed.ok) return allowed;
  const found = await waitingWish(tx, flowId);
  if (!found.ok) return found;
  const { wish } = found.value;
  const isCustomer = actor.kind === 'member' && actor.tenantKind === 'customer';
  if (isCustomer && wish.side !== 'customer') return refuse('forbidden', { action: 'offboarding.request' });
  await tx.$executeRaw`
    update offboardings set status = 'cancelled', ended_at = ${means.clock.now()}
    where tenant_id = ${wish.tenantId}::uuid and id = ${wish.id}::uuid`;
  await record(tx, wish, 'offboarding.cancelled');
  return ok({ flowId, offboardingId: wish.id, status: 'cancelled' });
}

/**
 * Goes on with an offboarding that stopped, with a run over what still exists. Whoever agreed has agreed to all of it.
 * Refuses `forbidden`, `not_found` and `offboarding_not_open` unless it is on hold. Records `offboarding.resumed`.
 */
export async function resumeOffboarding(
  tx: TenantTx,
  actor: Actor,
  { flowId }: Readonly<{ flowId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<OffboardingRef>> {
  const allowed = authorise(actor, 'offboarding.decide');
  if (!allowed.ok) return allowed;
  const found = await lockedWish(tx, flowId, 'held');
  if (!found.ok) return found;
  const { wish } = found.value;
  await beginOffboarding(tx, actor, wish, means);
  await record(tx, wish, 'offboarding.resumed');
  return ok({ flowId, offboardingId: wish.id, status: 'running' });
}

type LockedWish = Readonly<{ wish: OffboardingRecord; flow: LeavingFlow }>;

async function openDecision(tx: TenantTx, actor: Actor, flowId: string): Promise<Outcome<LockedWish>> {
  const allowed = authorise(actor, 'offboarding.decide');
  return allowed.ok ? waitingWish(tx, flowId) : allowed;
}

const waitingWish = (tx: TenantTx, flowId: string): Promise<Outcome<LockedWish>> => lockedWish(tx, flowId, 'requested');

/** The newest wish of a flow, which nobody else decides on meanwhile, and to which nothing new comes. */
async function lockedWish(tx: TenantTx, flowId: string, status: OffboardingStatus): Promise<Outcome<LockedWish>> {
  const flow = await leavingFlow(tx, flowId);
  if (!flow.ok) return flow;
  const { tenantId } = flow.value.state.flow;
  await tx.$queryRaw`select 1 as one from onboarding_flows where tenant_id = ${tenantId}::uuid and id = ${flowId}::uuid for update`;
  const wish = await newestOffboarding(tx, tenantId, flowId);
  return wish?.status === status ? ok({ wish, flow: flow.value }) : refuse('offboarding_not_open');
}

async function decide(
  tx: TenantTx,
  actor: Actor,
  { tenantId, id }: OffboardingRecord,
  status: 'requested' | 'declined',
  input: DecideOffboardingInput,
  means: Means,
): Promise<void> {
  const { note } = decideOffboardingInput.parse(input);
  const now = means.clock.now();
  await tx.$executeRaw`
    update offboardings set status = ${status}, decided_by = ${actorUserId(actor)}::uuid,
      decider = ${actor.kind === 'member' ? actor.displayName : null}, decided_at = ${now}, note = ${note === '' ? null : note},
      ended_at = case when ${status === 'declined'} then ${now}::timestamptz end
    where tenant_id = ${tenantId}::uuid and id = ${id}::uuid`;
}

async function record(
  tx: TenantTx,
  { tenantId, flowId, id, optionId }: OffboardingRecord,
  name: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const details = { option: optionId };
  await recordAudit(tx, tenantId, {
    action: name,
    entityType: 'flow',
    entityId: flowId,
    details: { ...details, ...more },
  });
  await recordEvent(tx, tenantId, { flowId, name, details: { ...details, offboardingId: id } });
}
