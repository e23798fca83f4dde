import { ConnectorError } from '@/lib/connectors';
import { datasetNameArg, warehouseOf } from './google';
import type { ActionKind } from './action';

/** `dataset.query { dataset, project? }`: asks the customer's dataset a question and wants an answer. Changes nothing. */
export const datasetQuery: ActionKind = {
  probe: () => Promise.resolve(null),
  async apply(context) {
    const datasetId = datasetNameArg(context, 'dataset');
    const warehouse = await warehouseOf(context);
    if ((await warehouse.getDataset(datasetId)) === null) {
      throw new ConnectorError('dataset_missing', { system: 'BigQuery', dataset: datasetId });
    }
    const { rows } = await warehouse.query('SELECT 1 AS test', {}, { datasetId, maxRows: 1 });
    if (rows.length === 0) throw new ConnectorError('check_failed', { system: 'BigQuery', check: 'select_one' });
    return { outputs: {}, items: [] };
  },
  verify: () => Promise.resolve(),
  compensate: () => Promise.resolve({ removed: false }),
};
