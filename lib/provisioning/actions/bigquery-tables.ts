import { ConnectorError, hasLabels } from '@/lib/connectors';
import type { TableSchema } from '@/lib/flow-definition';
import { datasetNameArg, flowLabels, stillGoingForward, warehouseOf } from './google';
import { textArg, type ActionContext, type ActionKind } from './action';

/**
 * `bigquery.tables { dataset, schema, project? }`: the tables that the template describes under this name, in a dataset
 * of this flow. One that is there with other columns refuses with `shape_differs`. Produces their names. They go with
 * their dataset, so taking back leaves them to it.
 */
export const bigqueryTables: ActionKind = {
  probe: () => Promise.resolve(null),
  async apply(context) {
    await stillGoingForward(context);
    const warehouse = await warehouseOf(context);
    const dataset = datasetNameArg(context, 'dataset');
    const found = await warehouse.getDataset(dataset);
    if (found === null) throw new ConnectorError('dataset_missing', { system: 'BigQuery', dataset });
    if (!hasLabels(found.labels, flowLabels(context)))
      throw new ConnectorError('dataset_exists', { system: 'BigQuery', dataset });
    const tables = tablesOf(context);
    for (const table of tables) await warehouse.createTable(dataset, table);
    return {
      outputs: { tables: tables.map(({ name }) => name) },
      items: tables.map(({ name }) => ({ kind: 'bigquery_table', name: `${dataset}.${name}` })),
    };
  },
  async verify(context) {
    const warehouse = await warehouseOf(context);
    const dataset = datasetNameArg(context, 'dataset');
    for (const { name, columns } of tablesOf(context)) {
      const table = await warehouse.getTable(dataset, name);
      const missing = columns.find((column) => !table?.schema.some((found) => found.name === column.name));
      if (table === null || missing !== undefined) {
        throw new ConnectorError('shape_differs', { system: 'BigQuery', table: name, column: missing?.name ?? '' });
      }
    }
  },
  compensate: () => Promise.resolve({ removed: false }),
};

function tablesOf(context: ActionContext): readonly TableSchema[] {
  const schema = textArg(context, 'schema');
  const { tables = {} } = context.definition;
  const found = Object.hasOwn(tables, schema) ? tables[schema] : undefined;
  if (found === undefined) throw new ConnectorError('refused', { system: 'BigQuery', reason: 'schema' });
  return found;
}
