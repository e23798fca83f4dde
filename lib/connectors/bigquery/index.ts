export { bigQueryOf } from './connector';
export type {
  BigQuery,
  BigQueryColumn,
  BigQueryDataset,
  BigQueryTable,
  Labels,
  QueryParameter,
  QueryPlan,
  QueryResult,
  QueryRow,
} from './port';
