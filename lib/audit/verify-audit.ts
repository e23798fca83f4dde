import type { TenantTx } from '@/lib/tenancy';

/** The result of walking one tenant's chain: how many entries hold, and where and why it first does not. */
export type AuditVerdict =
  | Readonly<{ intact: true; entries: number }>
  | Readonly<{ intact: false; entries: number; firstBadSeq: number; reason: AuditFault }>;

/** The ways in which a chain can fail. `newest_missing`: the recorded head does not fit the last entry. */
export type AuditFault = 'missing_or_duplicated' | 'chain_broken' | 'content_changed' | 'newest_missing';

/**
 * Walks the chain of one tenant from its first entry and compares the recorded head. Finds every change, insertion,
 * removal and exchange that leaves any part of the chain as it was. Somebody who owns the server and rewrites every
 * entry from the changed one on *and* the head is found only by comparing with a head kept elsewhere.
 */
export async function verifyAudit(tx: TenantTx, tenantId: string): Promise<AuditVerdict> {
  const rows = await tx.$queryRaw<{ entries: bigint; first_bad_seq: bigint | null; reason: AuditFault | null }[]>`
    select entries, first_bad_seq, reason from app.audit_verify(${tenantId}::uuid)`;
  const row = rows[0];
  if (!row) throw new Error('The audit chain gave no verdict');
  const entries = Number(row.entries);
  if (row.first_bad_seq === null || row.reason === null) return { intact: true, entries };
  return { intact: false, entries, firstBadSeq: Number(row.first_bad_seq), reason: row.reason };
}
