import { ConnectorError } from '@/lib/connectors';
import { flagArg, flowLabels, stillGoingForward } from './google';
import { secretStoreNamed } from './secret-stores';
import { textArg, type ActionContext, type ActionKind, type Receipt } from './action';

/**
 * `secret.store { name, credential, store, optional? }`: a credential that was tried and kept, put where the systems that
 * use it look for it. A credential of one part is stored as it is, one of several as JSON. One that was not given refuses
 * with `credential_missing`, unless it may be left out. Produces `stored`, yes or no, and never the value.
 */
export const secretStore: ActionKind = {
  // Storing looks by itself whether the newest version holds this value, so there is nothing to find out beforehand.
  probe: () => Promise.resolve(null),
  async apply(context) {
    const parts = await context.credential(textArg(context, 'credential'));
    if (parts === null) {
      if (flagArg(context, 'optional')) return { outputs: { stored: false }, items: [] };
      throw new ConnectorError('credential_missing', { credential: textArg(context, 'credential') });
    }
    await stillGoingForward(context);
    const store = await storeOf(context);
    await store.put(textArg(context, 'name'), valueOf(parts), flowLabels(context));
    return receiptOf(context);
  },
  async verify(context, receipt) {
    if (receipt.outputs.stored !== true) return;
    const { own } = await (await storeOf(context)).has(textArg(context, 'name'), flowLabels(context));
    if (!own) throw new ConnectorError('check_failed', { system: textArg(context, 'store'), check: 'secret_stored' });
  },
  async renew(context, receipt) {
    const parts = await context.credential(textArg(context, 'credential'));
    if (parts === null) return null;
    const store = await storeOf(context);
    const { own } = await store.has(textArg(context, 'name'), flowLabels(context));
    // One that had been left out is passed on now; one that was taken away stays away.
    if (!own && receipt?.outputs.stored !== false) return null;
    await store.put(textArg(context, 'name'), valueOf(parts), flowLabels(context));
    return receiptOf(context);
  },
  traces: (context) => receiptOf(context).items,
  async compensate(context) {
    const store = await storeOf(context);
    const { own } = await store.has(textArg(context, 'name'), flowLabels(context));
    return own ? store.remove(textArg(context, 'name'), flowLabels(context)) : { removed: false };
  },
  async gone(context) {
    return !(await (await storeOf(context)).has(textArg(context, 'name'), flowLabels(context))).own;
  },
};

/**
 * `secret.verify { name, credential, store, optional? }`: reads back that what is stored is what was given. Changes
 * nothing; refuses with `check_failed` when it is another value or none.
 */
export const secretVerify: ActionKind = {
  probe: () => Promise.resolve(null),
  async apply(context) {
    const parts = await context.credential(textArg(context, 'credential'));
    if (parts === null && flagArg(context, 'optional')) return { outputs: {}, items: [] };
    if (parts === null) throw new ConnectorError('credential_missing', { credential: textArg(context, 'credential') });
    const stored = await (await storeOf(context)).access(textArg(context, 'name'));
    if (stored !== valueOf(parts)) {
      throw new ConnectorError('check_failed', { system: textArg(context, 'store'), check: 'secret_value' });
    }
    return { outputs: {}, items: [] };
  },
  verify: () => Promise.resolve(),
  compensate: () => Promise.resolve({ removed: false }),
};

const storeOf = (context: ActionContext) => secretStoreNamed(context, textArg(context, 'store'));

function valueOf(parts: Readonly<Record<string, string>>): string {
  const entries = Object.entries(parts).sort(([one], [other]) => (one < other ? -1 : 1));
  const [only, ...more] = entries;
  return only !== undefined && more.length === 0 ? only[1] : JSON.stringify(Object.fromEntries(entries));
}

const receiptOf = (context: ActionContext): Receipt => ({
  outputs: { stored: true },
  items: [{ kind: 'secret', name: textArg(context, 'name') }],
});
