import { ConnectorError, firstDifference, tableNames } from '@/lib/connectors';
import { datasetArg, type ActionContext, type ActionKind, type Receipt } from './action';

/** `dataset.tables { dataset }`: the five tables, with their columns. Produces their names. */
export const datasetTables: ActionKind = {
  async probe(context) {
    const { own, tables } = await context.datasets.inspect(datasetArg(context, 'dataset'));
    return own && firstDifference(tables) === null ? receiptOf(context) : null;
  },
  async apply(context) {
    await context.datasets.createTables(datasetArg(context, 'dataset'));
    return receiptOf(context);
  },
  async verify(context) {
    const { tables } = await context.datasets.inspect(datasetArg(context, 'dataset'));
    const difference = firstDifference(tables);
    if (difference)
      throw new ConnectorError('shape_differs', { table: difference.table, column: difference.column ?? '' });
  },
  traces: (context) => receiptOf(context).items,
  compensate: (context) => context.datasets.dropTables(datasetArg(context, 'dataset')),
};

function receiptOf(context: ActionContext): Receipt {
  const { name } = datasetArg(context, 'dataset');
  return {
    outputs: { tables: tableNames },
    items: tableNames.map((table) => ({ kind: 'table', name: `${name}.${table}` })),
  };
}
