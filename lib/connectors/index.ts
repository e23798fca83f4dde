export { ConnectorError, connectorFailures, type ConnectorFailure } from './connector';
export {
  DatasetConnector,
  datasetTables,
  firstDifference,
  postgresDatasets,
  tableNames,
  warehouseDatabase,
} from './postgres-dataset';
export type { DatasetTarget, DryRun, DryRunRequest, RecordedKey, TableReport } from './postgres-dataset';
