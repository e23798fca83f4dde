export {
  DatasetConnector,
  postgresDatasets,
  type DatasetTarget,
  type RecordedCredential,
  type RecordedKey,
} from './connector';
export type { DryRun, DryRunRequest } from './dry-run';
export { firstDifference, type TableReport } from './inspect';
export { datasetTables, tableNames, warehouseDatabase } from './map';
export type { DatasetLogs, PipelineRunRow, QualityRow, StepLogRow } from './logs';
export { pipelineTemplates, renderPipeline } from './pipelines';
