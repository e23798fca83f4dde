import { timingSafeEqual } from 'node:crypto';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { consume } from '@/lib/platform/rate-limit';
import { recordAudit } from '@/lib/audit';
import { recordEvent } from '@/lib/platform/events';
import { doorStatement, Prisma, withTenant, type Actor, type TenantTx } from '@/lib/tenancy';
import { noteRefusal } from './note-refusal';
import { openedSecrets } from './opened-secrets';
import { checkDelivery, type Lock, type Profile } from './profiles';
import { readBody, type BodyFacts } from './read-body';

/** What arrived: nothing of it is believed before the signature is. */
export type Arrival = Readonly<{
  connector: string;
  hookId: string;
  body: Uint8Array;
  header: (name: string) => string | null;
  /** The network address it came from, for limits only. */
  address: string;
  requestId: string;
}>;

/** The hook of a delivery, for whoever goes on from there. */
export type HookRef = Readonly<{ tenantId: string; flowId: string; actionId: string; hookId: string }>;
export type Received = Readonly<{ duplicate: boolean; test: boolean; deliveryId: string }>;

/** What else happens in the transaction of a delivery: waking the run that waits for it, moving the customer on. */
export type OnDelivery = (tx: TenantTx, hook: HookRef, first: boolean) => Promise<void>;

/**
 * Takes a delivery of another system in: finds the hook by the id in the address, looks whether the delivery is
 * genuine, and keeps its ids once. The tenant is the hook's own; whatever the sender says about tenants is not read. A
 * delivery that came before is answered like the first and does nothing. Refuses `signature_refused` for an unknown
 * hook and a wrong signature alike, `rate_limited`, and `invalid_input` for a genuine body that nobody can read. The
 * first one that is no test of ours sets milestone `delivered:<action>`; each records event `webhook.received`.
 */
export async function receiveDelivery(
  arrival: Arrival,
  onDelivery: OnDelivery,
  means: Means = systemMeans,
): Promise<Outcome<Received>> {
  const allowed = await consume('webhookAddress', arrival.address);
  if (!allowed.ok) return allowed;
  const hook = await findHook(arrival);
  const now = means.clock.now();
  const actor = hook && doorkeeper(hook.tenantId, arrival.requestId);
  const secrets = hook && actor ? await openedSecrets(actor, hook, now) : unknownHook.secrets;
  const checked = checkDelivery(arrival, hook ? { ...lockOf(hook), secrets } : unknownHook, now);
  if (!hook || !actor) return refuse('signature_refused');
  if (!checked.ok) {
    await noteRefusal(actor, hook, checked.reason, now);
    return refuse('signature_refused');
  }
  const within = await consume('webhook', hook.hookId);
  if (!within.ok) return within;
  const facts = readBody(checked.text);
  if (facts === null) {
    await noteRefusal(actor, hook, 'unreadable', now);
    return refuse('invalid_input', {}, { fields: { '': [{ code: 'field.json', args: {} }] } });
  }
  const received = await withTenant(actor, (tx) =>
    keep(tx, hook, { deliveryId: checked.deliveryId, facts }, onDelivery, means),
  );
  return received ? ok(received) : refuse('signature_refused');
}

export type StoredHook = HookRef &
  Readonly<{
    connector: string;
    profile: Profile;
    header: string;
    sealed: string;
    previousSealed: string | null;
    previousUntil: Date | null;
    skewSeconds: number;
  }>;

async function findHook({ connector, hookId }: Arrival): Promise<StoredHook | null> {
  if (!isUuid(hookId)) return null;
  const [row] = await doorStatement<StoredHook>(Prisma.sql`
    select tenant_id as "tenantId", hook_id as "hookId", flow_id as "flowId", action_id as "actionId", connector, profile,
      header, sealed, previous_sealed as "previousSealed", previous_until as "previousUntil", skew_seconds as "skewSeconds"
    from app.inbound_hook(${hookId}::uuid)`);
  return row && sameText(row.connector, connector) ? row : null;
}

const sameText = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const lockOf = ({ profile, header, skewSeconds }: StoredHook) => ({ profile, header, skewSeconds });

/** What an unknown hook is measured with, so that it takes the time of a known one: nobody has this secret. */
const unknownHook: Lock = {
  profile: 'hmac-header',
  header: 'webhook-signature',
  secrets: [crypto.randomUUID() + crypto.randomUUID()],
  skewSeconds: 300,
};

const doorkeeper = (tenantId: string, requestId: string): Actor => ({
  kind: 'system',
  tenantId,
  reason: 'webhook',
  requestId,
});

async function keep(
  tx: TenantTx,
  hook: StoredHook,
  { deliveryId, facts }: Readonly<{ deliveryId: string; facts: BodyFacts }>,
  onDelivery: OnDelivery,
  means: Means,
): Promise<Received | null> {
  const { tenantId, hookId, flowId, actionId } = hook;
  const now = means.clock.now();
  // The hook may have been closed since it was found, and must not be while its delivery is kept: what is withdrawn with
  // it would come back.
  const open = await tx.$queryRaw<unknown[]>`
    select 1 as one from inbound_hooks
    where tenant_id = ${tenantId}::uuid and id = ${hookId}::uuid and status = 'active'
    for no key update`;
  if (open.length === 0) return null;
  const id = means.newId();
  const [kept] = await tx.$queryRaw<{ id: string }[]>`
    insert into inbound_deliveries (tenant_id, id, hook_id, flow_id, delivery_id, kind, about, is_test, received_at)
    values (${tenantId}::uuid, ${id}::uuid, ${hookId}::uuid, ${flowId}::uuid, ${deliveryId}, ${facts.kind}, ${facts.about},
      ${facts.isTest}, ${now})
    on conflict (tenant_id, hook_id, delivery_id)
      do update set repeats = inbound_deliveries.repeats + 1, repeated_at = ${now}
    returning id`;
  if (kept?.id !== id) return { duplicate: true, test: facts.isTest, deliveryId };
  if (facts.isTest) {
    await tx.$executeRaw`
      update inbound_hooks set tested_at = ${now} where tenant_id = ${tenantId}::uuid and id = ${hookId}::uuid`;
    return { duplicate: false, test: true, deliveryId };
  }
  await tx.$executeRaw`
    update inbound_hooks set last_delivery_at = ${now}, first_delivery_at = coalesce(first_delivery_at, ${now})
    where tenant_id = ${tenantId}::uuid and id = ${hookId}::uuid`;
  const first = await tx.$executeRaw`
    insert into flow_milestones (tenant_id, id, flow_id, name, at, details)
    values (${tenantId}::uuid, ${means.newId()}::uuid, ${flowId}::uuid, ${`delivered:${actionId}`}, ${now},
      ${JSON.stringify({ hookId, deliveryId: id })}::jsonb)
    on conflict (tenant_id, flow_id, name) where withdrawn_at is null do nothing`;
  if (first === 1) {
    await recordAudit(tx, tenantId, {
      action: 'webhook.first_delivery',
      entityType: 'webhook',
      entityId: hookId,
      details: { flow: flowId, delivery: id },
    });
  }
  await recordEvent(tx, tenantId, {
    flowId,
    name: 'webhook.received',
    details: { hookId, deliveryId: id, first: first === 1 },
  });
  await onDelivery(tx, { tenantId, flowId, actionId, hookId }, first === 1);
  return { duplicate: false, test: false, deliveryId };
}
