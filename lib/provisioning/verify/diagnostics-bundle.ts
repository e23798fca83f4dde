import type { Means } from '@/lib/platform/means';
import type { TenantTx } from '@/lib/tenancy';
import type { LookedAt } from './look';

/** What engineers are given to look into a flow: ids, states, codes and times. No answer, no name, no secret. */
export type DiagnosticsBundle = Readonly<{
  format: 'portico/diagnostics@1';
  madeAt: string;
  template: Readonly<{ key: string; version: number; severity: string | null }>;
  flow: Readonly<{ id: string; status: string; customerStatus: string; milestones: Readonly<Record<string, string>> }>;
  run: Readonly<{
    id: string;
    number: number;
    status: string;
    failedStep: string | null;
    actions: readonly unknown[];
  }> | null;
  checks: readonly Readonly<{ status: string }>[];
  hooks: readonly unknown[];
}>;

/** Longer than any list of a flow that works as meant. */
const rowsMax = 500;

/** Puts a bundle together from what is known about the flow. Records nothing. */
export async function bundleOf(tx: TenantTx, { flow, run }: LookedAt, means: Means): Promise<DiagnosticsBundle> {
  const { tenantId, flowId } = flow;
  const { key, version, metadata } = flow.template.compiled.definition;
  const checks = await tx.$queryRaw<{ status: string }[]>`
    select scope, place, item_id as item, status, found_by as "foundBy", results, at from check_results
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid order by scope, place, item_id limit ${rowsMax}`;
  const hooks = await tx.$queryRaw<unknown[]>`
    select h.id, h.action_id as action, h.profile, h.status, h.external_id is not null as "idKnown",
      h.first_delivery_at as "firstDeliveryAt", h.last_delivery_at as "lastDeliveryAt",
      (select coalesce(jsonb_object_agg(r.reason, r.times), '{}') from inbound_refusals r
        where r.tenant_id = h.tenant_id and r.hook_id = h.id) as refusals
    from inbound_hooks h where h.tenant_id = ${tenantId}::uuid and h.flow_id = ${flowId}::uuid
    order by h.created_at limit ${rowsMax}`;
  return {
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
  };
}
