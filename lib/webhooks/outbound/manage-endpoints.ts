import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { config } from '@/lib/platform/config';
import { isUuid } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { fingerprintOf, newSecret, sealSecret } from '../hook-secret';
import { outboundEvents, testEvent, type OutboundEvent } from './events';

export type EndpointRow = Readonly<{
  id: string;
  url: string;
  events: readonly string[];
  fingerprint: string;
  /** Until when deliveries are signed with the secret before this one too. */
  previousUntil: Date | null;
  status: 'active' | 'disabled';
  failingSince: Date | null;
  lastSuccessAt: Date | null;
  createdAt: Date;
}>;

const endpointsMax = 20;
/** How long deliveries carry the signature of the old secret beside that of the new one. */
const overlapMs = 24 * 3_600_000;
/** A second change so soon is the same one, sent twice: nobody can have taken the secret in between over. */
const sameChangeMs = 60_000;

/**
 * Makes an endpoint of the actor's own tenant, to which events are delivered from now on. The secret is in the answer and
 * nowhere else. Refuses `forbidden` and `invalid_input` for an address that is not https, for no or unknown events, and
 * when there are too many. Records `webhook.endpoint_added`.
 */
export async function addEndpoint(
  tx: TenantTx,
  actor: Actor,
  input: Readonly<{ url: string; events: readonly string[] }>,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ id: string; secret: string }>>> {
  const allowed = authorise(actor, 'api_key.manage');
  if (!allowed.ok) return allowed;
  const url = addressOf(input.url);
  if (url === null) return refuse('invalid_input', {}, { fields: { url: [{ code: 'field.url_format', args: {} }] } });
  const events = z
    .array(z.enum(outboundEvents))
    .min(1)
    .safeParse([...new Set(input.events)]);
  if (!events.success) {
    return refuse('invalid_input', {}, { fields: { events: [{ code: 'field.required_choice', args: {} }] } });
  }
  const { tenantId } = actor;
  const [count] = await tx.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from outbound_endpoints where tenant_id = ${tenantId}::uuid and status <> 'removed'`;
  if ((count?.count ?? 0) >= endpointsMax) {
    return refuse(
      'invalid_input',
      {},
      { fields: { url: [{ code: 'field.list_too_many', args: { max: endpointsMax } }] } },
    );
  }
  const id = means.newId();
  const secret = newSecret('standard');
  const sealed = await sealSecret(tx, 'outbound_endpoints', { tenantId, id }, secret);
  const names: readonly OutboundEvent[] = events.data;
  await tx.$executeRaw`
    insert into outbound_endpoints (tenant_id, id, url, events, sealed, fingerprint, created_by, created_at)
    values (${tenantId}::uuid, ${id}::uuid, ${url}, ${names}::text[], ${sealed}, ${fingerprintOf(secret)},
      ${actorUserId(actor)}::uuid, ${means.clock.now()})`;
  await record(tx, tenantId, id, 'webhook.endpoint_added');
  return ok({ id, secret });
}

/** The endpoints of the actor's own tenant, the newest first. Refuses `forbidden`. Records nothing. */
export async function listEndpoints(tx: TenantTx, actor: Actor): Promise<Outcome<readonly EndpointRow[]>> {
  const allowed = authorise(actor, 'api_key.manage');
  if (!allowed.ok) return allowed;
  return ok(
    await tx.$queryRaw<EndpointRow[]>`
      select id, url, events, fingerprint, status, failing_since as "failingSince", last_success_at as "lastSuccessAt",
        created_at as "createdAt",
        case when previous_until > now() then previous_until end as "previousUntil"
      from outbound_endpoints where tenant_id = ${actor.tenantId}::uuid and status <> 'removed'
      order by created_at desc, id desc`,
  );
}

type EndpointRef = Readonly<{ endpointId: string }>;

/** Ends deliveries to an endpoint, also those on their way. Refuses `forbidden`, `not_found`. Records `…_removed`. */
export async function removeEndpoint(
  tx: TenantTx,
  actor: Actor,
  { endpointId }: EndpointRef,
): Promise<Outcome<EndpointRef>> {
  const found = await ownEndpoint(tx, actor, endpointId);
  if (!found.ok) return found;
  await tx.$executeRaw`
    update outbound_endpoints set status = 'removed', previous_sealed = null, previous_until = null
    where tenant_id = ${actor.tenantId}::uuid and id = ${endpointId}::uuid`;
  await tx.$executeRaw`
    update outbound_deliveries set status = 'dead', next_attempt_at = null, last_failure = 'endpoint_removed'
    where tenant_id = ${actor.tenantId}::uuid and endpoint_id = ${endpointId}::uuid and status = 'pending'`;
  await record(tx, actor.tenantId, endpointId, 'webhook.endpoint_removed');
  return ok({ endpointId });
}

/** Delivers to an endpoint again after it was disabled. Refuses `forbidden`, `not_found`. Records `…_enabled`. */
export async function enableEndpoint(
  tx: TenantTx,
  actor: Actor,
  { endpointId }: EndpointRef,
): Promise<Outcome<EndpointRef>> {
  const found = await ownEndpoint(tx, actor, endpointId);
  if (!found.ok) return found;
  await tx.$executeRaw`
    update outbound_endpoints set status = 'active', failing_since = null, disabled_at = null
    where tenant_id = ${actor.tenantId}::uuid and id = ${endpointId}::uuid`;
  await record(tx, actor.tenantId, endpointId, 'webhook.endpoint_enabled');
  return ok({ endpointId });
}

/**
 * Gives an endpoint a new secret; for another day deliveries are signed with both. The secret is in the answer and
 * nowhere else. Asked for twice at once, the one that the receiver has still counts. Refuses `forbidden` and `not_found`. Records `webhook.secret_rotated`.
 */
export async function rotateEndpointSecret(
  tx: TenantTx,
  actor: Actor,
  { endpointId }: EndpointRef,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ id: string; secret: string }>>> {
  const found = await ownEndpoint(tx, actor, endpointId);
  if (!found.ok) return found;
  const secret = newSecret('standard');
  const sealed = await sealSecret(tx, 'outbound_endpoints', { tenantId: actor.tenantId, id: endpointId }, secret);
  const until = new Date(means.clock.now().getTime() + overlapMs);
  await tx.$executeRaw`
    update outbound_endpoints set
      previous_sealed = case when previous_until > ${new Date(until.getTime() - sameChangeMs)} then previous_sealed else sealed end,
      previous_until = ${until}, sealed = ${sealed},
      fingerprint = ${fingerprintOf(secret)}
    where tenant_id = ${actor.tenantId}::uuid and id = ${endpointId}::uuid`;
  await record(tx, actor.tenantId, endpointId, 'webhook.secret_rotated');
  return ok({ id: endpointId, secret });
}

/** Puts a test on its way to an endpoint. Refuses `forbidden` and `not_found`. Records `webhook.test_sent`. */
export async function sendTestEvent(
  tx: TenantTx,
  actor: Actor,
  { endpointId }: EndpointRef,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ deliveryId: string }>>> {
  const found = await ownEndpoint(tx, actor, endpointId);
  if (!found.ok) return found;
  const deliveryId = means.newId();
  const now = means.clock.now();
  await tx.$executeRaw`
    insert into outbound_deliveries
      (tenant_id, id, endpoint_id, event_id, event_name, event_at, next_attempt_at, created_at)
    values (${actor.tenantId}::uuid, ${deliveryId}::uuid, ${endpointId}::uuid, ${means.newId()}::uuid, ${testEvent}, ${now},
      ${now}, ${now})`;
  await record(tx, actor.tenantId, endpointId, 'webhook.test_sent');
  return ok({ deliveryId });
}

async function ownEndpoint(tx: TenantTx, actor: Actor, endpointId: string): Promise<Outcome<true>> {
  const allowed = authorise(actor, 'api_key.manage');
  if (!allowed.ok) return allowed;
  if (!isUuid(endpointId)) return refuse('not_found');
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 as one from outbound_endpoints
    where tenant_id = ${actor.tenantId}::uuid and id = ${endpointId}::uuid and status <> 'removed' for update`;
  return rows.length > 0 ? ok(true) : refuse('not_found');
}

/** The address as it is called; null unless it is https or one that the operator allows partners. What it leads to is looked at on every call. */
function addressOf(text: string): string | null {
  if (text.length > 2000 || !URL.canParse(text.trim())) return null;
  const url = new URL(text.trim());
  const isListed = config().allowedPartnerEndpoints.includes(url.origin);
  if ((url.protocol !== 'https:' && !isListed) || url.username !== '' || url.password !== '') return null;
  url.hash = '';
  return url.href;
}

const record = (tx: TenantTx, tenantId: string, id: string, action: string): Promise<unknown> =>
  recordAudit(tx, tenantId, { action, entityType: 'webhook_endpoint', entityId: id, details: {} });
