import { ok, refuse, type Outcome } from '@/lib/errors';
import { openFlow } from '@/lib/onboarding';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import type { RefusalReason } from './profiles';

export type HookSummary = Readonly<{
  hookId: string;
  name: string;
  externalId: string | null;
  revealedAt: Date | null;
  firstDeliveryAt: Date | null;
  lastDeliveryAt: Date | null;
  refusals: readonly Readonly<{ reason: RefusalReason; times: number }>[];
}>;

/** The open hooks of a flow for those who look after it. Refuses `forbidden` and `not_found`. Records nothing. */
export async function listHooks(
  tx: TenantTx,
  actor: Actor,
  { flowId }: Readonly<{ flowId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<readonly HookSummary[]>> {
  const allowed = authorise(actor, 'run.read');
  if (!allowed.ok) return allowed;
  const flow = await openFlow(tx, flowId, means.clock.now());
  if (!flow.ok) return refuse('not_found');
  return ok(
    await tx.$queryRaw<HookSummary[]>`
      select h.id as "hookId", h.name, h.external_id as "externalId", h.revealed_at as "revealedAt",
        h.first_delivery_at as "firstDeliveryAt", h.last_delivery_at as "lastDeliveryAt",
        (select coalesce(jsonb_agg(jsonb_build_object('reason', r.reason, 'times', r.times) order by r.last_at desc), '[]')
          from inbound_refusals r where r.tenant_id = h.tenant_id and r.hook_id = h.id) as refusals
      from inbound_hooks h
      where h.tenant_id = ${flow.value.state.flow.tenantId}::uuid and h.flow_id = ${flowId}::uuid and h.status = 'active'
      order by h.created_at, h.id`,
  );
}
