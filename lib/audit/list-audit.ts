import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { verifyAudit, type AuditVerdict } from './verify-audit';

export type AuditRow = Readonly<{
  id: string;
  seq: number;
  action: string;
  entityType: string;
  entityId: string | null;
  role: string | null;
  /** A name, null for the product itself, undefined for somebody whose name this reader does not see. */
  by: string | null | undefined;
  at: Date;
  /** Ids, codes and counts, as they were recorded. */
  details: Readonly<Record<string, unknown>>;
}>;
export type AuditPage = Readonly<{
  rows: readonly AuditRow[];
  /** Give it as `before` to go on; null at the first entry. */
  next: number | null;
  verdict: AuditVerdict;
}>;

/**
 * The newest entries of one tenant's chain, and whether the whole chain holds. Refuses `forbidden` and, for a tenant
 * out of sight, `not_found`. Records nothing.
 */
export async function listAudit(
  tx: TenantTx,
  actor: Actor,
  { tenantId, limit, before }: Readonly<{ tenantId: string; limit: number; before?: number }>,
): Promise<Outcome<AuditPage>> {
  const allowed = authorise(actor, 'audit.read');
  if (!allowed.ok) return allowed;
  const [tenant] = isUuid(tenantId)
    ? await tx.$queryRaw<{ id: string }[]>`
        select id from tenants where id = ${tenantId}::uuid and id = any ((select app.visible_tenants())::uuid[])`
    : [];
  if (!tenant) return refuse('not_found');
  const size = Math.min(Math.max(limit, 1), 200);
  const found = await tx.$queryRaw<StoredEntry[]>`
    select a.id, a.seq::int as seq, a.action, a.entity_type as "entityType", a.entity_id as "entityId", a.role,
      a.user_id as "userId", a."timestamp" as at, a.details,
      (select m.display_name from members m where m.user_id = a.user_id order by m.revoked_at nulls first limit 1) as person
    from audit_logs a
    where a.tenant_id = ${tenant.id}::uuid and (${before ?? null}::bigint is null or a.seq < ${before ?? null}::bigint)
    order by a.seq desc limit ${size + 1}`;
  const rows = found.slice(0, size);
  return ok({
    rows: rows.map(({ userId, person, ...row }) => ({
      ...row,
      by: userId === null ? null : (person ?? undefined),
    })),
    next: found.length > size ? (rows.at(-1)?.seq ?? null) : null,
    verdict: await verifyAudit(tx, tenant.id),
  });
}

type StoredEntry = Omit<AuditRow, 'by'> & Readonly<{ userId: string | null; person: string | null }>;
