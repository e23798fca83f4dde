import { ConnectorError } from '@/lib/connectors';
import { earlierFlowsWith } from './earlier-flows';
import { flagArg, isLeaving, stillGoingForward } from './google';
import { textArg, type ActionContext, type ActionKind, type Receipt } from './action';
import { tenantArg } from './tenant';

/**
 * `tenant.register { id, name, adopt? }`: the customer's row in the owner's registry of tenants, made, or with `adopt`
 * taken over from an earlier flow of the same customer, and gone with it when the customer leaves. Produces `id`.
 */
export const tenantRegister: ActionKind = {
  async probe(context) {
    const row = await read(context);
    return row?.flowId === context.flowId && row.name === textArg(context, 'name') ? receiptOf(context) : null;
  },
  async apply(context) {
    await stillGoingForward(context);
    await context.datasets.tenants.register(tenantArg(context), textArg(context, 'name'), flagArg(context, 'adopt'));
    return receiptOf(context);
  },
  async verify(context) {
    const row = await read(context);
    if (row?.flowId !== context.flowId || row.name !== textArg(context, 'name')) {
      throw new ConnectorError('check_failed', { system: 'PostgreSQL', check: 'tenant' });
    }
  },
  traces: (context) => receiptOf(context).items,
  async compensate(context) {
    // Nothing goes back to an earlier flow that has ended meanwhile: nobody would answer for the row.
    const earlier = await earlierFlowsWith(context, { kind: 'tenant', name: textArg(context, 'id') });
    return context.datasets.tenants.undo(tenantArg(context), earlier.length === 0 || (await isLeaving(context)));
  },
  async gone(context) {
    // A row that was there before us is as it was, and not ours to take away.
    const row = await read(context);
    return row?.flowId !== context.flowId || flagArg(context, 'adopt');
  },
};

const read = (context: ActionContext) => context.datasets.tenants.read(context.ownerTenantId, textArg(context, 'id'));

const receiptOf = (context: ActionContext): Receipt => ({
  outputs: { id: textArg(context, 'id') },
  items: [{ kind: 'tenant', name: textArg(context, 'id') }],
});
