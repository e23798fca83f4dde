import { ConnectorError } from '@/lib/connectors';
import { startedAt } from './service-desk';
import { textArg, type ActionContext, type ActionKind, type Receipt } from './action';

const minutesUsual = 30;

/**
 * `ticket.delivered { hook, ticket, withinMinutes? }`: until the customer's service desk has told us of this ticket through
 * the hook. Produces `delivery`, and `receivedAt`, when the work on it began.
 */
export const ticketDelivered: ActionKind = {
  probe: look,
  async apply(context) {
    const receipt = await look(context);
    if (receipt === null) throw new ConnectorError('waited_too_long', { system: 'ServiceDesk Plus' });
    return receipt;
  },
  async await(context) {
    const receipt = await look(context);
    if (receipt) return { ready: true, receipt };
    const minutes = Number(context.args.withinMinutes ?? minutesUsual);
    return {
      ready: false,
      for: 'delivery',
      until: new Date((await startedAt(context)).getTime() + minutes * 60_000),
    };
  },
  async verify(context) {
    if ((await look(context)) === null)
      throw new ConnectorError('check_failed', { system: 'Portico', check: 'delivery' });
  },
  // What has arrived has arrived; there is nothing to take away.
  compensate: () => Promise.resolve({ removed: false }),
  gone: () => Promise.resolve(true),
};

async function look(context: ActionContext): Promise<Receipt | null> {
  const [delivery] = await context.inTenant(
    (tx) => tx.$queryRaw<{ id: string; at: Date }[]>`
      select delivery_id as id, received_at as at from inbound_deliveries
      where tenant_id = ${context.tenantId}::uuid and hook_id = ${textArg(context, 'hook')}::uuid
        and about = ${textArg(context, 'ticket')} and not is_test
      order by received_at, id limit 1`,
  );
  return delivery ? { outputs: { delivery: delivery.id, receivedAt: delivery.at.toISOString() }, items: [] } : null;
}
