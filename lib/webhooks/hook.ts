import type { Secret } from '@/lib/crypto';
import type { Means } from '@/lib/platform/means';
import type { TenantTx } from '@/lib/tenancy';
import { fingerprintOf, newSecret, openSecret, sealSecret } from './hook-secret';
import type { Profile } from './profiles';

/** Where a hook belongs: the action of a flow that makes it. */
export type HookOrigin = Readonly<{ tenantId: string; flowId: string; actionId: string }>;
export type HookWish = Readonly<{ connector: string; name: string; profile: Profile; header: string }>;
export type Hook = Readonly<{
  hookId: string;
  connector: string;
  name: string;
  profile: Profile;
  header: string;
  fingerprint: string;
  createdAt: Date;
}>;

/** The header of a signature where the profile or the template names none. */
export const standardHeader = 'webhook-signature';

/** The address to which the other system delivers. The id says whose hook it is; nothing else in the address counts. */
export const hookPath = ({ connector, hookId }: Pick<Hook, 'connector' | 'hookId'>): string =>
  `/api/webhooks/${connector}/${hookId}`;

/** The active hook that this action of the flow has made; null when there is none. */
export async function liveHook(tx: TenantTx, { tenantId, flowId, actionId }: HookOrigin): Promise<Hook | null> {
  const [row] = await tx.$queryRaw<Hook[]>`
    select id as "hookId", connector, name, profile, header, fingerprint, created_at as "createdAt" from inbound_hooks
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and action_id = ${actionId} and status = 'active'`;
  return row ?? null;
}

/**
 * Makes the hook of an action with a secret of its own, 32 random bytes of which a sealed copy and a fingerprint are
 * kept. Asked again it answers the same hook. Records milestone `hook_ready:<action>`.
 */
export async function createHook(tx: TenantTx, origin: HookOrigin, wish: HookWish, means: Means): Promise<Hook> {
  const { tenantId, flowId, actionId } = origin;
  const id = means.newId();
  const now = means.clock.now();
  const secret = newSecret(wish.profile);
  const sealed = await sealSecret(tx, 'inbound_hooks', { tenantId, id }, secret);
  const header = wish.profile === 'standard' ? standardHeader : wish.header.toLowerCase();
  await tx.$executeRaw`
    insert into inbound_hooks
      (tenant_id, id, flow_id, action_id, connector, name, profile, header, sealed, fingerprint, created_at)
    values (${tenantId}::uuid, ${id}::uuid, ${flowId}::uuid, ${actionId}, ${wish.connector}, ${wish.name}, ${wish.profile},
      ${header}, ${sealed}, ${fingerprintOf(secret)}, ${now})
    on conflict (tenant_id, flow_id, action_id) where status = 'active' do nothing`;
  await tx.$executeRaw`
    insert into flow_milestones (tenant_id, id, flow_id, name, at)
    values (${tenantId}::uuid, ${means.newId()}::uuid, ${flowId}::uuid, ${`hook_ready:${actionId}`}, ${now})
    on conflict (tenant_id, flow_id, name) where withdrawn_at is null do nothing`;
  const hook = await liveHook(tx, origin);
  if (hook === null) throw new Error('A hook that was just made is missing');
  return hook;
}

/** Closes the hooks that this action has made and withdraws what was known because of them; answers how many. */
export async function removeHook(tx: TenantTx, { tenantId, flowId, actionId }: HookOrigin, at: Date): Promise<number> {
  const removed = await tx.$executeRaw`
    update inbound_hooks set status = 'removed', removed_at = ${at}, previous_sealed = null, previous_until = null
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and action_id = ${actionId} and status = 'active'`;
  await tx.$executeRaw`
    update flow_milestones set withdrawn_at = ${at}
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and withdrawn_at is null
      and name in (${`hook_ready:${actionId}`}, ${`delivered:${actionId}`})`;
  return removed;
}

export type FirstDelivery = Readonly<{ deliveryId: string; kind: string; about: string | null; receivedAt: Date }>;

/** The first genuine delivery at a hook that was no test of ours; null while nothing has come. */
export async function firstDelivery(
  tx: TenantTx,
  { tenantId, hookId }: Readonly<{ tenantId: string; hookId: string }>,
): Promise<FirstDelivery | null> {
  const [row] = await tx.$queryRaw<FirstDelivery[]>`
    select delivery_id as "deliveryId", kind, about, received_at as "receivedAt" from inbound_deliveries
    where tenant_id = ${tenantId}::uuid and hook_id = ${hookId}::uuid and not is_test
    order by received_at, id limit 1`;
  return row ?? null;
}

/** The secret of a hook for whoever has to hand it on, such as an action that puts it into a store; audited. */
export async function openHookSecret(
  tx: TenantTx,
  { tenantId, hookId }: Readonly<{ tenantId: string; hookId: string }>,
  purpose: string,
): Promise<Secret | null> {
  const [row] = await tx.$queryRaw<{ sealed: string }[]>`
    select sealed from inbound_hooks where tenant_id = ${tenantId}::uuid and id = ${hookId}::uuid and status = 'active'`;
  return row ? openSecret(tx, 'inbound_hooks', { tenantId, id: hookId }, row.sealed, purpose) : null;
}
