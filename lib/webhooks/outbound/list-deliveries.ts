import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';

export type OutboundDeliveryRow = Readonly<{
  id: string;
  endpointId: string;
  url: string;
  eventId: string;
  event: string;
  eventAt: Date;
  status: 'pending' | 'delivered' | 'dead';
  attempts: number;
  nextAttemptAt: Date | null;
  /** The status code of the last answer, or our code of why there was none. */
  lastStatus: number | null;
  lastFailure: string | null;
  createdAt: Date;
}>;

const listMax = 100;

/** The newest deliveries of the actor's own tenant, at most a hundred. Refuses `forbidden`. Records nothing. */
export async function listOutboundDeliveries(
  tx: TenantTx,
  actor: Actor,
): Promise<Outcome<readonly OutboundDeliveryRow[]>> {
  const allowed = authorise(actor, 'api_key.manage');
  if (!allowed.ok) return allowed;
  return ok(
    await tx.$queryRaw<OutboundDeliveryRow[]>`
      select d.id, d.endpoint_id as "endpointId", o.url, d.event_id as "eventId", d.event_name as event,
        d.event_at as "eventAt", d.status, d.attempts, d.next_attempt_at as "nextAttemptAt", d.last_status as "lastStatus",
        d.last_failure as "lastFailure", d.created_at as "createdAt"
      from outbound_deliveries d
      join outbound_endpoints o on o.tenant_id = d.tenant_id and o.id = d.endpoint_id
      where d.tenant_id = ${actor.tenantId}::uuid
      order by d.created_at desc, d.id desc limit ${listMax}`,
  );
}

/**
 * Delivers something again, from the first attempt on; the receiver knows it by its id. Refuses `forbidden` and
 * `not_found`, also where the endpoint is gone. Records nothing but the attempts.
 */
export async function redeliver(
  tx: TenantTx,
  actor: Actor,
  { deliveryId }: Readonly<{ deliveryId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ deliveryId: string }>>> {
  const allowed = authorise(actor, 'api_key.manage');
  if (!allowed.ok) return allowed;
  if (!isUuid(deliveryId)) return refuse('not_found');
  const changed = await tx.$executeRaw`
    update outbound_deliveries d set status = 'pending', attempts = 0, next_attempt_at = ${means.clock.now()},
      delivered_at = null
    where d.tenant_id = ${actor.tenantId}::uuid and d.id = ${deliveryId}::uuid
      and exists (select 1 from outbound_endpoints o
        where o.tenant_id = d.tenant_id and o.id = d.endpoint_id and o.status = 'active')`;
  return changed === 0 ? refuse('not_found') : ok({ deliveryId });
}
