import type { TableSchema } from '@/lib/flow-definition';

/** Labels of a dataset or a secret: lower case, digits, `-` and `_`; see `ownerLabels`. */
export type Labels = Readonly<Record<string, string>>;

export type BigQueryDataset = Readonly<{ datasetId: string; location: string; labels: Labels }>;
export type BigQueryTable = Readonly<{ tableId: string; schema: readonly BigQueryColumn[] }>;
export type BigQueryColumn = Readonly<{ name: string; type: string; mode: 'NULLABLE' | 'REQUIRED' | 'REPEATED' }>;

/** A value in SQL. A list is an array of texts; null has to say what it is a null of, so it is a nullable text. */
export type QueryParameter = string | number | boolean | Date | null | readonly string[];
export type QueryRow = Readonly<Record<string, string | readonly (string | null)[] | null>>;
/** What BigQuery says of a statement beforehand: its kind, the tables behind it, whether it calls routines, and its size. */
export type QueryPlan = Readonly<{
  statementType: string;
  tables: readonly Readonly<{ projectId: string; datasetId: string; tableId: string }>[];
  hasRoutines: boolean;
  bytes: number;
}>;
export type QueryResult = Readonly<{ rows: readonly QueryRow[]; totalRows: number; affectedRows: number }>;

/**
 * The warehouse of one owner at Google BigQuery. Failures are `ConnectorError`s with `system: 'BigQuery'`; a refused
 * permission comes with its name in `permission` wherever Google says it.
 */
export type BigQuery = Readonly<{
  projectId: string;
  /**
   * Makes a dataset with these labels. Where one of the name exists with the same labels, it counts as made, so that an
   * attempt that was cut off can be repeated (`created: false`); any other refuses with `dataset_exists`.
   */
  createDataset: (dataset: {
    datasetId: string;
    location?: string;
    labels: Labels;
    description?: string;
  }) => Promise<Readonly<{ created: boolean; dataset: BigQueryDataset }>>;
  /** null when there is none. */
  getDataset: (datasetId: string) => Promise<BigQueryDataset | null>;
  /** With everything in it. Refuses with `already_exists` when its labels are not these: then it is somebody else's. */
  deleteDataset: (datasetId: string, labels: Labels) => Promise<Readonly<{ removed: boolean }>>;
  /** The first `max` datasets of the project; a permission that is missing refuses with `permission_denied`. */
  listDatasets: (max: number) => Promise<readonly string[]>;
  /** A table that exists with the same columns counts as made; with others it refuses with `shape_differs`. */
  createTable: (datasetId: string, table: TableSchema) => Promise<Readonly<{ created: boolean }>>;
  listTables: (datasetId: string) => Promise<readonly string[]>;
  getTable: (datasetId: string, tableId: string) => Promise<BigQueryTable | null>;
  /** What a statement would do and read, without doing it; nothing is billed. Refuses as `query` does. */
  dryRun: (sql: string, options?: Readonly<{ datasetId?: string }>) => Promise<QueryPlan>;
  /** One statement with named parameters (`@name`); never puts a value into the text. `maxRows` is 100 unless told. */
  query: (
    sql: string,
    parameters?: Readonly<Record<string, QueryParameter>>,
    options?: Readonly<{ maxRows?: number; datasetId?: string; requestId?: string }>,
  ) => Promise<QueryResult>;
}>;
