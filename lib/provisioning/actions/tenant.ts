import { advanceCustomer } from '../lifecycle';
import type { TenantTarget } from '@/lib/connectors';
import { textArg, type ActionContext } from './action';

/** The row of the owner's registry that the argument `id` names, on behalf of this action. */
export const tenantArg = (context: ActionContext): TenantTarget => ({
  ownerTenantId: context.ownerTenantId,
  id: textArg(context, 'id'),
  customerId: context.tenantId,
  flowId: context.flowId,
  change: context.actionId,
  key: context.key,
});

/** Sets a milestone of the flow and moves the customer as the template declares. Once; asked again it does nothing. */
export const setMilestone = (context: ActionContext, name: string): Promise<void> =>
  context.inTenant(async (tx) => {
    const { tenantId, flowId, definition, means } = context;
    const set = await tx.$executeRaw`
      insert into flow_milestones (tenant_id, id, flow_id, name, at, details)
      values (${tenantId}::uuid, ${means.newId()}::uuid, ${flowId}::uuid, ${name}, ${means.clock.now()},
        ${JSON.stringify({ runId: context.runId })}::jsonb)
      on conflict (tenant_id, flow_id, name) where withdrawn_at is null do nothing`;
    if (set > 0) await advanceCustomer(tx, { tenantId, flowId, definition });
  });

/** Withdraws milestones of the flow. Where the customer stands then is for the end of the undoing to say. */
export const withdrawMilestones = (context: ActionContext, names: readonly string[]): Promise<void> =>
  context.inTenant(async (tx) => {
    for (const name of names) {
      await tx.$executeRaw`
        update flow_milestones set withdrawn_at = ${context.means.clock.now()}
        where tenant_id = ${context.tenantId}::uuid and flow_id = ${context.flowId}::uuid and name = ${name}
          and withdrawn_at is null`;
    }
  });
