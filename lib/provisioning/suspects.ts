import type { Means } from '@/lib/platform/means';
import type { Receipt } from './actions/action';
import { inTenant } from './environment';
import type { RunRecord } from './run-record';

/**
 * Puts things into the inventory, as `unknown`, that an action may have made although it came to no receipt and could not
 * be taken back. Only while the run is still this worker's: what another one has taken away must not come up again. They
 * do not stand in the way of a further run, which looks for them by itself.
 */
export const keepSuspects = (
  { tenantId, flowId, runId, epoch }: RunRecord,
  action: string,
  items: Receipt['items'],
  { clock, newId }: Pick<Means, 'clock' | 'newId'>,
): Promise<void> =>
  inTenant({ tenantId, runId }, async (tx) => {
    for (const { kind, name } of items) {
      await tx.$executeRaw`
        insert into inventory_items (tenant_id, id, flow_id, run_id, action_id, kind, name, status, details, created_at)
        select ${tenantId}::uuid, ${newId()}::uuid, ${flowId}::uuid, ${runId}::uuid, ${action}, ${kind}, ${name}, 'unknown',
          '{"suspected": true}', ${clock.now()}
        from provisioning_runs r
        where r.tenant_id = ${tenantId}::uuid and r.id = ${runId}::uuid and r.epoch = ${epoch} and r.ended_at is null
        on conflict (tenant_id, run_id, action_id, kind, name) do nothing`;
    }
  });

/**
 * A further run that ends well answers for what earlier ones were only suspected of, as far as its own actions came about:
 * they have looked for it, and adopted it or made it. Of the others nobody knows more than before.
 */
export const handOverSuspects = (
  { tenantId, flowId, runId }: RunRecord,
  actions: readonly string[],
  { clock }: Pick<Means, 'clock'>,
): Promise<void> =>
  inTenant({ tenantId, runId }, async (tx) => {
    await tx.$executeRaw`
      update inventory_items set status = 'removed', ended_at = ${clock.now()}
      where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and run_id <> ${runId}::uuid
        and status = 'unknown' and details -> 'suspected' is not null and action_id = any (${[...actions]})`;
  });
