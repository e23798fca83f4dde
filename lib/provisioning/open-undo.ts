import { recordAudit } from '@/lib/audit';
import { recordEvent } from '@/lib/platform/events';
import { inTenant, type Environment } from './environment';
import { readRun, type RunRef } from './run-record';

/**
 * Turns a finished or held run round because people ask for it: `subject` is an action, or `*` for everything. A run in
 * any other state is left alone, also when another one of the flow is under way.
 */
export function openUndo(environment: Environment, ref: RunRef, subject: string): Promise<void> {
  return inTenant(ref, async (tx) => {
    const run = await readRun(tx, ref, true);
    if (run?.kind !== 'set_up' || !['done', 'held'].includes(run.status)) return;
    const turned = await tx.$executeRaw`
      update provisioning_runs r set status = 'undoing', subject = ${subject}, ended_at = null, look_at = now() + interval '2 minutes'
      where r.tenant_id = ${ref.tenantId}::uuid and r.id = ${ref.runId}::uuid and not exists (
        select from provisioning_runs o where o.tenant_id = r.tenant_id and o.flow_id = r.flow_id and o.id <> r.id
          and o.kind <> 'dry_run' and o.status in ('planned', 'running', 'waiting', 'undoing'))`;
    if (turned === 0) return;
    await tx.$executeRaw`
      update provisioning_actions set status = 'kept', undo_tries = '[]'
      where tenant_id = ${ref.tenantId}::uuid and run_id = ${ref.runId}::uuid and status = 'undo_failed'`;
    await tx.$executeRaw`
      update onboarding_flows set status = 'provisioning', updated_at = ${environment.means.clock.now()}
      where tenant_id = ${ref.tenantId}::uuid and id = ${run.flowId}::uuid`;
    const details = { runId: ref.runId, subject };
    await recordAudit(tx, ref.tenantId, { action: 'run.undoing', entityType: 'run', entityId: ref.runId, details });
    await recordEvent(tx, ref.tenantId, { flowId: run.flowId, name: 'run.undoing', details });
  });
}
