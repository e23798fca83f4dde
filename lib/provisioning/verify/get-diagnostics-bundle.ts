import { ok, type Outcome } from '@/lib/errors';
import { recordAudit } from '@/lib/audit';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { openLookedAt } from './open-verified';

/** What engineers are given to look into a flow: ids, states, codes and times. No answer, no name, no secret. */
export type DiagnosticsBundle = Readonly<{
  format: 'portico/diagnostics@1';
  madeAt: string;
  template: Readonly<{ key: string; version: number; severity: string | null }>;
  flow: Readonly<{ id: string; status: string; customerStatus: string; milestones: Readonly<Record<string, string>> }>;
  run: unknown;
  checks: readonly unknown[];
  hooks: readonly unknown[];
}>;

/**
 * Puts together what engineering needs to know about a flow that does not work, for a ticket with them. Refuses
 * `forbidden` and `not_found`. Records audit `diagnostics.exported`.
 */
export async function getDiagnosticsBundle(
  tx: TenantTx,
  actor: Actor,
  { flowId }: Readonly<{ flowId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<DiagnosticsBundle>> {
  const allowed = authorise(actor, 'task.complete');
  if (!allowed.ok) return allowed;
  const opened = await openLookedAt(tx, flowId, means);
  if (!opened.ok) return opened;
  const { flow, run } = opened.value;
  const { key, version, metadata } = flow.template.compiled.definition;
  const checks = await tx.$queryRaw<unknown[]>`
    select scope, place, item_id as item, status, found_by as "foundBy", results, at from check_results
    where tenant_id = ${flow.tenantId}::uuid and flow_id = ${flowId}::uuid order by scope, place, item_id`;
  const hooks = await tx.$queryRaw<unknown[]>`
    select h.id, h.action_id as action, h.profile, h.status, h.external_id is not null as "idKnown",
      h.first_delivery_at as "firstDeliveryAt", h.last_delivery_at as "lastDeliveryAt",
      (select coalesce(jsonb_object_agg(r.reason, r.times), '{}') from inbound_refusals r
        where r.tenant_id = h.tenant_id and r.hook_id = h.id) as refusals
    from inbound_hooks h where h.tenant_id = ${flow.tenantId}::uuid and h.flow_id = ${flowId}::uuid order by h.created_at`;
  await recordAudit(tx, flow.tenantId, {
    action: 'diagnostics.exported',
    entityType: 'flow',
    entityId: flowId,
    details: { flow: flowId },
  });
  return ok({
    format: 'portico/diagnostics@1',
    madeAt: means.clock.now().toISOString(),
    template: { key, version, severity: metadata.severity ?? null },
    flow: { id: flowId, status: flow.status, customerStatus: flow.customerStatus, milestones: flow.facts.milestones },
    run: run && {
      id: run.runId,
      number: run.number,
      status: run.status,
      failedStep: run.failure?.failed_step ?? null,
      actions: run.actions.map(({ planned, status, attempts, error, startedAt, endedAt }) => ({
        id: planned.id,
        uses: planned.uses,
        status,
        attempts,
        error: error && { code: error.code, system: error.args['system'] ?? null },
        startedAt,
        endedAt,
      })),
    },
    checks,
    hooks,
  });
}
