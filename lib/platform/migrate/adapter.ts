import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  type ColumnType,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import { randomUUID } from 'node:crypto';
import pg from 'pg';

/**
 * The driver that the schema engine talks through. Prisma's own PostgreSQL adapter is corrected in two places that only
 * migrations meet: scripts run whole instead of being split at every `;` (which tears `$$ … $$` bodies apart), and the
 * catalogue's types get the names that the engine expects (adapter-pg has none for `"char"`).
 */
export class MigrationAdapterFactory implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName = '@prisma/adapter-pg';
  readonly #config: pg.ClientConfig;
  readonly #opened: SqlDriverAdapter[] = [];

  constructor(url: string) {
    this.#config = clientConfig(url);
  }

  connect(): Promise<SqlDriverAdapter> {
    return this.#open(this.#config);
  }

  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const database = `prisma_migrate_shadow_db_${randomUUID()}`;
    await once(this.#config, `create database "${database}"`);
    return this.#open({ ...this.#config, database }, () =>
      once(this.#config, `drop database "${database}" with (force)`),
    );
  }

  /** Ends every session that the engine opened: freeing the engine does not. */
  async close(): Promise<void> {
    await Promise.all(this.#opened.map((adapter) => adapter.dispose()));
  }

  async #open(config: pg.ClientConfig, afterClose?: () => Promise<void>): Promise<SqlDriverAdapter> {
    // One session: the engine's advisory lock and its SET statements must stay on it.
    const pool = new pg.Pool({ ...config, max: 1 });
    pool.on('error', () => undefined);
    const adapter = await new PrismaPg(pool).connect();
    const inner = adapter as unknown as AdapterInternals;
    adapter.queryRaw = async (query) => {
      const { fields, rows } = await inner.performIO(query);
      return {
        columnNames: fields.map((field) => field.name),
        columnTypes: fields.map((field) => columnTypes.get(field.dataTypeID) ?? ColumnTypeEnum.Text),
        rows,
      };
    };
    adapter.executeScript = async (script) => {
      try {
        await pool.query(script);
      } catch (error) {
        inner.onError(error);
      }
    };
    let closed: Promise<void> | undefined;
    adapter.dispose = () => (closed ??= pool.end().then(afterClose));
    this.#opened.push(adapter);
    return adapter;
  }
}

/** What Prisma's adapter has but does not declare: the query itself, and the translation of the driver's errors. */
type AdapterInternals = {
  performIO(query: SqlQuery): Promise<{ fields: pg.FieldDef[]; rows: SqlResultSet['rows'] }>;
  onError(error: unknown): never;
};

/** Catalogue type ids of PostgreSQL that the engine's own queries return. */
const columnTypes = new Map<number, ColumnType>([
  [16, ColumnTypeEnum.Boolean],
  [18, ColumnTypeEnum.Character],
  [20, ColumnTypeEnum.Int64],
  [21, ColumnTypeEnum.Int32],
  [23, ColumnTypeEnum.Int32],
  [26, ColumnTypeEnum.Int64],
  [114, ColumnTypeEnum.Json],
  [700, ColumnTypeEnum.Float],
  [701, ColumnTypeEnum.Double],
  [1000, ColumnTypeEnum.BooleanArray],
  [1002, ColumnTypeEnum.CharacterArray],
  [1003, ColumnTypeEnum.TextArray],
  [1005, ColumnTypeEnum.Int32Array],
  [1007, ColumnTypeEnum.Int32Array],
  [1009, ColumnTypeEnum.TextArray],
  [1015, ColumnTypeEnum.TextArray],
  [1016, ColumnTypeEnum.Int64Array],
  [1028, ColumnTypeEnum.Int64Array],
  [1114, ColumnTypeEnum.DateTime],
  [1184, ColumnTypeEnum.DateTime],
  [1700, ColumnTypeEnum.Numeric],
  [2950, ColumnTypeEnum.Uuid],
  [3802, ColumnTypeEnum.Json],
]);

const clientConfig = (text: string): pg.ClientConfig => {
  const url = new URL(text);
  return {
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
    options: '-c timezone=UTC',
    ...(url.searchParams.has('sslmode') ? { ssl: url.searchParams.get('sslmode') !== 'disable' } : {}),
  };
};

const once = async (config: pg.ClientConfig, sql: string): Promise<void> => {
  const client = new pg.Client(config);
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};
