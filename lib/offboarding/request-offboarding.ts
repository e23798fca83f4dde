import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { beginOffboarding } from './begin-offboarding';
import { fingerprintOf } from './effects';
import { readEffects } from './read-effects';
import { leavingFlow, optionsOf, phraseOf, samePhrase } from './leaving-flow';
import { isOpen, isUnderWay, newestOffboarding, somethingStays, type OffboardingStatus } from './offboarding-record';

/** The fingerprint of the list that was read, as the page sent it along; without one, nothing was read. */
export const shownEffects = z.string().max(100).default('');

export const requestOffboardingInput = z.object({
  flowId: z.string().max(60),
  optionId: z.string('field.required_choice').min(1, 'field.required_choice').max(100),
  /** What had to be typed, as it was typed. */
  phrase: z.string().max(300, 'field.invalid').default(''),
  reason: z.string().trim().min(1, 'field.required').max(2000, 'field.invalid'),
  shown: shownEffects,
});
export type RequestOffboardingInput = z.input<typeof requestOffboardingInput>;
export type OffboardingRef = Readonly<{ flowId: string; offboardingId: string; status: OffboardingStatus }>;

/**
 * Asks for what was set up to be taken away, in one of the ways that the template offers, after the phrase was typed.
 * What destroys data, and whatever a customer asks for, waits for somebody else to agree; the rest begins at once.
 * Refuses `forbidden`, `not_found`, `offboarding_not_offered`, `offboarding_not_now` while something is at work or
 * before anything was set up, `offboarding_open` when it was asked for already or nothing is left, `invalid_input` for
 * another phrase, and `offboarding_changed` when something else would go or stay than was `shown`. Records
 * `offboarding.requested` with the kinds and names of what would go, and the customer's status when it begins.
 */
export async function requestOffboarding(
  tx: TenantTx,
  actor: Actor,
  input: RequestOffboardingInput,
  means: Means = systemMeans,
): Promise<Outcome<OffboardingRef>> {
  const allowed = authorise(actor, 'offboarding.request');
  if (!allowed.ok) return allowed;
  const { flowId, optionId, phrase, reason, shown } = requestOffboardingInput.parse(input);
  const found = await leavingFlow(tx, flowId);
  if (!found.ok) return found;
  const flow = found.value;
  const { flow: row, customer } = flow.state;
  const { tenantId } = row;
  const option = optionsOf(flow).find(({ id }) => id === optionId);
  if (!option) return refuse('offboarding_not_offered');
  await tx.$queryRaw`select 1 as one from onboarding_flows where tenant_id = ${tenantId}::uuid and id = ${flowId}::uuid for update`;
  const last = await newestOffboarding(tx, tenantId, flowId);
  if (last && (isOpen(last) || (last.status === 'done' && !(await somethingStays(tx, tenantId, flowId))))) {
    return refuse('offboarding_open');
  }
  if (!['done', 'held'].includes(row.status) || (await isUnderWay(tx, tenantId, flowId))) {
    return refuse('offboarding_not_now', { status: row.status });
  }
  const now = means.clock.now();
  const wanted = phraseOf(flow, option, now);
  if (!samePhrase(phrase, wanted)) {
    const problem = { code: 'field.confirmation_mismatch', args: { phrase: wanted } };
    return refuse('invalid_input', {}, { fields: { phrase: [problem] } });
  }
  const effects = await readEffects(tx, flow, optionId);
  if (fingerprintOf(optionId, effects) !== shown) return refuse('offboarding_changed');
  const side = actor.kind === 'member' && actor.tenantKind === 'customer' ? 'customer' : 'partner';
  const needsApproval = option.destructive || side === 'customer' || actorUserId(actor) === null;
  const id = means.newId();
  await tx.$executeRaw`
    insert into offboardings (tenant_id, id, flow_id, option_id, destructive, needs_approval, reason, effects,
      customer_status, side, requested_by, requester, requested_at)
    values (${tenantId}::uuid, ${id}::uuid, ${flowId}::uuid, ${optionId}, ${option.destructive}, ${needsApproval}, ${reason},
      ${JSON.stringify(effects)}::jsonb, ${customer.status}, ${side}, ${actorUserId(actor)}::uuid,
      ${actor.kind === 'member' ? actor.displayName : null}, ${now})`;
  const details = { option: optionId, destructive: option.destructive, needsApproval, effects };
  await recordAudit(tx, tenantId, { action: 'offboarding.requested', entityType: 'flow', entityId: flowId, details });
  await recordEvent(tx, tenantId, {
    flowId,
    name: 'offboarding.requested',
    details: { option: optionId, needsApproval, offboardingId: id },
  });
  if (!needsApproval) await beginOffboarding(tx, actor, { tenantId, flowId, id, optionId }, means);
  return ok({ flowId, offboardingId: id, status: needsApproval ? 'requested' : 'running' });
}
