import type { BigQuery, QueryParameter, QueryRow } from '../bigquery/port';
import { ConnectorError } from '../connector';

/** One customer in an owner's register, which is a table in the owner's own warehouse. */
export type RegistryEntry = Readonly<{
  id: string;
  name: string;
  industry: string;
  project: string;
  dataset: string;
  googleAdsIds: readonly string[];
  metaAccountIds: readonly string[];
  tags: readonly string[];
  status: string;
  /** The flow that made or last changed the entry; null for one that was there before. */
  managedBy: string | null;
  /** What stood there before that flow changed it, as JSON; null for an entry that it has made. */
  previous: string | null;
}>;

export type CustomerRegistry = Readonly<{
  /** null when there is none. */
  read: (id: string) => Promise<RegistryEntry | null>;
  /** Makes an entry. `requestId` makes a repeated attempt the same one. Look first: nothing keeps two of one id apart. */
  enter: (entry: RegistryEntry, requestId: string) => Promise<void>;
  /** Writes all of an entry over the one of its id. Answers how many there were. */
  replace: (entry: RegistryEntry) => Promise<number>;
  /** Changes the status of an entry that this flow manages. Answers how many there were. */
  setStatus: (id: string, managedBy: string, status: string) => Promise<number>;
  /** Takes an entry away that this flow manages. Answers how many there were. */
  remove: (id: string, managedBy: string) => Promise<number>;
  /** Whether the id is among those of an industry. */
  listedIn: (industry: string, id: string) => Promise<boolean>;
}>;

/** Its columns, as the set-up script makes them. */
export const registryColumns = [
  'customer_id',
  'customer_name',
  'industry',
  'gcp_project_id',
  'dataset',
  'google_ads_customer_ids',
  'meta_ad_account_ids',
  'tags',
  'status',
  'managed_by',
  'previous',
] as const;

/**
 * The register of an owner in BigQuery. Every value is a parameter of its statement. A table that is not there refuses
 * with `registry_missing`, one that may not be read or written with `registry_refused`.
 */
export function customerRegistry(
  bigQuery: BigQuery,
  table: Readonly<{ datasetId: string; tableId: string }>,
): CustomerRegistry {
  // Names of projects, datasets and tables are checked where the connection is read, so they can stand in a statement.
  const name = `\`${bigQuery.projectId}.${table.datasetId}.${table.tableId}\``;
  const columns = registryColumns.join(', ');
  const ask = async (sql: string, parameters: Readonly<Record<string, QueryParameter>>, requestId?: string) => {
    try {
      return await bigQuery.query(sql, parameters, { maxRows: 10, ...(requestId !== undefined && { requestId }) });
    } catch (error) {
      throw registryFailure(error, table);
    }
  };
  return {
    async read(id) {
      const { rows } = await ask(`SELECT ${columns} FROM ${name} WHERE customer_id = @id LIMIT 1`, { id });
      return rows[0] ? entryOf(rows[0]) : null;
    },
    async enter(entry, requestId) {
      const places = registryColumns.map((column) => `@${column}`).join(', ');
      await ask(
        `INSERT INTO ${name} (${columns}, created_at, updated_at) VALUES (${places}, CURRENT_TIMESTAMP(), CURRENT_TIMESTAMP())`,
        parametersOf(entry),
        requestId,
      );
    },
    async replace(entry) {
      const changes = registryColumns.slice(1).map((column) => `${column} = @${column}`);
      const { affectedRows } = await ask(
        `UPDATE ${name} SET ${changes.join(', ')}, updated_at = CURRENT_TIMESTAMP() WHERE customer_id = @customer_id`,
        parametersOf(entry),
      );
      return affectedRows;
    },
    async setStatus(id, managedBy, status) {
      const { affectedRows } = await ask(
        `UPDATE ${name} SET status = @status, updated_at = CURRENT_TIMESTAMP() WHERE customer_id = @id AND managed_by = @managedBy`,
        { id, managedBy, status },
      );
      return affectedRows;
    },
    async remove(id, managedBy) {
      const { affectedRows } = await ask(`DELETE FROM ${name} WHERE customer_id = @id AND managed_by = @managedBy`, {
        id,
        managedBy,
      });
      return affectedRows;
    },
    async listedIn(industry, id) {
      const { rows } = await ask(
        `SELECT customer_id FROM ${name} WHERE industry = @industry AND customer_id = @id LIMIT 1`,
        { industry, id },
      );
      return rows.length > 0;
    },
  };
}

/** What a failure of the warehouse means where the register was asked for. */
export function registryFailure(error: unknown, table: Readonly<{ datasetId: string; tableId: string }>): unknown {
  if (!(error instanceof ConnectorError)) return error;
  const args = { ...error.args, table: `${table.datasetId}.${table.tableId}` };
  if (error.code === 'not_found') return new ConnectorError('registry_missing', args, error);
  if (error.code === 'permission_denied') return new ConnectorError('registry_refused', args, error);
  return error;
}

const parametersOf = (entry: RegistryEntry): Readonly<Record<(typeof registryColumns)[number], QueryParameter>> => ({
  customer_id: entry.id,
  customer_name: entry.name,
  industry: entry.industry,
  gcp_project_id: entry.project,
  dataset: entry.dataset,
  google_ads_customer_ids: entry.googleAdsIds,
  meta_ad_account_ids: entry.metaAccountIds,
  tags: entry.tags,
  status: entry.status,
  managed_by: entry.managedBy,
  previous: entry.previous,
});

function entryOf(row: QueryRow): RegistryEntry {
  const text = (column: (typeof registryColumns)[number]): string => textOf(row, column) ?? '';
  return {
    id: text('customer_id'),
    name: text('customer_name'),
    industry: text('industry'),
    project: text('gcp_project_id'),
    dataset: text('dataset'),
    googleAdsIds: listOf(row, 'google_ads_customer_ids'),
    metaAccountIds: listOf(row, 'meta_ad_account_ids'),
    tags: listOf(row, 'tags'),
    status: text('status'),
    managedBy: textOf(row, 'managed_by'),
    previous: textOf(row, 'previous'),
  };
}

function textOf(row: QueryRow, column: string): string | null {
  const value = row[column];
  return typeof value === 'string' ? value : null;
}

function listOf(row: QueryRow, column: string): readonly string[] {
  const value = row[column];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
