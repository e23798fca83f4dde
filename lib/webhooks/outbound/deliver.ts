import type { safeFetch } from '@/lib/platform/http';
import { recordAudit } from '@/lib/audit';
import { isUuid } from '@/lib/platform/ids';
import type { Means } from '@/lib/platform/means';
import { asCustomer, asPlatform } from '@/lib/tenancy';
import { openSecret } from '../hook-secret';
import { signatureHeaders } from '../profiles';

/** What the worker lends to deliveries out. `random` is between 0 and 1 and spreads attempts. */
export type OutboundMeans = Readonly<{ fetch: typeof safeFetch; means: Means; random: () => number }>;

const minute = 60_000;
const hour = 60 * minute;
/** The waits between attempts: about a day in all. */
export const waitsMs = [10_000, minute, 5 * minute, 15 * minute, hour, 2 * hour, 4 * hour, 8 * hour, 8 * hour] as const;
/** How long a worker may take for one attempt before another one takes it. */
const leaseMs = 2 * minute;
const timeoutMs = 10_000;
/** After so long without a single success an endpoint is left alone. */
const disableAfterMs = 5 * 24 * hour;
const atOnce = 8;
const batchMax = 64;
const perEndpointMax = 4;

/** Puts new events on their way to whoever asked for them; the worker calls it every second. Answers how many. */
export const queueOutbound = (): Promise<number> =>
  asPlatform('queue deliveries from events', async (tx) => {
    const [row] = await tx.$queryRaw<{ added: number }[]>`select app.queue_outbound() as added`;
    return row?.added ?? 0;
  });

type Due = Readonly<{ tenantId: string; id: string }>;

/**
 * Makes the attempts that are due, several endpoints at a time and few for each, so that a slow one holds nobody else up.
 * What is due and when stands in the rows: a worker that dies loses nothing but its own attempt. Answers how many; throws
 * the first thing that nobody foresaw once all the others were tried, so that one broken endpoint silences nobody else.
 */
export async function deliverOutbound(outbound: OutboundMeans): Promise<number> {
  const now = outbound.means.clock.now();
  const due = await asPlatform(
    'look for deliveries that are due',
    (tx) =>
      tx.$queryRaw<Due[]>`
      select tenant_id as "tenantId", id from (
        select d.tenant_id, d.id, d.next_attempt_at,
          row_number() over (partition by d.tenant_id, d.endpoint_id order by d.next_attempt_at) as place
        from outbound_deliveries d
        join outbound_endpoints o on o.tenant_id = d.tenant_id and o.id = d.endpoint_id and o.status = 'active'
        where d.status = 'pending' and d.next_attempt_at <= ${now}
      ) ranked where place <= ${perEndpointMax} order by next_attempt_at limit ${batchMax}`,
  );
  const waiting = [...due];
  const unexpected: unknown[] = [];
  const hand = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await attempt(outbound, next).catch((error: unknown) => unexpected.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, waiting.length) }, hand));
  if (unexpected.length > 0) throw unexpected[0];
  return due.length;
}

type Claimed = Due &
  Readonly<{
    endpointId: string;
    url: string;
    eventId: string;
    event: string;
    eventAt: Date;
    customerId: string | null;
    flowId: string | null;
    attempts: number;
    secrets: readonly string[];
  }>;

async function attempt(outbound: OutboundMeans, due: Due): Promise<void> {
  const claimed = await claim(outbound, due);
  if (claimed === null) return;
  const at = outbound.means.clock.now();
  const body = bodyOf(claimed);
  const answer = await outbound.fetch(claimed.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headersOf(claimed, at, body) },
    body,
    timeoutMs,
  });
  const status = answer.ok ? answer.response.status : null;
  await settle(outbound, claimed, { at, status, failure: answer.ok ? null : answer.failure });
}

/** Takes one delivery for this worker alone, for as long as an attempt may last. */
function claim({ means }: OutboundMeans, { tenantId, id }: Due): Promise<Claimed | null> {
  const now = means.clock.now();
  return asCustomer(tenantId, 'webhook-out', async (tx) => {
    const [row] = await tx.$queryRaw<(Omit<Claimed, 'secrets'> & Sealed)[]>`
      update outbound_deliveries d set next_attempt_at = ${new Date(now.getTime() + leaseMs)}
      from outbound_endpoints o
      where d.tenant_id = ${tenantId}::uuid and d.id = ${id}::uuid and d.status = 'pending' and d.next_attempt_at <= ${now}
        and o.tenant_id = d.tenant_id and o.id = d.endpoint_id and o.status = 'active'
      returning d.tenant_id as "tenantId", d.id, d.endpoint_id as "endpointId", o.url, d.event_id as "eventId",
        d.event_name as event, d.event_at as "eventAt", d.customer_id as "customerId", d.flow_id as "flowId", d.attempts,
        o.sealed, case when o.previous_until > ${now} then o.previous_sealed end as previous`;
    if (!row) return null;
    const { sealed, previous, ...rest } = row;
    const secrets: string[] = [];
    for (const each of [sealed, previous]) {
      if (each === null) continue;
      const place = { tenantId, id: rest.endpointId };
      secrets.push((await openSecret(tx, 'outbound_endpoints', place, each, 'webhook-out')).reveal());
    }
    return { ...rest, secrets };
  });
}

type Sealed = Readonly<{ sealed: string; previous: string | null }>;

/** Thin on purpose: what happened and the ids to ask about it, nothing about people. */
function bodyOf({ event, eventAt, eventId, customerId, flowId }: Claimed): string {
  const data = { event_id: eventId, customer_id: customerId, onboarding_id: flowId };
  return JSON.stringify({ type: event, timestamp: eventAt.toISOString(), data });
}

/** Signed with every secret that counts, so that a receiver may change over whenever it likes. */
function headersOf({ eventId, secrets }: Claimed, at: Date, body: string): Readonly<Record<string, string>> {
  const id = `evt_${eventId}`;
  const signed = secrets.map((secret) =>
    signatureHeaders({ profile: 'standard', header: 'webhook-signature' }, secret, { id, at, body }),
  );
  return { ...signed[0], 'webhook-signature': signed.map((each) => each['webhook-signature']).join(' ') };
}

type Result = Readonly<{ at: Date; status: number | null; failure: string | null }>;

/** Writes down what came of an attempt, and when the next one is due. */
async function settle(outbound: OutboundMeans, delivery: Claimed, { at, status, failure }: Result): Promise<void> {
  const { tenantId, id, endpointId } = delivery;
  if (!isUuid(id)) return;
  const attempts = delivery.attempts + 1;
  const isDone = status !== null && status >= 200 && status < 300;
  const waitMs = waitsMs[attempts - 1];
  const next =
    isDone || waitMs === undefined || status === 410
      ? null
      : new Date(at.getTime() + waitMs * (0.9 + 0.2 * outbound.random()));
  const end = isDone ? 'delivered' : next === null ? 'dead' : 'pending';
  const entry = JSON.stringify([{ at: at.toISOString(), status, failure }]);
  await asCustomer(tenantId, 'webhook-out', async (tx) => {
    await tx.$executeRaw`
      update outbound_deliveries set status = ${end}, attempts = ${attempts}, next_attempt_at = ${next},
        last_status = ${status}, last_failure = ${failure}, log = log || ${entry}::jsonb,
        delivered_at = ${isDone ? at : null}
      where tenant_id = ${tenantId}::uuid and id = ${id}::uuid and status = 'pending'`;
    if (isDone) {
      await tx.$executeRaw`
        update outbound_endpoints set failing_since = null, last_success_at = ${at}
        where tenant_id = ${tenantId}::uuid and id = ${endpointId}::uuid`;
      return;
    }
    const since = new Date(at.getTime() - disableAfterMs);
    const disabled = await tx.$queryRaw<{ id: string }[]>`
      update outbound_endpoints set failing_since = coalesce(failing_since, ${at}),
        status = case when failing_since <= ${since} or ${status === 410} then 'disabled' else status end,
        disabled_at = case when failing_since <= ${since} or ${status === 410} then ${at} else disabled_at end
      where tenant_id = ${tenantId}::uuid and id = ${endpointId}::uuid and status = 'active'
      returning case when status = 'disabled' then id::text end as id`;
    if (disabled[0]?.id) {
      await recordAudit(tx, tenantId, {
        action: 'webhook.endpoint_disabled',
        entityType: 'webhook_endpoint',
        entityId: endpointId,
        details: { status },
      });
    }
  });
}
