import { escapeIdentifier, type PoolClient } from 'pg';
import { ConnectorError } from '../connector';
import { TenantRegistry } from '../postgres-registry/registry';
import { WarehouseClient } from './client';
import { runDryRun, removeDryRun, type DryRun, type DryRunRequest } from './dry-run';
import { REGISTRY, createTableSql, datasetTables, schemaOf, tableNames } from './map';
import { beginEffect, beginUndo, makerOf, requireOwn, schemaExists, tableOf, type DatasetTarget } from './registry';
import { inspectTables, type TableReport } from './inspect';
import { readLogs, type DatasetLogs } from './logs';

export type { DatasetTarget } from './registry';

/** A key as the dataset may know it: hash and ciphertext, never the key. */
export type RecordedKey = Readonly<{
  keyId: string;
  hash: string;
  sealed: string;
  fingerprint: string;
  createdAt: Date;
}>;

/** A credential that the customer brought, as their dataset may hold it: ciphertext only. */
export type RecordedCredential = Readonly<{
  credentialId: string;
  provider: string;
  name: string;
  sealed: string;
  givenAt: Date;
}>;

/**
 * Datasets in PostgreSQL: one schema per customer in the owner's own warehouse database. Every effect is idempotent
 * under its key and happens in one transaction; a dataset belongs to the flow that made it, and no other flow adopts,
 * changes or drops it (`dataset_exists`). Failures are `ConnectorError`s.
 */
export class DatasetConnector {
  readonly #client: WarehouseClient;
  /** The owner's registry of tenants, in the same warehouse. */
  readonly tenants: TenantRegistry;

  constructor(client: WarehouseClient) {
    this.#client = client;
    this.tenants = new TenantRegistry(client);
  }

  /** Makes the dataset, or adopts the one that this flow made before. */
  create(target: DatasetTarget): Promise<{ created: boolean }> {
    return this.#client.transaction(target.ownerTenantId, async (client) => {
      await beginEffect(client, target);
      const maker = await makerOf(client, target.name);
      const exists = await schemaExists(client, target.name);
      if (exists && maker !== target.flowId) throw new ConnectorError('dataset_exists', { dataset: target.name });
      if (!exists) await client.query(`create schema ${escapeIdentifier(schemaOf(target.name))}`);
      await client.query(
        `insert into ${REGISTRY}.datasets (name, schema_name, flow_id, created_by) values ($1, $2, $3, $4)
         on conflict (name) do update set flow_id = excluded.flow_id, created_by = excluded.created_by
         where ${REGISTRY}.datasets.flow_id = excluded.flow_id or $5`,
        [target.name, schemaOf(target.name), target.flowId, target.key, !exists],
      );
      return { created: !exists };
    });
  }

  /** Removes the dataset with everything in it, if this flow made it; does nothing when it is not there. */
  drop(target: DatasetTarget): Promise<{ removed: boolean }> {
    return this.#client.transaction(target.ownerTenantId, async (client) => {
      await beginUndo(client, target);
      if ((await makerOf(client, target.name)) !== target.flowId) return { removed: false };
      const existed = await schemaExists(client, target.name);
      await client.query(`drop schema if exists ${escapeIdentifier(schemaOf(target.name))} cascade`);
      await client.query(`delete from ${REGISTRY}.datasets where name = $1`, [target.name]);
      return { removed: existed };
    });
  }

  /** Makes the five tables that are not there yet. */
  createTables(target: DatasetTarget): Promise<{ tables: readonly string[] }> {
    return this.#client.transaction(target.ownerTenantId, async (client) => {
      await beginEffect(client, target);
      await requireOwn(client, target);
      for (const table of datasetTables) await client.query(createTableSql(schemaOf(target.name), table));
      return { tables: tableNames };
    });
  }

  dropTables(target: DatasetTarget): Promise<{ removed: boolean }> {
    return this.#client.transaction(target.ownerTenantId, async (client) => {
      await beginUndo(client, target);
      if (!(await this.#isOwn(client, target))) return { removed: false };
      for (const table of tableNames) await client.query(`drop table if exists ${tableOf(target.name, table)} cascade`);
      return { removed: true };
    });
  }

  /** Writes the hash and the ciphertext of a key into `api_keys`. */
  recordKey(target: DatasetTarget, key: RecordedKey): Promise<void> {
    return this.#client.transaction(target.ownerTenantId, async (client) => {
      await beginEffect(client, target);
      await requireOwn(client, target);
      await client.query(
        `insert into ${tableOf(target.name, 'api_keys')}
           (api_key_id, tenant_id, api_key_hash, encrypted_api_key, fingerprint, is_active, created_at)
         values ($1, $2, $3, $4, $5, true, $6) on conflict (api_key_id) do nothing`,
        [key.keyId, target.name, key.hash, key.sealed, key.fingerprint, key.createdAt],
      );
    });
  }

  removeKey(target: DatasetTarget, keyId: string): Promise<{ removed: boolean }> {
    return this.#client.transaction(target.ownerTenantId, async (client) => {
      await beginUndo(client, target);
      if (
        !(await this.#isOwn(client, target)) ||
        !(await inspectTables(client, target.name)).some(isThere('api_keys'))
      ) {
        return { removed: false };
      }
      const { rowCount } = await client.query(`delete from ${tableOf(target.name, 'api_keys')} where api_key_id = $1`, [
        keyId,
      ]);
      return { removed: rowCount === 1 };
    });
  }

  hasKey(target: DatasetTarget, keyId: string): Promise<boolean> {
    return this.#client.transaction(target.ownerTenantId, async (client) => {
      if (!(await this.#isOwn(client, target)) || !(await inspectTables(client, target.name)).some(isThere('api_keys')))
        return false;
      const { rowCount } = await client.query(`select from ${tableOf(target.name, 'api_keys')} where api_key_id = $1`, [
        keyId,
      ]);
      return rowCount === 1;
    });
  }

  /** Writes the ciphertext of a credential that the customer brought into `cloud_credentials`; a newer one replaces it. */
  recordCredential(target: DatasetTarget, credential: RecordedCredential): Promise<void> {
    return this.#client.transaction(target.ownerTenantId, async (client) => {
      await beginEffect(client, target);
      await requireOwn(client, target);
      await client.query(
        `insert into ${tableOf(target.name, 'cloud_credentials')}
           (credential_id, tenant_id, provider, credential_name, encrypted_value, is_active, created_at)
         values ($1, $2, $3, $4, $5, true, $6)
         on conflict (credential_id) do update set encrypted_value = excluded.encrypted_value`,
        [
          ...[credential.credentialId, target.name, credential.provider, credential.name, credential.sealed],
          credential.givenAt,
        ],
      );
    });
  }

  removeCredential(target: DatasetTarget, credentialId: string): Promise<{ removed: boolean }> {
    return this.#client.transaction(target.ownerTenantId, async (client) => {
      await beginUndo(client, target);
      if (!(await this.#holdsCredentials(client, target))) return { removed: false };
      const { rowCount } = await client.query(
        `delete from ${tableOf(target.name, 'cloud_credentials')} where credential_id = $1`,
        [credentialId],
      );
      return { removed: rowCount === 1 };
    });
  }

  /** Whether exactly this ciphertext is recorded under this id. */
  hasCredential(target: DatasetTarget, credentialId: string, sealed: string): Promise<boolean> {
    return this.#client.transaction(target.ownerTenantId, async (client) => {
      if (!(await this.#holdsCredentials(client, target))) return false;
      const { rowCount } = await client.query(
        `select from ${tableOf(target.name, 'cloud_credentials')} where credential_id = $1 and encrypted_value = $2`,
        [credentialId, sealed],
      );
      return rowCount === 1;
    });
  }

  /** Whether the dataset is there and whose it is, and its tables with their columns, as the warehouse reports them. */
  inspect(
    target: Omit<DatasetTarget, 'key'>,
  ): Promise<{ exists: boolean; own: boolean; tables: readonly TableReport[] }> {
    return this.#client.transaction(target.ownerTenantId, async (client) => {
      const exists = await schemaExists(client, target.name);
      const maker = await makerOf(client, target.name);
      return { exists, own: maker === target.flowId, tables: exists ? await inspectTables(client, target.name) : [] };
    });
  }

  /** The datasets of an owner, by name. */
  list(ownerTenantId: string): Promise<readonly string[]> {
    return this.#client.transaction(ownerTenantId, async (client) => {
      const { rows } = await client.query<{ name: string }>(`select name from ${REGISTRY}.datasets order by name`);
      return rows.map((row) => row.name);
    });
  }

  /** Runs a pipeline that proves that pipelines can run; its failure is an answer, written into the dataset's logs. */
  dryRun(target: DatasetTarget, request: DryRunRequest): Promise<DryRun> {
    return this.#client.transaction(target.ownerTenantId, async (client) => {
      await beginEffect(client, target);
      await requireOwn(client, target);
      return runDryRun(client, target, request);
    });
  }

  /** What pipelines have done of late, from the dataset's own logs; only to the flow that made the dataset. */
  logs(target: DatasetTarget, pipelineLoggingId: string | null = null): Promise<DatasetLogs> {
    return this.#client.transaction(target.ownerTenantId, async (client) => {
      await requireOwn(client, target);
      return readLogs(client, target.name, pipelineLoggingId);
    });
  }

  removeDryRun(target: DatasetTarget): Promise<{ removed: boolean }> {
    return this.#client.transaction(target.ownerTenantId, async (client) => {
      await beginUndo(client, target);
      return { removed: (await this.#isOwn(client, target)) && (await removeDryRun(client, target)) };
    });
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #holdsCredentials(client: PoolClient, target: DatasetTarget): Promise<boolean> {
    if (!(await this.#isOwn(client, target))) return false;
    return (await inspectTables(client, target.name)).some(isThere('cloud_credentials'));
  }

  async #isOwn(client: PoolClient, target: DatasetTarget): Promise<boolean> {
    return (await makerOf(client, target.name)) === target.flowId && (await schemaExists(client, target.name));
  }
}

const isThere = (name: string) => (table: TableReport) => table.name === name;

/** The connector to the warehouse server at this address. */
export const postgresDatasets = (serverUrl: string): DatasetConnector =>
  new DatasetConnector(new WarehouseClient(serverUrl));
