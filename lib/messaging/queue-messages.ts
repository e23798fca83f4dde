import { enqueue } from '@/lib/platform/jobs';
import { uuidv7 } from '@/lib/platform/ids';
import { asPlatform, type TenantTx } from '@/lib/tenancy';
import { recipients, type Audience, type Recipient } from './recipients';

type Reaction = Readonly<{
  event: string;
  kind: string;
  to: Audience;
  /** The event leads to a mail only where its details have these values. */
  where?: Readonly<Record<string, unknown>>;
}>;

/** Which event makes which mail, and to whom it goes. Who is written to twice about one event gets the first mail only. */
const reactions: readonly Reaction[] = [
  { event: 'flow.submitted', kind: 'flow_submitted', to: 'person' },
  { event: 'answer.requested', kind: 'answer_requested', to: 'asked' },
  { event: 'run.done', kind: 'run_done', to: 'owners' },
  { event: 'run.undone', kind: 'run_undone', to: 'managers' },
  { event: 'run.held', kind: 'run_held', to: 'managers' },
  { event: 'run.waiting', kind: 'approval_asked', to: 'approvers', where: { for: 'approval' } },
  { event: 'credential.due_soon', kind: 'credential_due_soon', to: 'owners' },
  { event: 'credential.due', kind: 'credential_due', to: 'managers' },
  { event: 'connector.version_ends', kind: 'version_ends', to: 'admins' },
  { event: 'offboarding.requested', kind: 'offboarding_requested', to: 'deciders', where: { needsApproval: true } },
  { event: 'offboarding.approved', kind: 'offboarding_approved', to: 'requester' },
  { event: 'offboarding.declined', kind: 'offboarding_declined', to: 'requester' },
  { event: 'offboarding.held', kind: 'offboarding_held', to: 'managers' },
  { event: 'offboarding.held', kind: 'offboarding_stopped', to: 'requester' },
  { event: 'customer.offboarded', kind: 'offboarding_done', to: 'requester' },
];

/** A mail that an event leads to, and whose it is. */
export type Notice = Readonly<{ event: string; kind: string; to: Audience }>;

/** The mails that these events lead to, for whoever wants to know beforehand. */
export const notices = (events: readonly string[]): readonly Notice[] =>
  reactions.flatMap(({ event, kind, to }) => (events.includes(event) ? [{ event, kind, to }] : []));

/** Unrelated events that may pile up before the cursor moves past them: moving it is a write that the audit records. */
const unrelatedMax = 5000;

/**
 * Turns new events into messages and enqueues their delivery; the worker calls it every second. Reads only below the
 * oldest transaction still open, so a late commit is never skipped, and moves the cursor in the same transaction; an
 * event seen twice makes the same dedupe key, hence one message. Answers how many messages were queued.
 */
export const queueMessages = (): Promise<number> =>
  asPlatform('queue messages from events', async (tx) => {
    const names = [...new Set(reactions.map(({ event }) => event))];
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
  'run.waiting',
]);

/** A wish can be made and taken back as often as one likes; nobody is written to about one flow more often than that. */
const capped: readonly string[] = ['offboarding_requested'];
const hourlyMax = 3;

type EventRow = Readonly<{
  tenantId: string;
  id: string;
  flowId: string | null;
  name: string;
  userId: string | null;
  details: Readonly<Record<string, unknown>>;
}>;

async function react(tx: TenantTx, event: EventRow): Promise<number> {
  let queued = 0;
  for (const reaction of reactionsTo(event)) {
    for (const recipient of await recipients(tx, event, reaction.to)) {
      queued += await queue(tx, event, reaction.kind, recipient);
    }
  }
  return queued;
}

const reactionsTo = ({ name, details }: EventRow): readonly Reaction[] =>
  reactions.filter(
    ({ event, where = {} }) => event === name && Object.entries(where).every(([key, value]) => details[key] === value),
  );

/** Writes and enqueues one message; answers how many there were to write: none when it is known or too much. */
async function queue(tx: TenantTx, event: EventRow, kind: string, { memberId, email, locale }: Recipient) {
  const id = uuidv7();
  const written = await tx.$queryRaw<{ id: string }[]>`
    insert into messages (tenant_id, id, flow_id, kind, subject_id, dedupe_key, to_email, locale)
    select ${event.tenantId}::uuid, ${id}::uuid, ${event.flowId}::uuid, ${kind}, ${subjectOf(event)}::uuid,
      ${`event:${event.id}:${memberId}`}, ${email}, ${locale ?? 'en'}
    where not ${capped.includes(kind)} or (select count(*) from messages m
      where m.tenant_id = ${event.tenantId}::uuid and m.flow_id = ${event.flowId}::uuid and m.kind = ${kind}
        and m.to_email = ${email} and m.created_at > clock_timestamp() - interval '1 hour') < ${hourlyMax}
    on conflict (tenant_id, dedupe_key) do nothing returning id`;
  if (written.length === 0) return 0;
  await enqueue(tx, {
    workflow: 'deliver-message',
    id: `message:${id}`,
    args: { tenantId: event.tenantId, messageId: id },
  });
  return 1;
}

function subjectOf({ id, name, details }: EventRow): string | null {
  if (ownSubject.has(name)) return id;
  return typeof details.runId === 'string' ? details.runId : null;
}
