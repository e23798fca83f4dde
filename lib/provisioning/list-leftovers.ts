import { ok, type Outcome } from '@/lib/errors';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';

/** Something that is still there, or may be, after a run that did not end well. */
export type Leftover = Readonly<{
  tenantId: string;
  customer: string;
  flowId: string;
  runId: string;
  runNumber: number;
  runStatus: 'undone' | 'held';
  actionId: string;
  kind: string;
  name: string;
  /** `unknown` where taking it away has failed: a person has to look. */
  status: 'present' | 'kept' | 'unknown';
  since: Date;
}>;

/**
 * What runs have left behind, over all customers that the actor sees, those that need a look first; at most 500. Refuses
 * `forbidden`. Records nothing.
 */
export async function listLeftovers(tx: TenantTx, actor: Actor): Promise<Outcome<readonly Leftover[]>> {
  const allowed = authorise(actor, 'run.undo');
  if (!allowed.ok) return allowed;
  return ok(
    await tx.$queryRaw<Leftover[]>`
      select i.tenant_id as "tenantId", c.name as customer, i.flow_id as "flowId", i.run_id as "runId",
        r.number as "runNumber", r.status as "runStatus", i.action_id as "actionId", i.kind, i.name, i.status,
        i.created_at as since
      from inventory_items i
      join provisioning_runs r on r.tenant_id = i.tenant_id and r.id = i.run_id
      join customers c on c.tenant_id = i.tenant_id
      where i.status <> 'removed' and r.status in ('undone', 'held')
        and not exists (
          select from provisioning_runs later where later.tenant_id = r.tenant_id and later.flow_id = r.flow_id
            and later.kind = 'set_up' and later.number > r.number and later.status not in ('undone', 'held'))
      order by i.status = 'unknown' desc, i.created_at desc, i.id limit 500`,
  );
}

/**
 * How many things of a flow could not be taken away, so that nobody knows in what state they are. Not those of which
 * nobody knows whether they were made at all: a further run looks for them by itself.
 */
export async function countUnknown(
  tx: TenantTx,
  { tenantId, flowId }: Readonly<{ tenantId: string; flowId: string }>,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from inventory_items
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and status = 'unknown'
      and details -> 'suspected' is null`;
  return row?.count ?? 0;
}
