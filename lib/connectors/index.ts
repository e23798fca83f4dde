export type { Check, CheckContext, CheckReport, CheckResult } from './check';
export { checkNamed, checks } from './checks';
export type { Connection } from './connection';
export { ConnectorError, connectorFailures, type ConnectorFailure } from './connector';
export { createWire, unpaced, usualFailure, type Pacer, type PaceLimit, type Wire, type WireMeans } from './wire';
export {
  DatasetConnector,
  datasetTables,
  firstDifference,
  pipelineTemplates,
  postgresDatasets,
  renderPipeline,
  tableNames,
  warehouseDatabase,
} from './postgres-dataset';
export type { DatasetLogs, DatasetTarget, DryRun, DryRunRequest, RecordedKey, TableReport } from './postgres-dataset';
export { isTenantId, TenantRegistry, type TenantEntry, type TenantTarget } from './postgres-registry';
