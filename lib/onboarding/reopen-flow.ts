import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { openFlow } from './open-flow';

export type ReopenFlowInput = Readonly<{ flowId: string; revision: number }>;

/**
 * Opens a submitted flow again so that answers can be changed, after its run was undone. The
 * submission is withdrawn, not forgotten. Refuses `forbidden`, `not_found`, `flow_changed` for another revision than
 * the one seen, and `flow_locked` while a run is under way or when nothing was submitted. Records `flow.reopened`.
 */
export async function reopenFlow(
  tx: TenantTx,
  actor: Actor,
  { flowId, revision }: ReopenFlowInput,
  means: Means = systemMeans,
): Promise<Outcome<{ flowId: string }>> {
  const allowed = authorise(actor, 'flow.reopen');
  if (!allowed.ok) return allowed;
  const flow = await openFlow(tx, flowId, means.clock.now());
  if (!flow.ok) return flow;
  const { tenantId } = flow.value.state.flow;
  const [row] = await tx.$queryRaw<{ status: string; revision: number; running: boolean }[]>`
    select f.status, f.revision, exists (
      select 1 from provisioning_runs r where r.tenant_id = f.tenant_id and r.flow_id = f.id and r.kind <> 'dry_run'
        and r.status in ('planned', 'running', 'waiting', 'undoing', 'done')) as running
    from onboarding_flows f where f.tenant_id = ${tenantId}::uuid and f.id = ${flowId}::uuid for update of f`;
  if (!row) return refuse('not_found');
  if (row.status !== 'submitted' || row.running) return refuse('flow_locked', { status: row.status });
  if (row.revision !== revision) return refuse('flow_changed');

  const now = means.clock.now();
  await tx.$executeRaw`
    update flow_milestones set withdrawn_at = ${now}
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and name = 'submitted' and withdrawn_at is null`;
  await tx.$executeRaw`
    update onboarding_flows set status = 'in_progress', revision = revision + 1, submitted_at = null, updated_at = ${now},
      last_activity_at = ${now}
    where tenant_id = ${tenantId}::uuid and id = ${flowId}::uuid`;
  await recordAudit(tx, tenantId, {
    action: 'flow.reopened',
    entityType: 'flow',
    entityId: flowId,
    details: { revision },
  });
  await recordEvent(tx, tenantId, { flowId, name: 'flow.reopened', details: {} });
  return ok({ flowId });
}
