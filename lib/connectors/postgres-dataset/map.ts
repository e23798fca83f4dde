import { escapeIdentifier } from 'pg';

/** A column of a table of the dataset, in PostgreSQL's words. */
type Column = readonly [name: string, type: string];
export type TableShape = Readonly<{ name: string; columns: readonly Column[]; keys: readonly string[] }>;

/**
 * The five tables of every dataset. Secrets are only ever ciphertext here: `encrypted_*` columns hold sealed values,
 * `key_hash` a SHA-256. `tenant_id` is the customer's own identifier, as pipelines know it.
 */
export const datasetTables = [
  {
    name: 'api_keys',
    columns: [
      ['api_key_id', 'uuid'],
      ['tenant_id', 'text'],
      ['api_key_hash', 'text'],
      ['encrypted_api_key', 'text'],
      ['fingerprint', 'text'],
      ['is_active', 'boolean'],
      ['created_at', 'timestamp with time zone'],
      ['revoked_at', 'timestamp with time zone'],
    ],
    keys: ['primary key (api_key_id)', 'unique (api_key_hash)'],
  },
  {
    name: 'cloud_credentials',
    columns: [
      ['credential_id', 'uuid'],
      ['tenant_id', 'text'],
      ['provider', 'text'],
      ['credential_name', 'text'],
      ['encrypted_value', 'text'],
      ['is_active', 'boolean'],
      ['created_at', 'timestamp with time zone'],
      ['expires_at', 'timestamp with time zone'],
    ],
    keys: ['primary key (credential_id)', 'unique (provider, credential_name)'],
  },
  {
    name: 'pipeline_runs',
    columns: [
      ['pipeline_logging_id', 'uuid'],
      ['tenant_id', 'text'],
      ['pipeline_id', 'text'],
      ['status', 'text'],
      ['trigger_type', 'text'],
      ['start_time', 'timestamp with time zone'],
      ['end_time', 'timestamp with time zone'],
      ['duration_ms', 'bigint'],
      ['error_message', 'text'],
      ['created_at', 'timestamp with time zone'],
    ],
    keys: ['primary key (pipeline_logging_id)'],
  },
  {
    name: 'step_logs',
    columns: [
      ['step_logging_id', 'uuid'],
      ['pipeline_logging_id', 'uuid'],
      ['step_number', 'integer'],
      ['step_name', 'text'],
      ['step_type', 'text'],
      ['status', 'text'],
      ['start_time', 'timestamp with time zone'],
      ['end_time', 'timestamp with time zone'],
      ['error_message', 'text'],
      ['metadata', 'jsonb'],
      ['created_at', 'timestamp with time zone'],
    ],
    keys: ['primary key (step_logging_id)', 'unique (pipeline_logging_id, step_number)'],
  },
  {
    name: 'dq_results',
    columns: [
      ['dq_result_id', 'uuid'],
      ['pipeline_logging_id', 'uuid'],
      ['target_table', 'text'],
      ['rule', 'text'],
      ['status', 'text'],
      ['observed', 'jsonb'],
      ['created_at', 'timestamp with time zone'],
    ],
    keys: ['primary key (dq_result_id)'],
  },
] as const satisfies readonly TableShape[];

export const tableNames: readonly string[] = datasetTables.map((table) => table.name);

/** The dataset names that we make: the identifier rule of the reference. Anything else never reaches a statement. */
export const isDatasetName = (name: string): boolean => /^[A-Za-z0-9_]{3,50}$/.test(name);

/** Where the warehouse keeps which flow made which dataset. The colon keeps it apart from every dataset name. */
export const REGISTRY = escapeIdentifier('portico:registry');

/**
 * The schema of a dataset: its own name, except for the few names that PostgreSQL keeps for itself, which get a prefix
 * with a colon, so that no other dataset can have it.
 */
export const schemaOf = (name: string): string =>
  /^pg_/.test(name) || name === 'public' || name === 'information_schema' ? `dataset:${name}` : name;

/** The database of an owner's datasets, named after the one that the warehouse's address leads to. */
export const warehouseDatabase = (base: string, ownerTenantId: string): string =>
  `${base.slice(0, 30)}_${ownerTenantId.replaceAll('-', '')}`;

/** `create table if not exists` for one table of the dataset. */
export function createTableSql(schema: string, table: TableShape): string {
  const parts = [...table.columns.map(([name, type]) => `${escapeIdentifier(name)} ${type}`), ...table.keys];
  return `create table if not exists ${escapeIdentifier(schema)}.${escapeIdentifier(table.name)} (${parts.join(', ')})`;
}
