import { ConnectorError } from '@/lib/connectors';
import { closeEarlierHooks, firstDelivery, reopenEarlierHooks, type FirstDelivery } from '@/lib/webhooks';
import { flagArg } from './google';
import { textArg, type ActionContext, type ActionKind, type NotYet, type Ready, type Receipt } from './action';

const minutesUsual = 7 * 24 * 60;

/**
 * `webhook.wait { hook, withinMinutes, replaces? }`: until the first genuine delivery has come that is no test of ours. Produces
 * `delivery`, its durable id, `kind`, and `about`, the id in the other system of what it tells of, where it says one.
 * With `replaces` the doors that earlier flows of the same customer had for this are closed from then on.
 */
export const webhookWait: ActionKind = {
  probe: look,
  async apply(context) {
    const receipt = await look(context);
    if (receipt === null) throw new ConnectorError('waited_too_long');
    return receipt;
  },
  async await(context): Promise<Ready | NotYet> {
    const receipt = await look(context);
    if (receipt) return { ready: true, receipt };
    return { ready: false, for: 'delivery', until: await deadline(context) };
  },
  async verify(context) {
    const at = { tenantId: context.tenantId, hookId: textArg(context, 'hook') };
    const hasCome = await context.inTenant(async (tx) => {
      if ((await firstDelivery(tx, at)) === null) return false;
      if (flagArg(context, 'replaces')) await closeEarlierHooks(tx, at);
      return true;
    });
    if (!hasCome) throw new ConnectorError('check_failed', { check: 'delivery' });
  },
  // What has arrived has arrived; there is nothing to take away, but for the doors that were closed because of it.
  async compensate(context) {
    const hookId = textArg(context, 'hook');
    if (flagArg(context, 'replaces')) {
      await context.inTenant((tx) => reopenEarlierHooks(tx, { tenantId: context.tenantId, hookId }));
    }
    return { removed: false };
  },
  gone: () => Promise.resolve(true),
};

async function look(context: ActionContext): Promise<Receipt | null> {
  const at = { tenantId: context.tenantId, hookId: textArg(context, 'hook') };
  const delivery = await context.inTenant((tx) => firstDelivery(tx, at));
  return delivery ? receiptOf(delivery) : null;
}

const receiptOf = ({ deliveryId, kind, about }: FirstDelivery): Receipt => ({
  outputs: { delivery: deliveryId, kind, about: about ?? '' },
  items: [],
});

/** Counted from when the action began, so that every look has the same end. */
async function deadline({ args, tenantId, runId, actionId, inTenant, means }: ActionContext): Promise<Date> {
  const [row] = await inTenant(
    (tx) => tx.$queryRaw<{ at: Date | null }[]>`
      select started_at as at from provisioning_actions
      where tenant_id = ${tenantId}::uuid and run_id = ${runId}::uuid and action_id = ${actionId}`,
  );
  const minutes = Number(args.withinMinutes ?? minutesUsual);
  return new Date((row?.at ?? means.clock.now()).getTime() + minutes * 60_000);
}
