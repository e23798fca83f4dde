import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';

export type BulkStatus = 'preview' | 'running' | 'done';
export type BulkRow = Readonly<{
  position: number;
  line: number;
  name: string;
  identifier: string;
  industry: string;
  email: string;
  status: 'waiting' | 'done' | 'refused';
  /** A code of `bulk.problem`. */
  problem: string | null;
  flowId: string | null;
}>;
export type BulkView = Readonly<{
  bulkId: string;
  templateKey: string;
  status: BulkStatus;
  createdAt: Date;
  endedAt: Date | null;
  counts: Readonly<Record<BulkRow['status'], number>>;
  rows: readonly BulkRow[];
}>;

/** A list with what came of each line. Refuses `forbidden`, and `not_found` for one that is missing or somebody else's. */
export async function getList(
  tx: TenantTx,
  actor: Actor,
  { bulkId }: Readonly<{ bulkId: string }>,
): Promise<Outcome<BulkView>> {
  const allowed = authorise(actor, 'customer.create');
  if (!allowed.ok) return allowed;
  const [list] = isUuid(bulkId)
    ? await tx.$queryRaw<Omit<BulkView, 'rows' | 'counts'>[]>`
        select id as "bulkId", template_key as "templateKey", status, created_at as "createdAt", ended_at as "endedAt"
        from bulk_onboardings where tenant_id = ${actor.tenantId}::uuid and id = ${bulkId}::uuid`
    : [];
  if (!list) return refuse('not_found');
  const rows = await tx.$queryRaw<BulkRow[]>`
    select position, (data ->> 'line')::int as line, data ->> 'name' as name, data ->> 'identifier' as identifier,
      data ->> 'industry' as industry, coalesce(data ->> 'email', '') as email, status, problem ->> 'code' as problem,
      flow_id as "flowId"
    from bulk_onboarding_rows where tenant_id = ${actor.tenantId}::uuid and bulk_id = ${bulkId}::uuid order by position`;
  const count = (status: BulkRow['status']): number => rows.filter((row) => row.status === status).length;
  return ok({ ...list, rows, counts: { waiting: count('waiting'), done: count('done'), refused: count('refused') } });
}
