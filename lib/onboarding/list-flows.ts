import { ok, type Outcome } from '@/lib/errors';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import type { FlowStatus } from './flow-state';

export type FlowRow = Readonly<{
  flowId: string;
  tenantId: string;
  customerName: string;
  ownerTenantId: string;
  ownerName: string;
  templateKey: string;
  templateVersion: number;
  templateName: string;
  status: FlowStatus;
  stepsCompleted: number;
  createdAt: string;
  lastActivityAt: string;
  submittedAt: string | null;
}>;
export type ListFlowsInput = Readonly<{
  status?: FlowStatus;
  search?: string;
  limit: number;
  /** `cursor` of the page before. */
  after?: string;
}>;
export type FlowPage = Readonly<{ rows: readonly FlowRow[]; next: string | null }>;

/**
 * The flows that the actor may see, the latest activity first, at most 100 at a time. Refuses `forbidden`. Records
 * nothing. `stepsCompleted` counts the stored projection: a figure for a list, never a decision.
 */
export async function listFlows(tx: TenantTx, actor: Actor, input: ListFlowsInput): Promise<Outcome<FlowPage>> {
  const allowed = authorise(actor, 'flow.read');
  if (!allowed.ok) return allowed;
  const size = Math.min(Math.max(input.limit, 1), 100);
  const pattern = `%${(input.search ?? '').trim().replace(/[\\%_]/g, '\\$&')}%`;
  const [afterTime, afterId] = cursorParts(input.after);
  const found = await tx.$queryRaw<FlowRow[]>`
    select f.id as "flowId", f.tenant_id as "tenantId", c.name as "customerName", c.owner_tenant_id as "ownerTenantId",
      o.name as "ownerName", t.key as "templateKey", t.version as "templateVersion", t.name as "templateName", f.status,
      (select count(*)::int from onboarding_steps s
        where s.tenant_id = f.tenant_id and s.flow_id = f.id and s.status = 'completed') as "stepsCompleted",
      to_json(f.created_at) #>> '{}' as "createdAt", to_json(f.last_activity_at) #>> '{}' as "lastActivityAt",
      to_json(f.submitted_at) #>> '{}' as "submittedAt"
    from onboarding_flows f
    join customers c on c.tenant_id = f.tenant_id
    join tenants o on o.id = c.owner_tenant_id
    join onboarding_templates t on t.tenant_id = f.template_tenant_id and t.id = f.template_id
    where (${input.status ?? null}::text is null or f.status = ${input.status ?? null}::text)
      and c.name ilike ${pattern}
      and (${afterTime}::timestamptz is null or (f.last_activity_at, f.id) < (${afterTime}::timestamptz, ${afterId}::uuid))
    order by f.last_activity_at desc, f.id desc limit ${size + 1}`;
  const rows = found.slice(0, size);
  const last = rows.at(-1);
  return ok({ rows, next: found.length > size && last ? `${last.lastActivityAt}~${last.flowId}` : null });
}

/** A cursor from outside; anything that is not one starts at the top. */
function cursorParts(cursor: string | undefined): readonly [string, string] | readonly [null, null] {
  const match = /^(\d{4}-\d\d-\d\dT[\d:.]+\+00:00)~([0-9a-f-]{36})$/.exec(cursor ?? '');
  return match?.[1] && match[2] ? [match[1], match[2]] : [null, null];
}
