import { ok, type Outcome } from '@/lib/errors';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { openFlow } from './open-flow';

/** Somebody whom a task was given to, by name or, while their invitation waits, by its address. */
export type Assignee = Readonly<{ name: string; mine: boolean }>;

/**
 * Task id → whom it was given to, by itself or with its whole section, as it stands now: what has ended or was taken
 * back is left out. Refuses `forbidden` and `not_found`. Records nothing.
 */
export async function getAssignees(
  tx: TenantTx,
  actor: Actor,
  { flowId }: Readonly<{ flowId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<ReadonlyMap<string, readonly Assignee[]>>> {
  const allowed = authorise(actor, 'flow.read');
  if (!allowed.ok) return allowed;
  const now = means.clock.now();
  const flow = await openFlow(tx, flowId, now);
  if (!flow.ok) return flow;
  const { tenantId } = flow.value.state.flow;
  const rows = await tx.$queryRaw<{ scope: string; scopeId: string; name: string; userId: string | null }[]>`
    select a.scope, a.scope_id as "scopeId", m.user_id as "userId",
      coalesce(nullif(m.display_name, ''), m.email, nullif(i.name, ''), i.email) as name
    from assignments a
    left join members m on m.tenant_id = a.tenant_id and m.id = a.member_id
    left join invitations i on i.tenant_id = a.tenant_id and i.id = a.invitation_id
    where a.tenant_id = ${tenantId}::uuid and a.flow_id = ${flowId}::uuid and a.revoked_at is null
      and (a.expires_at is null or a.expires_at > ${now}) and m.revoked_at is null and (m.id is not null or i.id is not null)
    order by a.created_at, a.id`;
  const readerId = actor.kind === 'member' ? actor.userId : null;
  return ok(
    new Map(
      flow.value.walk.sections.flatMap(({ section, tasks }) =>
        tasks.flatMap(({ task }) => {
          const people = new Map(
            rows
              .filter(({ scope, scopeId }) => scopeId === (scope === 'task' ? task.id : section.id))
              .map(({ name, userId }) => [name, { name, mine: userId !== null && userId === readerId }]),
          );
          return people.size === 0 ? [] : [[task.id, [...people.values()]] as const];
        }),
      ),
    ),
  );
}
