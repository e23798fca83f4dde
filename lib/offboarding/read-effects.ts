import type { TenantTx } from '@/lib/tenancy';
import { liveCredentials } from '@/lib/vault';
import { effectsOf, type Effect, type Existing } from './effects';
import type { LeavingFlow } from './leaving-flow';

/** What one way of leaving would take away now, and what would stay. */
export async function readEffects(tx: TenantTx, flow: LeavingFlow, optionId: string): Promise<readonly Effect[]> {
  const [read] = await readEffectsOf(tx, flow, [optionId]);
  return read ?? [];
}

/** The same for several ways, with one look at what exists. */
export async function readEffectsOf(
  tx: TenantTx,
  { state, template }: LeavingFlow,
  optionIds: readonly string[],
): Promise<readonly (readonly Effect[])[]> {
  const { tenantId, id: flowId } = state.flow;
  const existing = await tx.$queryRaw<Existing[]>`
    select action_id as "actionId", kind, name, status from (
      select distinct on (action_id, kind, name) action_id, kind, name, status, created_at, id from inventory_items
      where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid
      order by action_id, kind, name, created_at desc, id desc) newest
    order by created_at, id`;
  const credentials = [...(await liveCredentials(tx, flowId)).keys()].sort();
  return optionIds.map((id) => effectsOf(template.compiled.definition, id, existing, credentials));
}
