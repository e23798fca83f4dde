import { ok, refuse, type Outcome } from '@/lib/errors';
import { loadTemplate } from '@/lib/flow-templates';
import { localizedText } from '@/lib/i18n';
import { isUuid } from '@/lib/platform/ids';
import { authorise, can, type Actor, type TenantTx } from '@/lib/tenancy';

/** Something that happened to a flow, from one of three records. */
export type TimelineEntry = Readonly<{
  id: string;
  source: 'event' | 'audit' | 'message';
  /** `<noun>.<verb>`; for a message `message.<status>`. */
  name: string;
  at: Date;
  /** Who did it: a name, null for the product itself, undefined for somebody whose name this reader does not see. */
  by: string | null | undefined;
  /** What it happened to, in the reader's language: a question page, a section, an action. */
  about: string | null;
  /** For messages: which mail. */
  kind: string | null;
}>;
export type GetTimelineInput = Readonly<{ flowId: string; locale: string; limit?: number }>;
export type TimelineView = Readonly<{ entries: readonly TimelineEntry[]; more: boolean }>;

/**
 * What happened to a flow, the latest first: its events, its mails, and, for those who may read the audit, the entries
 * that no event repeats. Refuses `forbidden` and, for a flow out of sight, `not_found`. Records nothing.
 */
export async function getTimeline(
  tx: TenantTx,
  actor: Actor,
  { flowId, locale, limit = 60 }: GetTimelineInput,
): Promise<Outcome<TimelineView>> {
  const allowed = authorise(actor, 'flow.read');
  if (!allowed.ok) return allowed;
  if (!isUuid(flowId)) return refuse('not_found');
  const [flow] = await tx.$queryRaw<FlowRef[]>`
    select tenant_id as "tenantId", template_tenant_id as "templateTenantId", template_id as "templateId"
    from onboarding_flows where id = ${flowId}::uuid`;
  if (!flow) return refuse('not_found');
  const size = Math.min(Math.max(limit, 1), 200);
  const rows = await readRows(tx, flow.tenantId, flowId, size + 1, can(actor, 'audit.read'));
  const names = await titles(tx, flow, locale);
  return ok({
    more: rows.length > size,
    entries: rows.slice(0, size).map((row) => ({
      id: row.id,
      source: row.source,
      name: row.name,
      at: row.at,
      by: row.userId === null ? null : (row.person ?? undefined),
      about: names.get(row.about ?? '') ?? null,
      kind: row.source === 'message' ? row.about : null,
    })),
  });
}

type FlowRef = Readonly<{ tenantId: string; templateTenantId: string; templateId: string }>;
type Row = Readonly<{
  id: string;
  source: TimelineEntry['source'];
  name: string;
  at: Date;
  userId: string | null;
  person: string | null;
  about: string | null;
}>;

/**
 * `message.sent` and the like are left out of the events: the mail itself is in the list. Reads the newest of each
 * record only, so a flow with thousands of saves costs no more than a new one.
 */
const readRows = (tx: TenantTx, tenantId: string, flowId: string, size: number, audit: boolean): Promise<Row[]> =>
  tx.$queryRaw<Row[]>`
    with happened as (
      (select id, 'event' as source, name, at, user_id,
          coalesce(details ->> 'actionId', details ->> 'sectionId', details ->> 'step', details ->> 'stepId') as about
        from events where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and name not like 'message.%'
        order by at desc limit ${size})
      union all
      (select id, 'message', 'message.' || status, coalesce(sent_at, created_at), null::uuid, kind
        from messages where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid
        order by created_at desc limit ${size})
      union all
      (select a.id, 'audit', a.action, a."timestamp", a.user_id, coalesce(a.details ->> 'actionId', a.details ->> 'step')
        from audit_logs a where ${audit} and a.tenant_id = ${tenantId}::uuid and a.action not like 'message.%'
          and (a.details ->> 'flow' = ${flowId} or a.entity_type in ('customer', 'member') or a.entity_id in (
            select ${flowId}::uuid union all
            select r.id from provisioning_runs r where r.tenant_id = ${tenantId}::uuid and r.flow_id = ${flowId}::uuid))
          and not exists (select 1 from events e where e.tenant_id = ${tenantId}::uuid and e.flow_id = ${flowId}::uuid
            and e.name = a.action)
        order by a."timestamp" desc limit ${size})
    )
    select h.id, h.source, h.name, h.at, h.user_id as "userId", h.about,
      (select m.display_name from members m where m.user_id = h.user_id order by m.revoked_at nulls first limit 1) as person
    from happened h order by h.at desc, h.id desc limit ${size}`;

/** Step, section and action ids of the pinned template, in words. */
async function titles(tx: TenantTx, flow: FlowRef, locale: string): Promise<ReadonlyMap<string, string>> {
  const { compiled } = await loadTemplate(tx, flow.templateTenantId, flow.templateId);
  const found = new Map<string, string>();
  for (const section of compiled.definition.sections) {
    found.set(section.id, localizedText(section.title, locale));
    for (const step of section.tasks.flatMap(({ steps }) => steps)) {
      found.set(step.id, localizedText(step.title, locale));
      if (step.kind !== 'provision') continue;
      for (const action of step.actions) found.set(action.id, localizedText(action.title, locale));
    }
  }
  return found;
}
