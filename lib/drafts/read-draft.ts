import { tenantHasher, type TenantHasher } from '@/lib/crypto';
import { actorUserId, type Actor, type TenantTx } from '@/lib/tenancy';
import type { DraftPlace, TypedField, Typing } from './draft-place';

/** A draft that says something else than the answers do. */
export type Draft = Typing & Readonly<{ at: string }>;

type Row = Readonly<{ tenantId: string; data: Typing['data']; bases: Typing['bases']; at: Date }>;

/**
 * What the actor had typed on this page and not saved, or null. A field that the draft only repeats, because the person
 * had left it as the page showed it, is left out: it must not come back over what somebody else has saved meanwhile.
 * Nobody else's draft is ever seen, whatever the actor's role. Records nothing.
 */
export async function readDraft(tx: TenantTx, actor: Actor, place: DraftPlace): Promise<Draft | null> {
  const userId = actorUserId(actor);
  if (userId === null) return null;
  const [row] = await tx.$queryRaw<Row[]>`
    select tenant_id as "tenantId", data, bases, updated_at as at from step_drafts
    where flow_id = ${place.flowId}::uuid and step_name = ${place.stepId} and item_id = ${place.itemId}
      and user_id = ${userId}::uuid`;
  if (!row) return null;
  const hash = await tenantHasher(tx, row.tenantId);
  const changed = Object.entries(row.data).filter(([id, typed]) => !repeats(hash, id, typed, row.bases[id]));
  if (changed.length === 0) return null;
  return { data: Object.fromEntries(changed), bases: row.bases, at: row.at.toISOString() };
}

/** Whether the controls hold exactly the answer whose hash the page showed. */
const repeats = (hash: TenantHasher, fieldId: string, typed: TypedField, base: string | undefined): boolean =>
  base !== undefined && base !== ''
    ? answersIn(fieldId, typed).some((answer) => hash(fieldId, answer) === base)
    : Object.values(typed).every((text) => [text].flat().every((each) => each.trim() === ''));

/** The texts that a stored answer of these controls could have, for the kinds whose controls say it in one way. */
function answersIn(fieldId: string, typed: TypedField): readonly string[] {
  const own = typed[fieldId];
  if (Array.isArray(own)) return [JSON.stringify(own), JSON.stringify(own.filter((text) => text.trim() !== ''))];
  if (typeof own === 'string') {
    const text = own.trim();
    const spoken = { yes: ['true'], no: ['false'] }[text] ?? [];
    return [text, own, JSON.stringify([text]), ...spoken];
  }
  const part = (name: string): string => String(typed[`${fieldId}-${name}`] ?? '').trim();
  return [`${part('year').padStart(4, '0')}-${part('month').padStart(2, '0')}-${part('day').padStart(2, '0')}`];
}
