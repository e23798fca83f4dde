import { ConnectorError, firstDifference, tableNames } from '@/lib/connectors';
import { datasetArg, type ActionContext, type ActionKind } from './action';

/** `dataset.verify { dataset }`: reads back that the dataset is listed, is this flow's, and has its five tables. */
export const datasetVerify: ActionKind = {
  probe: () => Promise.resolve(null),
  async apply(context) {
    await readBack(context);
    return { outputs: { tables: tableNames }, items: [] };
  },
  verify: () => Promise.resolve(),
  compensate: () => Promise.resolve({ removed: false }),
};

async function readBack(context: ActionContext): Promise<void> {
  const target = datasetArg(context, 'dataset');
  const listed = await context.datasets.list(context.ownerTenantId);
  const { exists, own, tables } = await context.datasets.inspect(target);
  if (!exists || !own || !listed.includes(target.name)) {
    throw new ConnectorError('dataset_missing', { dataset: target.name });
  }
  const difference = firstDifference(tables);
  if (difference)
    throw new ConnectorError('shape_differs', { table: difference.table, column: difference.column ?? '' });
}
