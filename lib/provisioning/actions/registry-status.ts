import { ConnectorError, type RegistryEntry } from '@/lib/connectors';
import { registryOf, stillGoingForward } from './google';
import { textArg, type ActionContext, type ActionKind, type Receipt } from './action';

/** What an entry says once this is taken back. */
const afterwards = 'inactive';

/**
 * `registry.status { id, status }`: the status of this flow's entry in the owner's register. Taking back leaves the entry
 * and makes it inactive, which is also what an offboarding does.
 */
export const registryStatus: ActionKind = {
  async probe(context) {
    const entry = await readEntry(context);
    return entry?.managedBy === context.flowId && entry.status === textArg(context, 'status')
      ? receiptOf(context)
      : null;
  },
  async apply(context) {
    await stillGoingForward(context);
    const [id, status] = [textArg(context, 'id'), textArg(context, 'status')];
    const registry = await registryOf(context);
    const changed = await registry.setStatus(id, context.flowId, status);
    if (changed === 0) throw new ConnectorError('not_found', { system: 'BigQuery', name: id });
    return receiptOf(context);
  },
  async verify(context) {
    const entry = await readEntry(context);
    if (entry?.status !== textArg(context, 'status')) {
      throw new ConnectorError('check_failed', { system: 'BigQuery', check: 'registry_status' });
    }
  },
  traces: (context) => receiptOf(context).items,
  async compensate(context) {
    const registry = await registryOf(context);
    const id = textArg(context, 'id');
    const entry = await registry.read(id);
    if (entry?.managedBy !== context.flowId || entry.status === afterwards) return { removed: false };
    const changed = await registry.setStatus(id, context.flowId, afterwards);
    return { removed: changed > 0 };
  },
  async gone(context) {
    return (await readEntry(context))?.status !== textArg(context, 'status');
  },
};

const readEntry = async (context: ActionContext): Promise<RegistryEntry | null> =>
  (await registryOf(context)).read(textArg(context, 'id'));

function receiptOf(context: ActionContext): Receipt {
  return { outputs: {}, items: [{ kind: 'registry_activation', name: textArg(context, 'id') }] };
}
