import type { TenantTx } from '@/lib/tenancy';

/** A customer's dataset: which flow made it, its name, and the owner in whose warehouse it lies. */
export type CustomerDataset = Readonly<{ tenantId: string; flowId: string; ownerTenantId: string; name: string }>;

/** Table without which no pipeline can be logged; a dataset without it is not one for pipelines. */
const logTable = 'pipeline_runs';

/** The dataset that stands because of this flow and has room for logs; null when there is none, or it is out of sight. */
export async function datasetOf(tx: TenantTx, flowId: string): Promise<CustomerDataset | null> {
  const [row] = await tx.$queryRaw<{ tenant_id: string; owner_tenant_id: string; name: string }[]>`
    select d.tenant_id, c.owner_tenant_id, d.name from inventory_items d
    join customers c on c.tenant_id = d.tenant_id
    where d.flow_id = ${flowId}::uuid and d.kind = 'dataset' and d.status in ('present', 'kept')
      and exists (
        select 1 from inventory_items t
        where t.tenant_id = d.tenant_id and t.flow_id = d.flow_id and t.kind = 'table'
          and t.status in ('present', 'kept') and t.name = d.name || '.' || ${logTable})
    order by d.created_at desc, d.id desc limit 1`;
  return row ? { tenantId: row.tenant_id, flowId, ownerTenantId: row.owner_tenant_id, name: row.name } : null;
}
