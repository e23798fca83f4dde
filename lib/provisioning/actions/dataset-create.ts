import { ConnectorError } from '@/lib/connectors';
import { datasetArg, type ActionContext, type ActionKind, type Receipt } from './action';

/** `dataset.create { name, region? }`: one dataset named by the customer's identifier. Produces its name. */
export const datasetCreate: ActionKind = {
  async probe(context) {
    const { exists, own } = await context.datasets.inspect(datasetArg(context, 'name'));
    return exists && own ? receiptOf(context) : null;
  },
  async apply(context) {
    await context.datasets.create(datasetArg(context, 'name'));
    return receiptOf(context);
  },
  async verify(context) {
    const target = datasetArg(context, 'name');
    const { exists, own } = await context.datasets.inspect(target);
    if (!exists || !own) throw new ConnectorError('dataset_missing', { dataset: target.name });
  },
  traces: (context) => receiptOf(context).items,
  compensate: (context) => context.datasets.drop(datasetArg(context, 'name')),
};

function receiptOf(context: ActionContext): Receipt {
  const { name } = datasetArg(context, 'name');
  return { outputs: { name }, items: [{ kind: 'dataset', name }] };
}
