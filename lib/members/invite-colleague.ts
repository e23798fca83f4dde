import { z } from 'zod';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, customerRoles, type Actor, type TenantTx } from '@/lib/tenancy';
import { delegateTask, delegateTaskInput, giveToInvitation } from './delegate-task';
import { findPart, lockFlow } from './flow-parts';
import { invitePerson } from './invite-person';

export const inviteColleagueInput = delegateTaskInput.extend({
  role: z.enum(customerRoles),
  parts: z
    .array(z.object({ scope: z.enum(['section', 'task']), scopeId: z.string().min(1).max(100) }))
    .max(100)
    .default([]),
});
export type InviteColleagueInput = z.input<typeof inviteColleagueInput>;

/**
 * Invites a colleague with a role and the tasks that are theirs. A delegate sees those and nothing else, for fourteen
 * days; for the others they say who does what. Refuses as `invitePerson` and `delegateTask` do, and `invalid_input` for a
 * delegate without a task. Records `invitation.created`, and `task.delegated` or `task.assigned` with tasks.
 */
export async function inviteColleague(
  tx: TenantTx,
  actor: Actor,
  input: InviteColleagueInput,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ flowId: string }>>> {
  const allowed = authorise(actor, 'customer.invite');
  if (!allowed.ok) return allowed;
  const { role, ...given } = inviteColleagueInput.parse(input);
  const { flowId, parts, note } = given;
  if (role === 'delegate') {
    if (parts.length === 0)
      return refuse('invalid_input', {}, { fields: { tasks: [{ code: 'people.problem.noTask', args: {} }] } });
    const delegated = await delegateTask(tx, actor, given, means);
    return delegated.ok ? ok({ flowId }) : delegated;
  }
  const flow = await lockFlow(tx, flowId);
  if (!flow.ok) return flow;
  if (parts.some((part) => !findPart(flow.value.definition, part))) return refuse('not_found');
  if (role === 'viewer' && parts.length > 0)
    return refuse('invalid_input', {}, { fields: { tasks: [{ code: 'people.problem.readsOnly', args: {} }] } });
  const invited = await invitePerson(tx, actor, { ...given, role }, means);
  if (!invited.ok) return invited;
  if (parts.length > 0) {
    const { invitationId } = invited.value;
    await giveToInvitation(tx, actor, flow.value, { parts, note, invitationId, expiresAt: null }, means);
  }
  return ok({ flowId });
}
