import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { recordEvent } from '@/lib/platform/events';
import { isUuid } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, can, type Actor, type TenantTx } from '@/lib/tenancy';
import { lockFlow } from './flow-parts';

/**
 * Takes a part back from whoever has it: a delegate sees it no more from their next click on, and a save of theirs comes
 * before this or not at all. Contributors may put back what they took themselves. Refuses `forbidden` and `not_found`.
 * Twice is no error. Records `task.unassigned`.
 */
export async function revokeAssignment(
  tx: TenantTx,
  actor: Actor,
  { flowId, assignmentId }: Readonly<{ flowId: string; assignmentId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<null>> {
  const allowed = can(actor, 'task.take') ? ok(true) : authorise(actor, 'task.assign');
  if (!allowed.ok) return allowed;
  const flow = await lockFlow(tx, flowId);
  if (!flow.ok) return flow;
  const [row] = isUuid(assignmentId)
    ? await tx.$queryRaw<{ memberId: string | null; revokedAt: Date | null }[]>`
        select member_id as "memberId", revoked_at as "revokedAt" from assignments
        where tenant_id = ${flow.value.tenantId}::uuid and flow_id = ${flowId}::uuid and id = ${assignmentId}::uuid for update`
    : [];
  if (!row) return refuse('not_found');
  const isOwn = actor.kind === 'member' && row.memberId === actor.memberId;
  if (!can(actor, 'task.assign') && !isOwn) return refuse('forbidden', { action: 'task.assign' });
  if (row.revokedAt) return ok(null);
  await tx.$executeRaw`update assignments set revoked_at = ${means.clock.now()}
    where tenant_id = ${flow.value.tenantId}::uuid and id = ${assignmentId}::uuid`;
  const details = { assignmentId };
  await recordAudit(tx, flow.value.tenantId, {
    ...{ action: 'task.unassigned', entityType: 'flow', entityId: flowId },
    details,
  });
  await recordEvent(tx, flow.value.tenantId, { flowId, name: 'task.unassigned', details });
  return ok(null);
}
