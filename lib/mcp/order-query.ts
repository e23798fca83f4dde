import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { openSealed, sealValue } from '@/lib/crypto';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { enqueue } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { findCustomer } from './find-customers';

export type QueryRef = Readonly<{ tenantId: string; queryId: string }>;
/** A code of `provisioning.failure`, or one of ours: `query_not_allowed`, `query_too_large`. */
export type QueryAnswer = Readonly<{ rows: readonly unknown[]; total_rows: number }> | Readonly<{ error: string }>;

/** Where the parts of a question are sealed. */
export const queryPlace = ({ tenantId, queryId }: QueryRef, column: 'sealed_sql' | 'sealed_result') => ({
  tenantId,
  table: 'dataset_queries',
  column,
  rowId: queryId,
});

/**
 * Orders a question to a customer's dataset; the worker asks it. Null where there is no such customer or it has no
 * dataset. Refuses `forbidden`. Records `dataset.asked`, without the question.
 */
export async function orderQuery(
  tx: TenantTx,
  actor: Actor,
  { customerId, sql }: Readonly<{ customerId: string; sql: string }>,
  means: Means = systemMeans,
): Promise<Outcome<QueryRef | null>> {
  const allowed = authorise(actor, 'dataset.query');
  if (!allowed.ok) return allowed;
  const found = await findCustomer(tx, actor, customerId);
  if (!found.ok) return found;
  if (!found.value?.onboarding) return ok(null);
  const { tenant_id: tenantId, onboarding } = found.value;
  if ((await datasetOf(tx, { tenantId, flowId: onboarding.id })) === null) return ok(null);
  const queryId = means.newId();
  const sealed = await sealValue(tx, queryPlace({ tenantId, queryId }, 'sealed_sql'), sql);
  await tx.$executeRaw`
    insert into dataset_queries (tenant_id, id, flow_id, sealed_sql, created_at)
    values (${tenantId}::uuid, ${queryId}::uuid, ${onboarding.id}::uuid, ${sealed}, ${means.clock.now()})`;
  await enqueue(tx, { workflow: 'query-dataset', id: `query:${queryId}`, args: { tenantId, queryId } });
  await recordAudit(tx, tenantId, {
    action: 'dataset.asked',
    entityType: 'flow',
    entityId: onboarding.id,
    details: { query: queryId },
  });
  return ok({ tenantId, queryId });
}

const answerShape = z.object({ rows: z.array(z.unknown()), total_rows: z.number() });

/** Takes the answer away once it is there: null while it is not. Refuses `forbidden` and `not_found`. */
export async function takeAnswer(tx: TenantTx, actor: Actor, ref: QueryRef): Promise<Outcome<QueryAnswer | null>> {
  const allowed = authorise(actor, 'dataset.query');
  if (!allowed.ok) return allowed;
  const { tenantId, queryId } = ref;
  const [row] = await tx.$queryRaw<{ status: string; code: string | null; sealed: string | null }[]>`
    select status, code, sealed_result as sealed from dataset_queries
    where tenant_id = ${tenantId}::uuid and id = ${queryId}::uuid`;
  if (!row) return refuse('not_found');
  if (row.status === 'queued') return ok(null);
  await tx.$executeRaw`delete from dataset_queries where tenant_id = ${tenantId}::uuid and id = ${queryId}::uuid`;
  if (row.sealed === null) return ok({ error: row.code ?? 'unexpected' });
  const secret = await openSealed(tx, queryPlace(ref, 'sealed_result'), row.sealed, 'mcp');
  return ok(answerShape.parse(JSON.parse(secret.reveal())));
}

export type DatasetPlace = Readonly<{ dataset: string; project: string | null }>;

/** The dataset that set-up has made for a flow, and the project that its action names; null when there is none. */
export async function datasetOf(
  tx: TenantTx,
  { tenantId, flowId }: Readonly<{ tenantId: string; flowId: string }>,
): Promise<DatasetPlace | null> {
  const [row] = await tx.$queryRaw<{ name: string; project: unknown }[]>`
    select i.name, (select a -> 'args' -> 'project' from provisioning_runs r, jsonb_array_elements(r.plan -> 'actions') a
      where r.tenant_id = i.tenant_id and r.id = i.run_id and a ->> 'id' = i.action_id limit 1) as project
    from inventory_items i
    where i.tenant_id = ${tenantId}::uuid and i.flow_id = ${flowId}::uuid and i.kind = 'bigquery_dataset'
      and i.status in ('present', 'kept')
    order by i.created_at desc, i.id desc limit 1`;
  if (!row) return null;
  return { dataset: row.name, project: typeof row.project === 'string' && row.project !== '' ? row.project : null };
}
