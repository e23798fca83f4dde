import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { delegationEnd, giveTo } from './assign-task';
import { findPart, lockFlow, type FlowPlace, type PartRef } from './flow-parts';
import { createInvitation } from './invite-person';

export const delegateTaskInput = z.object({
  flowId: z.uuid(),
  email: z.email().max(254).toLowerCase(),
  name: z.string().trim().max(200).default(''),
  locale: z.string().min(2).max(35),
  parts: z
    .array(z.object({ scope: z.enum(['section', 'task']), scopeId: z.string().min(1).max(100) }))
    .min(1)
    .max(100),
  note: z.string().trim().max(2000).default(''),
});
export type DelegateTaskInput = z.input<typeof delegateTaskInput>;
export type Delegated = Readonly<{ to: 'member' | 'invitation'; id: string; expiresAt: Date | null }>;

/**
 * Gives parts of a flow to somebody by e-mail, for fourteen days: they see and answer those parts and nothing else. Who
 * is one of the customer's people already gets them at once; others get an invitation, and the parts with it. Refuses
 * `forbidden`, `not_found` for a flow or part that is not there, `flow_locked` for a cancelled flow, and `invalid_input`
 * for somebody who only reads along. Records `task.assigned` or `task.delegated`, and `invitation.created`.
 */
export async function delegateTask(
  tx: TenantTx,
  actor: Actor,
  input: DelegateTaskInput,
  means: Means = systemMeans,
): Promise<Outcome<Delegated>> {
  const allowed = authorise(actor, 'task.assign');
  if (!allowed.ok) return allowed;
  const { flowId, email, name, locale, parts, note } = delegateTaskInput.parse(input);
  const flow = await lockFlow(tx, flowId);
  if (!flow.ok) return flow;
  const { tenantId, definition, status } = flow.value;
  if (status === 'cancelled') return refuse('flow_locked', { status });
  if (parts.some((part) => !findPart(definition, part))) return refuse('not_found');
  const expiresAt = delegationEnd(means);
  const [member] = await tx.$queryRaw<{ id: string; role: string }[]>`
    select id, role from members where tenant_id = ${tenantId}::uuid and email = ${email} and revoked_at is null`;
  if (member?.role === 'viewer')
    return refuse('invalid_input', {}, { fields: { email: [{ code: 'people.problem.readsOnly', args: {} }] } });
  if (member) {
    const end = member.role === 'delegate' ? expiresAt : null;
    for (const part of parts)
      await giveTo(tx, actor, flow.value, { ...part, memberId: member.id, note, expiresAt: end }, means);
    return ok({ to: 'member', id: member.id, expiresAt });
  }
  const [invited] = await tx.$queryRaw<{ id: string }[]>`
    select id from invitations where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and lower(email) = ${email}
      and accepted_at is null and revoked_at is null and expires_at > ${means.clock.now()}`;
  const invitationId =
    invited?.id ??
    (await createInvitation(tx, actor, { tenantId, flowId, email, name, locale, role: 'delegate' }, means));
  await giveToInvitation(tx, actor, flow.value, { parts, note, invitationId, expiresAt }, means);
  return ok({ to: 'invitation', id: invitationId, expiresAt });
}

type Gift = Readonly<{ parts: readonly PartRef[]; note: string; invitationId: string; expiresAt: Date | null }>;

/** Keeps parts for whoever accepts an invitation; those that wait with it already are not given twice. */
export async function giveToInvitation(
  tx: TenantTx,
  actor: Actor,
  { tenantId, flowId }: FlowPlace,
  { parts, note, invitationId, expiresAt }: Gift,
  means: Means,
): Promise<void> {
  const given: string[] = [];
  for (const { scope, scopeId } of parts) {
    const written = await tx.$executeRaw`
      insert into assignments (tenant_id, id, flow_id, scope, scope_id, invitation_id, note, created_by, expires_at)
      select ${tenantId}::uuid, ${means.newId()}::uuid, ${flowId}::uuid, ${scope}, ${scopeId}, ${invitationId}::uuid, ${note},
        ${actorUserId(actor)}::uuid, ${expiresAt}
      where not exists (select from assignments where tenant_id = ${tenantId}::uuid and invitation_id = ${invitationId}::uuid
        and scope = ${scope} and scope_id = ${scopeId} and revoked_at is null)`;
    if (written > 0) given.push(`${scope}:${scopeId}`);
  }
  if (given.length === 0) return;
  const details = { invitationId, parts: given };
  await recordAudit(tx, tenantId, { action: 'task.delegated', entityType: 'flow', entityId: flowId, details });
  await recordEvent(tx, tenantId, { flowId, name: 'task.delegated', details });
}
