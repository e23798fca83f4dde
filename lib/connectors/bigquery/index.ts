export { bigQueryOf } from './connector';
export type {
  BigQuery,
  BigQueryColumn,
  BigQueryDataset,
  BigQueryTable,
  Labels,
  QueryParameter,
  QueryResult,
  QueryRow,
} from './port';
