import { enqueue } from '@/lib/platform/jobs';
import { uuidv7 } from '@/lib/platform/ids';
import { asPlatform, type TenantTx } from '@/lib/tenancy';

/** Which event makes which mail, and to whom it goes. */
const reactions = {
  'flow.submitted': { kind: 'flow_submitted', to: 'person' },
  'answer.requested': { kind: 'answer_requested', to: 'asked' },
  'run.done': { kind: 'run_done', to: 'owners' },
  'run.undone': { kind: 'run_undone', to: 'managers' },
  'run.held': { kind: 'run_held', to: 'managers' },
  'credential.due_soon': { kind: 'credential_due_soon', to: 'owners' },
  'credential.due': { kind: 'credential_due', to: 'managers' },
  'connector.version_ends': { kind: 'version_ends', to: 'admins' },
} as const;

/** A mail that an event leads to, and whose it is. */
export type Notice = Readonly<{ event: string; kind: string; to: (typeof reactions)[keyof typeof reactions]['to'] }>;

/** The mails that these events lead to, for whoever wants to know beforehand. */
export const notices = (events: readonly string[]): readonly Notice[] =>
  Object.entries(reactions).flatMap(([event, { kind, to }]) => (events.includes(event) ? [{ event, kind, to }] : []));

/** Unrelated events that may pile up before the cursor moves past them: moving it is a write that the audit records. */
const unrelatedMax = 5000;

/**
 * Turns new events into messages and enqueues their delivery; the worker calls it every second. Reads only below the
 * oldest transaction still open, so a late commit is never skipped, and moves the cursor in the same transaction; an
 * event seen twice makes the same dedupe key, hence one message. Answers how many messages were queued.
 */
export const queueMessages = (): Promise<number> =>
  asPlatform('queue messages from events', async (tx) => {
    const names = Object.keys(reactions);
    const [waiting] = await tx.$queryRaw<{ related: number; unrelated: number }[]>`
      select count(*) filter (where e.name = any (${names}))::int as related,
        count(*) filter (where e.name <> all (${names}))::int as unrelated
      from events e, ops.fold_cursors c
      where c.name = 'messages' and e.xact >= c.xact and e.xact < pg_snapshot_xmin(pg_current_snapshot())`;
    if (!waiting || (waiting.related === 0 && waiting.unrelated < unrelatedMax)) return 0;
    // Another worker may have been here between the two statements; the lock makes this one read after it.
    await tx.$executeRaw`select 1 from ops.fold_cursors where name = 'messages' for update`;
    const [range] = await tx.$queryRaw<{ since: string; horizon: string }[]>`
      select xact::text as since, pg_snapshot_xmin(pg_current_snapshot())::text as horizon
      from ops.fold_cursors where name = 'messages'`;
    if (!range) return 0;
    const events = await tx.$queryRaw<EventRow[]>`
      select tenant_id as "tenantId", id, flow_id as "flowId", name, user_id as "userId", details
      from events where xact >= ${range.since}::xid8 and xact < ${range.horizon}::xid8 and name = any (${names})
      order by at`;
    let queued = 0;
    for (const event of events) queued += await react(tx, event);
    await tx.$executeRaw`update ops.fold_cursors set xact = ${range.horizon}::xid8, updated_at = now() where name = 'messages'`;
    return queued;
  });

/** Events that their mail reads again for what it says. */
const ownSubject: ReadonlySet<string> = new Set([
  'answer.requested',
  'credential.due_soon',
  'credential.due',
  'connector.version_ends',
]);

type EventRow = Readonly<{
  tenantId: string;
  id: string;
  flowId: string | null;
  name: keyof typeof reactions;
  userId: string | null;
  details: Readonly<Record<string, unknown>>;
}>;
type Recipient = Readonly<{ memberId: string; email: string; locale: string | null }>;

async function react(tx: TenantTx, event: EventRow): Promise<number> {
  const { kind, to } = reactions[event.name];
  const subjectId = ownSubject.has(event.name)
    ? event.id
    : typeof event.details.runId === 'string'
      ? event.details.runId
      : null;
  let queued = 0;
  for (const recipient of await recipients(tx, event, to)) {
    const id = uuidv7();
    const written = await tx.$queryRaw<{ id: string }[]>`
      insert into messages (tenant_id, id, flow_id, kind, subject_id, dedupe_key, to_email, locale)
      values (${event.tenantId}::uuid, ${id}::uuid, ${event.flowId}::uuid, ${kind}, ${subjectId}::uuid,
        ${`event:${event.id}:${recipient.memberId}`}, ${recipient.email}, ${recipient.locale ?? 'en'})
      on conflict (tenant_id, dedupe_key) do nothing returning id`;
    if (written.length === 0) continue;
    await enqueue(tx, {
      workflow: 'deliver-message',
      id: `message:${id}`,
      args: { tenantId: event.tenantId, messageId: id },
    });
    queued += 1;
  }
  return queued;
}

function recipients(
  tx: TenantTx,
  event: EventRow,
  to: (typeof reactions)[EventRow['name']]['to'],
): Promise<Recipient[]> {
  switch (to) {
    case 'person':
      return tx.$queryRaw`
        select m.id as "memberId", m.email, app.people(array[m.user_id]) -> m.user_id::text ->> 'locale' as locale
        from members m where m.tenant_id = ${event.tenantId}::uuid and m.user_id = ${event.userId}::uuid and m.revoked_at is null`;
    case 'asked':
      // Whoever has the page, else the owners; never the one who asks.
      return tx.$queryRaw`
        with having_it as (
          select m.* from assignments a join members m on m.tenant_id = a.tenant_id and m.id = a.member_id
          where a.tenant_id = ${event.tenantId}::uuid and a.flow_id = ${event.flowId}::uuid and a.revoked_at is null
            and (a.expires_at is null or a.expires_at > clock_timestamp()) and m.revoked_at is null
            and ${String(event.details.stepId ?? '')} = any (a.step_names) and m.user_id is distinct from ${event.userId}::uuid
        ), people as (
          select * from having_it union
          select m.* from members m where m.tenant_id = ${event.tenantId}::uuid and m.role = 'owner' and m.revoked_at is null
            and m.user_id is distinct from ${event.userId}::uuid and not exists (select 1 from having_it)
        )
        select p.id as "memberId", p.email, app.people(array[p.user_id]) -> p.user_id::text ->> 'locale' as locale from people p`;
    case 'owners':
      return tx.$queryRaw`
        select m.id as "memberId", m.email, app.people(array[m.user_id]) -> m.user_id::text ->> 'locale' as locale
        from members m where m.tenant_id = ${event.tenantId}::uuid and m.role = 'owner' and m.revoked_at is null`;
    case 'admins':
      return tx.$queryRaw`
        select m.id as "memberId", m.email, app.people(array[m.user_id]) -> m.user_id::text ->> 'locale' as locale
        from members m where m.tenant_id = ${event.tenantId}::uuid and m.role = 'admin' and m.revoked_at is null`;
    case 'managers':
      // The flow's own success manager, else the administrators of the partner that onboards this customer.
      return tx.$queryRaw`
        with managers as (
          select m.* from onboarding_flows f join members m
            on m.tenant_id = f.manager_tenant_id and m.id = f.manager_member_id and m.revoked_at is null
          where f.tenant_id = ${event.tenantId}::uuid and f.id = ${event.flowId}::uuid
        ), people as (
          select * from managers union all
          select m.* from customers c join members m
            on m.tenant_id = c.owner_tenant_id and m.role = 'admin' and m.revoked_at is null
          where c.tenant_id = ${event.tenantId}::uuid and not exists (select 1 from managers)
        )
        select p.id as "memberId", p.email, app.people(array[p.user_id]) -> p.user_id::text ->> 'locale' as locale from people p`;
  }
}
