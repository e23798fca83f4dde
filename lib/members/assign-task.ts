import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { recordEvent } from '@/lib/platform/events';
import { isUuid } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { findPart, lockFlow, type FlowPlace, type PartRef } from './flow-parts';

export type AssignTaskInput = PartRef & Readonly<{ flowId: string; memberId: string; note?: string }>;
export type Assigned = Readonly<{ assignmentId: string; alreadyAssigned: boolean }>;

/**
 * Names somebody of the customer as the one who does a task or section; whoever may answer still may. Naming them again
 * changes nothing and says so. Refuses `forbidden`, `not_found` for a flow, part or person that is not there, and
 * `invalid_input` for somebody who only reads along. Records `task.assigned`.
 */
export async function assignTask(
  tx: TenantTx,
  actor: Actor,
  input: AssignTaskInput,
  means: Means = systemMeans,
): Promise<Outcome<Assigned>> {
  const allowed = authorise(actor, 'task.assign');
  if (!allowed.ok) return allowed;
  const flow = await lockFlow(tx, input.flowId);
  if (!flow.ok) return flow;
  if (!findPart(flow.value.definition, input) || !isUuid(input.memberId)) return refuse('not_found');
  const [member] = await tx.$queryRaw<{ role: string }[]>`
    select role from members where tenant_id = ${flow.value.tenantId}::uuid and id = ${input.memberId}::uuid
      and revoked_at is null`;
  if (!member) return refuse('not_found');
  if (member.role === 'viewer')
    return refuse('invalid_input', {}, { fields: { memberId: [{ code: 'people.problem.readsOnly', args: {} }] } });
  const expiresAt = member.role === 'delegate' ? delegationEnd(means) : null;
  return ok(await giveTo(tx, actor, flow.value, { ...input, expiresAt }, means));
}

/**
 * Takes a task for oneself. Refuses `forbidden`, `not_found`, and `task_taken` when it was given to somebody already.
 * Records `task.assigned`.
 */
export async function takeTask(
  tx: TenantTx,
  actor: Actor,
  input: Readonly<{ flowId: string; taskId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<Assigned>> {
  const allowed = authorise(actor, 'task.take');
  if (!allowed.ok) return allowed;
  const flow = await lockFlow(tx, input.flowId);
  if (!flow.ok) return flow;
  const part = { scope: 'task', scopeId: input.taskId } as const;
  if (!findPart(flow.value.definition, part) || actor.kind !== 'member') return refuse('not_found');
  const { tenantId } = flow.value;
  const [taken] = await tx.$queryRaw<{ mine: boolean }[]>`
    select bool_and(coalesce(a.member_id = ${actor.memberId}::uuid, false)) as mine from assignments a
    left join members m on m.tenant_id = a.tenant_id and m.id = a.member_id
    where a.tenant_id = ${tenantId}::uuid and a.flow_id = ${input.flowId}::uuid and a.scope = 'task'
      and a.scope_id = ${input.taskId} and a.revoked_at is null
      and (a.expires_at is null or a.expires_at > ${means.clock.now()}) and m.revoked_at is null
    having count(*) > 0`;
  if (taken && !taken.mine) return refuse('task_taken');
  return ok(
    await giveTo(tx, actor, flow.value, { ...part, memberId: actor.memberId, note: '', expiresAt: null }, means),
  );
}

/** How long something stays delegated unless it is taken back before. */
export const delegationLifeMs = 14 * 86_400_000;
export const delegationEnd = (means: Means): Date => new Date(means.clock.now().getTime() + delegationLifeMs);

type Gift = PartRef & Readonly<{ memberId: string; note?: string; expiresAt: Date | null }>;

/** Writes the assignment; one that stands is renewed where its end changes, which the audit keeps, and otherwise left. */
export async function giveTo(
  tx: TenantTx,
  actor: Actor,
  { tenantId, flowId }: FlowPlace,
  { scope, scopeId, memberId, note = '', expiresAt }: Gift,
  means: Means,
): Promise<Assigned> {
  const [standing] = await tx.$queryRaw<{ id: string }[]>`
    select id from assignments where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and scope = ${scope}
      and scope_id = ${scopeId} and member_id = ${memberId}::uuid and revoked_at is null`;
  if (standing) {
    const renewed = await tx.$executeRaw`update assignments set expires_at = ${expiresAt}
      where tenant_id = ${tenantId}::uuid and id = ${standing.id}::uuid and expires_at is distinct from ${expiresAt}`;
    if (renewed > 0) {
      const details = { assignmentId: standing.id, scope, scopeId, memberId, renewed: true };
      await recordAudit(tx, tenantId, { action: 'task.assigned', entityType: 'flow', entityId: flowId, details });
    }
    return { assignmentId: standing.id, alreadyAssigned: true };
  }
  const assignmentId = means.newId();
  await tx.$executeRaw`
    insert into assignments (tenant_id, id, flow_id, scope, scope_id, member_id, note, created_by, expires_at)
    values (${tenantId}::uuid, ${assignmentId}::uuid, ${flowId}::uuid, ${scope}, ${scopeId}, ${memberId}::uuid, ${note},
      ${actorUserId(actor)}::uuid, ${expiresAt})`;
  const details = { assignmentId, scope, scopeId, memberId };
  await recordAudit(tx, tenantId, { action: 'task.assigned', entityType: 'flow', entityId: flowId, details });
  await recordEvent(tx, tenantId, { flowId, name: 'task.assigned', details });
  return { assignmentId, alreadyAssigned: false };
}
