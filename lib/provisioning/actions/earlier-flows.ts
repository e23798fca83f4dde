import type { ActionContext } from './action';

/** The other flows of the same customer whose inventories name this thing, as long as it was not taken away there. */
export const earlierFlowsWith = (
  context: ActionContext,
  { kind, name }: Readonly<{ kind: string; name: string }>,
): Promise<readonly string[]> =>
  context.inTenant(async (tx) => {
    const rows = await tx.$queryRaw<{ flow_id: string }[]>`
      select distinct flow_id from inventory_items
      where tenant_id = ${context.tenantId}::uuid and flow_id <> ${context.flowId}::uuid and kind = ${kind}
        and name = ${name} and status <> 'removed'`;
    return rows.map(({ flow_id }) => flow_id);
  });
