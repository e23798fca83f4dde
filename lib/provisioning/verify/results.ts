import type { CheckResult } from '@/lib/connectors';
import type { TenantTx } from '@/lib/tenancy';

/** Where findings belong: the items of a verification step, or the probes of a diagnostic of the template. */
export type Place = Readonly<{ tenantId: string; flowId: string; scope: 'verify' | 'diagnostic'; place: string }>;

/** The latest finding about one item. */
export type Finding = Readonly<{
  itemId: string;
  status: 'waiting' | 'passed' | 'failed';
  foundBy: 'machine' | 'person';
  userId: string | null;
  /** The person's name as the reader may see it; null for the machine and for somebody who has left. */
  by: string | null;
  note: string;
  results: readonly CheckResult[];
  facts: Readonly<Record<string, string>>;
  /** When somebody asked for another look that has not ended; after five minutes nobody waits for it any more. */
  askedAt: Date | null;
  at: Date;
}>;

/** The findings of a place, by item. */
export async function readFindings(tx: TenantTx, where: Place): Promise<ReadonlyMap<string, Finding>> {
  const rows = await tx.$queryRaw<Finding[]>`
    select r.item_id as "itemId", r.status, r.found_by as "foundBy", r.user_id as "userId", r.note, r.results, r.facts,
      case when r.asked_at > greatest(r.at, now() - interval '5 minutes') then r.asked_at end as "askedAt", r.at,
      (select m.display_name from members m where m.user_id = r.user_id order by m.revoked_at nulls first limit 1) as by
    from check_results r
    where r.tenant_id = ${where.tenantId}::uuid and r.flow_id = ${where.flowId}::uuid and r.scope = ${where.scope}
      and r.place = ${where.place}`;
  return new Map(rows.map((row) => [row.itemId, row]));
}

export type NewFinding = Readonly<{
  itemId: string;
  status: Finding['status'];
  foundBy: Finding['foundBy'];
  userId?: string | null;
  note?: string;
  results?: readonly CheckResult[];
  facts?: Readonly<Record<string, string>>;
  at: Date;
}>;

/** Puts a finding in the place of the one before. */
export async function storeFinding(tx: TenantTx, where: Place, found: NewFinding): Promise<void> {
  const { itemId, status, foundBy, userId = null, note = '', results = [], facts = {}, at } = found;
  await tx.$executeRaw`
    insert into check_results (tenant_id, flow_id, scope, place, item_id, status, found_by, user_id, note, results, facts, at)
    values (${where.tenantId}::uuid, ${where.flowId}::uuid, ${where.scope}, ${where.place}, ${itemId}, ${status}, ${foundBy},
      ${userId}::uuid, ${note}, ${JSON.stringify(results)}::jsonb, ${JSON.stringify(facts)}::jsonb, ${at})
    on conflict (tenant_id, flow_id, scope, place, item_id) do update
      set status = excluded.status, found_by = excluded.found_by, user_id = excluded.user_id, note = excluded.note,
        results = excluded.results, facts = excluded.facts, at = excluded.at`;
}

/** Notes that a look has been asked for; what was found before stays until the new look has come to an end. */
export async function noteAsked(tx: TenantTx, where: Place, itemIds: readonly string[], at: Date): Promise<void> {
  for (const itemId of itemIds) {
    await tx.$executeRaw`
      insert into check_results (tenant_id, flow_id, scope, place, item_id, status, found_by, asked_at, at)
      values (${where.tenantId}::uuid, ${where.flowId}::uuid, ${where.scope}, ${where.place}, ${itemId}, 'waiting',
        'machine', ${at}, ${new Date(at.getTime() - 1)})
      on conflict (tenant_id, flow_id, scope, place, item_id) do update set asked_at = excluded.asked_at`;
  }
}
