import { isUuid } from '@/lib/platform/ids';
import { databaseClient } from '@/lib/platform/db';
import { hashToken, isToken } from './tokens';

/** A page of a flow as it was sent: which one, and what was typed, field by field. */
export type SentPage = Readonly<{
  place: Readonly<{ flowId: string; stepId: string; itemId: string }>;
  data: unknown;
  bases: unknown;
}>;

/**
 * Keeps a page that arrived with a session that has run out, as a draft of the person whose session it was; they see it
 * after signing in. Answers whether it was kept. It is not for an unknown token, a session that somebody ended, one that
 * ran out more than thirty days ago, or a person who may not answer that flow now. The token opens nothing by this.
 */
export async function keepForEndedSession(token: string | null, { place, data, bases }: SentPage): Promise<boolean> {
  if (!isToken(token) || !isUuid(place.flowId)) return false;
  const [row] = await databaseClient('app').$queryRaw<{ kept: string | null }[]>`
    select app.park_draft(${hashToken(token)}::bytea, ${place.flowId}::uuid, ${place.stepId}, ${place.itemId},
      ${JSON.stringify(data)}::jsonb, ${JSON.stringify(bases)}::jsonb) as kept`;
  return row?.kept === 'kept';
}

/**
 * Whether the person of this session had a part in this flow that was withdrawn or has run out. False for everybody who
 * never had one, whether the flow exists or not. Ask only after nothing of it was found for them.
 */
export async function accessEnded(token: string | null, flowId: string): Promise<boolean> {
  if (!isToken(token) || !isUuid(flowId)) return false;
  const [row] = await databaseClient('app').$queryRaw<{ ended: boolean }[]>`
    select app.access_ended(${hashToken(token)}::bytea, ${flowId}::uuid) as ended`;
  return row?.ended ?? false;
}
