import type { TenantTx } from '@/lib/tenancy';

type HookPlace = Readonly<{ tenantId: string; hookId: string }>;

/**
 * Closes the hooks that earlier flows of the same customer had for the same thing, as of the moment at which this hook's
 * first genuine delivery came: the other system uses the new one. Answers how many; before that delivery, and asked
 * again, none.
 */
export const closeEarlierHooks = (tx: TenantTx, { tenantId, hookId }: HookPlace): Promise<number> =>
  tx.$executeRaw`
    update inbound_hooks earlier
    set status = 'removed', removed_at = hook.first_delivery_at, previous_sealed = null, previous_until = null
    from inbound_hooks hook join onboarding_flows flow on flow.tenant_id = hook.tenant_id and flow.id = hook.flow_id
    where hook.tenant_id = ${tenantId}::uuid and hook.id = ${hookId}::uuid and hook.first_delivery_at is not null
      and earlier.tenant_id = hook.tenant_id and earlier.status = 'active' and earlier.flow_id <> hook.flow_id
      and earlier.connector = hook.connector and earlier.action_id = hook.action_id
      and exists (select from onboarding_flows before where before.tenant_id = earlier.tenant_id
        and before.id = earlier.flow_id and before.created_at <= flow.created_at)`;

/**
 * Opens again what `closeEarlierHooks` closed because of this hook, when that is taken back; answers how many. A door of
 * a flow that was ended meanwhile stays closed.
 */
export const reopenEarlierHooks = (tx: TenantTx, { tenantId, hookId }: HookPlace): Promise<number> =>
  tx.$executeRaw`
    update inbound_hooks earlier set status = 'active', removed_at = null
    from inbound_hooks hook
    where hook.tenant_id = ${tenantId}::uuid and hook.id = ${hookId}::uuid and hook.first_delivery_at is not null
      and earlier.tenant_id = hook.tenant_id and earlier.status = 'removed' and earlier.flow_id <> hook.flow_id
      and earlier.connector = hook.connector and earlier.action_id = hook.action_id
      and earlier.removed_at = hook.first_delivery_at
      and not exists (select from provisioning_runs ended where ended.tenant_id = earlier.tenant_id
        and ended.flow_id = earlier.flow_id and ended.kind = 'offboarding')`;
