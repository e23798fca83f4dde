import type { safeFetch } from '@/lib/platform/http';
import { recordAudit } from '@/lib/audit';
import { CutOff } from '@/lib/platform/faults';
import { isUuid } from '@/lib/platform/ids';
import type { Means } from '@/lib/platform/means';
import { asCustomer, asPlatform, type TenantTx } from '@/lib/tenancy';
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
/** Whoever names many endpoints that are slow has half of the hands at most. */
const perTenantAtOnce = 4;
const perTenantMax = 32;
/** A turn begins nothing more after this long: what has come about meanwhile is not to wait for whoever is slow. */
const turnMs = 5000;

/** Puts new events on their way to whoever asked for them; the worker calls it every second. Answers how many. */
export const queueOutbound = (): Promise<number> =>
  asPlatform('queue deliveries from events', async (tx) => {
    const [row] = await tx.$queryRaw<{ added: number }[]>`select app.queue_outbound() as added`;
    return row?.added ?? 0;
  });

type Due = Readonly<{ tenantId: string; id: string }>;

/**
 * Makes the attempts that are due, several at a time and few for each endpoint and tenant, so that slow ones hold nobody
 * else up. What is due and when stands in the rows: a worker that dies loses nothing but its own attempt. Answers how many
 * were due; throws the first thing that nobody foresaw once all the others were tried, so that one broken endpoint silences
 * nobody else: for it that was a failed attempt like any other.
 */
export async function deliverOutbound(outbound: OutboundMeans): Promise<number> {
  const now = outbound.means.clock.now();
  const due = await asPlatform(
    'look for deliveries that are due',
    (tx) =>
      tx.$queryRaw<Due[]>`
      select tenant_id as "tenantId", id from (
        select tenant_id, id, next_attempt_at,
          row_number() over (partition by tenant_id order by next_attempt_at, id) as turn
        from (
          select d.tenant_id, d.id, d.next_attempt_at,
            row_number() over (partition by d.tenant_id, d.endpoint_id order by d.next_attempt_at) as place
          from outbound_deliveries d
          join outbound_endpoints o on o.tenant_id = d.tenant_id and o.id = d.endpoint_id and o.status = 'active'
          where d.status = 'pending' and d.next_attempt_at <= ${now}
        ) of_endpoint where place <= ${perEndpointMax}
      ) of_tenant where turn <= ${perTenantMax} order by turn, next_attempt_at limit ${batchMax}`,
  );
  await inTurns(due, (next) => attempt(outbound, next));
  return due.length;
}

/** A few at once, and fewer for each tenant; throws the first failure in the end. */
async function inTurns(due: readonly Due[], work: (next: Due) => Promise<void>): Promise<void> {
  const waiting = [...due];
  const until = Date.now() + turnMs;
  const busy = new Map<string, number>();
  const unexpected: unknown[] = [];
  const take = (): Due | undefined => {
    const place = waiting.findIndex(({ tenantId }) => (busy.get(tenantId) ?? 0) < perTenantAtOnce);
    return Date.now() < until && place >= 0 ? waiting.splice(place, 1)[0] : undefined;
  };
  // Hands that find only tenants with enough under way leave; those that are with such a tenant go on with it.
  const hand = async (): Promise<void> => {
    for (let next = take(); next; next = take()) {
      const { tenantId } = next;
      busy.set(tenantId, (busy.get(tenantId) ?? 0) + 1);
      await work(next).catch((error: unknown) => unexpected.push(error));
      busy.set(tenantId, (busy.get(tenantId) ?? 1) - 1);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, waiting.length) }, hand));
  if (unexpected.length > 0) throw unexpected[0];
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
    /** Until when this worker alone has it; what came of the attempt counts only while that still stands in the row. */
    lease: Date;
    secrets: readonly string[];
  }>;

async function attempt(outbound: OutboundMeans, due: Due): Promise<void> {
  const begun = outbound.means.clock.now();
  try {
    await deliver(outbound, due, begun);
  } catch (error) {
    // A worker that dies writes nothing; its lease runs out.
    if (!(error instanceof CutOff)) await noteUnforeseen(outbound, due, begun);
    throw error;
  }
}

async function deliver(outbound: OutboundMeans, due: Due, begun: Date): Promise<void> {
  const claimed = await claim(due, begun);
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
function claim({ tenantId, id }: Due, begun: Date): Promise<Claimed | null> {
  const lease = leaseOf(begun);
  return asCustomer(tenantId, 'webhook-out', async (tx) => {
    const [row] = await tx.$queryRaw<(Omit<Claimed, 'secrets' | 'lease'> & Sealed)[]>`
      update outbound_deliveries d set next_attempt_at = ${lease}
      from outbound_endpoints o
      where d.tenant_id = ${tenantId}::uuid and d.id = ${id}::uuid and d.status = 'pending' and d.next_attempt_at <= ${begun}
        and o.tenant_id = d.tenant_id and o.id = d.endpoint_id and o.status = 'active'
      returning d.tenant_id as "tenantId", d.id, d.endpoint_id as "endpointId", o.url, d.event_id as "eventId",
        d.event_name as event, d.event_at as "eventAt", d.customer_id as "customerId", d.flow_id as "flowId", d.attempts,
        o.sealed, case when o.previous_until > ${begun} then o.previous_sealed end as previous`;
    if (!row) return null;
    const { sealed, previous, ...rest } = row;
    const secrets: string[] = [];
    for (const each of [sealed, previous]) {
      if (each === null) continue;
      const place = { tenantId, id: rest.endpointId };
      secrets.push((await openSecret(tx, 'outbound_endpoints', place, each, 'webhook-out')).reveal());
    }
    return { ...rest, lease, secrets };
  });
}

const leaseOf = (begun: Date): Date => new Date(begun.getTime() + leaseMs);

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

/**
 * What nobody foresaw, such as a secret that cannot be opened, is ours and not the endpoint's: the delivery waits as after
 * any failed attempt, so that it does not come up every second for ever, and the endpoint keeps its good name. Whoever
 * asked for it again since this attempt began, or another worker that has it, is not put off by this.
 */
function noteUnforeseen({ means, random }: OutboundMeans, { tenantId, id }: Due, begun: Date): Promise<void> {
  const now = means.clock.now();
  return asCustomer(tenantId, 'webhook-out', async (tx) => {
    const [row] = await tx.$queryRaw<{ attempts: number }[]>`
      select attempts from outbound_deliveries
      where tenant_id = ${tenantId}::uuid and id = ${id}::uuid and status = 'pending'
        and (next_attempt_at <= ${begun} or next_attempt_at = ${leaseOf(begun)}) for update`;
    const entry = JSON.stringify([{ at: now.toISOString(), status: null, failure: 'unexpected' }]);
    if (!row) {
      await addToLog(tx, { tenantId, id }, entry);
      return;
    }
    const next = nextAfter(row.attempts + 1, now, random());
    await tx.$executeRaw`
      update outbound_deliveries set status = ${next === null ? 'dead' : 'pending'}, attempts = attempts + 1,
        next_attempt_at = ${next}, last_status = null, last_failure = 'unexpected', log = log || ${entry}::jsonb
      where tenant_id = ${tenantId}::uuid and id = ${id}::uuid`;
  });
}

/** What came of an attempt that decides nothing any more stands in the log only. */
const addToLog = (tx: TenantTx, { tenantId, id }: Due, entry: string): Promise<number> =>
  tx.$executeRaw`
    update outbound_deliveries set log = log || ${entry}::jsonb
    where tenant_id = ${tenantId}::uuid and id = ${id}::uuid`;

/** When to try again after so many attempts, spread a little; null when that was the last one. */
function nextAfter(attempts: number, at: Date, random: number): Date | null {
  const waitMs = waitsMs[attempts - 1];
  return waitMs === undefined ? null : new Date(at.getTime() + waitMs * (0.9 + 0.2 * random));
}

/**
 * Writes down what came of an attempt, and when the next one is due. Somebody may have asked for the delivery again, or
 * another worker have taken it, since this attempt began: then that one decides, and this one stands in the log only.
 */
async function settle(outbound: OutboundMeans, delivery: Claimed, { at, status, failure }: Result): Promise<void> {
  const { tenantId, id, endpointId, lease } = delivery;
  if (!isUuid(id)) return;
  const attempts = delivery.attempts + 1;
  const isDone = status !== null && status >= 200 && status < 300;
  const next = isDone || status === 410 ? null : nextAfter(attempts, at, outbound.random());
  const end = isDone ? 'delivered' : next === null ? 'dead' : 'pending';
  const entry = JSON.stringify([{ at: at.toISOString(), status, failure }]);
  await asCustomer(tenantId, 'webhook-out', async (tx) => {
    const settled = await tx.$executeRaw`
      update outbound_deliveries set status = ${end}, attempts = ${attempts}, next_attempt_at = ${next},
        last_status = ${status}, last_failure = ${failure}, log = log || ${entry}::jsonb,
        delivered_at = ${isDone ? at : null}
      where tenant_id = ${tenantId}::uuid and id = ${id}::uuid and status = 'pending' and next_attempt_at = ${lease}`;
    if (settled === 0) await addToLog(tx, delivery, entry);
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
