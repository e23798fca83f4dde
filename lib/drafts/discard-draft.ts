import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { actorUserId, authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import type { DraftPlace } from './draft-place';

/**
 * Throws away what the actor had typed on one page. Discarding what is not there is no error, so that a second click is
 * none; the answers themselves stay as they are. Refuses `forbidden`, and `not_found` for a flow that is not theirs.
 */
export async function discardDraft(tx: TenantTx, actor: Actor, place: DraftPlace): Promise<Outcome<true>> {
  const allowed = authorise(actor, 'flow.answer');
  if (!allowed.ok) return allowed;
  if (!isUuid(place.flowId)) return refuse('not_found');
  const flows = await tx.$queryRaw<unknown[]>`select 1 from onboarding_flows where id = ${place.flowId}::uuid`;
  if (flows.length === 0) return refuse('not_found');
  await tx.$executeRaw`delete from step_drafts where flow_id = ${place.flowId}::uuid and step_name = ${place.stepId}
    and item_id = ${place.itemId} and user_id = ${actorUserId(actor)}::uuid`;
  return ok(true);
}
