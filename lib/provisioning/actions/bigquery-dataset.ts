import { ConnectorError, hasLabels } from '@/lib/connectors';
import { datasetNameArg, flowLabels, optionalText, stillGoingForward, warehouseOf } from './google';
import type { ActionContext, ActionKind, Receipt } from './action';

/**
 * `bigquery.dataset { name, project?, region? }`: one dataset at BigQuery, labelled as this flow's. One of the same name
 * that is somebody else's refuses with `dataset_exists` and is never touched. Produces its name.
 */
export const bigqueryDataset: ActionKind = {
  async probe(context) {
    return (await ownDataset(context)) === 'own' ? receiptOf(context) : null;
  },
  async apply(context) {
    await stillGoingForward(context);
    const warehouse = await warehouseOf(context);
    const region = optionalText(context, 'region');
    await warehouse.createDataset({
      datasetId: datasetNameArg(context, 'name'),
      labels: flowLabels(context),
      ...(region !== '' && { location: region }),
    });
    return receiptOf(context);
  },
  async verify(context) {
    if ((await ownDataset(context)) !== 'own') {
      throw new ConnectorError('dataset_missing', { system: 'BigQuery', dataset: datasetNameArg(context, 'name') });
    }
  },
  traces: (context) => receiptOf(context).items,
  async compensate(context) {
    if ((await ownDataset(context)) !== 'own') return { removed: false };
    const warehouse = await warehouseOf(context);
    return warehouse.deleteDataset(datasetNameArg(context, 'name'), flowLabels(context));
  },
  async gone(context) {
    return (await ownDataset(context)) !== 'own';
  },
};

async function ownDataset(context: ActionContext): Promise<'own' | 'foreign' | 'missing'> {
  const dataset = await (await warehouseOf(context)).getDataset(datasetNameArg(context, 'name'));
  if (dataset === null) return 'missing';
  return hasLabels(dataset.labels, flowLabels(context)) ? 'own' : 'foreign';
}

function receiptOf(context: ActionContext): Receipt {
  const name = datasetNameArg(context, 'name');
  return { outputs: { name }, items: [{ kind: 'bigquery_dataset', name }] };
}
