import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { findFlow } from './flow-parts';

export type AskForAnswerInput = Readonly<{ flowId: string; stepId: string }>;

/**
 * Asks for the answers of a page: the people it was given to get a mail with its address, or the owners when it is
 * nobody's. Each person may ask once a day for each page; asking again changes nothing and says so. Refuses `forbidden`,
 * `not_found` for a flow or page that is not there, and `flow_locked` once answers are no longer taken. Records audit and
 * event `answer.requested`, from which the mail is made.
 */
export async function askForAnswer(
  tx: TenantTx,
  actor: Actor,
  { flowId, stepId }: AskForAnswerInput,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ askedBefore: boolean }>>> {
  const allowed = authorise(actor, 'answer.request');
  if (!allowed.ok) return allowed;
  const flow = await findFlow(tx, flowId);
  if (!flow.ok) return flow;
  const { tenantId, status, definition } = flow.value;
  const steps = definition.sections.flatMap(({ tasks }) => tasks).flatMap((task) => task.steps);
  if (!steps.some(({ id }) => id === stepId)) return refuse('not_found');
  if (!['invited', 'in_progress', 'changes_requested'].includes(status)) return refuse('flow_locked', { status });
  const dayAgo = new Date(means.clock.now().getTime() - 86_400_000);
  const [asked] = await tx.$queryRaw<{ id: string }[]>`
    select id from events where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and name = 'answer.requested'
      and user_id is not distinct from ${actorUserId(actor)}::uuid and details ->> 'stepId' = ${stepId}
      and at > ${dayAgo} limit 1`;
  if (asked) return ok({ askedBefore: true });
  await recordAudit(tx, tenantId, {
    ...{ action: 'answer.requested', entityType: 'flow', entityId: flowId },
    details: { stepId },
  });
  await recordEvent(tx, tenantId, { flowId, name: 'answer.requested', details: { stepId } });
  return ok({ askedBefore: false });
}
