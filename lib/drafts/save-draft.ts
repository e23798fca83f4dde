import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { authorise, Prisma, tenantStatement, type Actor } from '@/lib/tenancy';
import type { DraftPlace, Typing } from './draft-place';

/** When the draft was kept, ISO time, and the zone in which its person reads times. */
export type KeptDraft = Readonly<{ at: string; timeZone: string }>;

type Answer =
  Readonly<{ outcome: 'kept'; at: string; timeZone: string }> | Readonly<{ outcome: 'not_found' | 'too_much' }>;

/**
 * Keeps what the actor is typing on one page, in one statement; fields already kept and not named now stay. Secrets and
 * names that are no field of the step are left out by the database. Refuses `forbidden`, `not_found` for a flow or step
 * that the actor does not see, and `payload_too_large`. Records nothing: typing is nobody else's business.
 */
export async function saveDraft(actor: Actor, place: DraftPlace, typing: Typing): Promise<Outcome<KeptDraft>> {
  const allowed = authorise(actor, 'flow.answer');
  if (!allowed.ok) return allowed;
  if (!isUuid(place.flowId)) return refuse('not_found');
  const [row] = await tenantStatement<{ answer: Answer }>(
    actor,
    (context) => Prisma.sql`select app.save_draft(${context}, ${place.flowId}::uuid, ${place.stepId}, ${place.itemId},
      ${JSON.stringify(typing.data)}::jsonb, ${JSON.stringify(typing.bases)}::jsonb) as answer`,
  );
  if (!row) throw new Error('Keeping a draft gave no answer');
  const { answer } = row;
  if (answer.outcome === 'kept') return ok({ at: answer.at, timeZone: answer.timeZone });
  return answer.outcome === 'too_much' ? refuse('payload_too_large', { maxBytes: 200_000 }) : refuse('not_found');
}
