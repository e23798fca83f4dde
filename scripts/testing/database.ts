import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { TestCluster } from './cluster';

export { withTestWorld, type TestActor, type TestTenant, type TestWorld } from './world';

const PATIENCE_MS = 100_000;

export const clusterVariable = 'PORTICO_TEST_CLUSTER';

export type TestDatabase = {
  name: string;
  ownerUrl: string;
  appUrl: string;
  workerUrl: string;
  readerUrl: string;
  /** Bypasses row-level security: for arranging and for looking at what really is stored, never for the code under test. */
  superuserUrl: string;
  /** A second database for datasets, as its own role; made when `warehouse` was asked for. */
  warehouseUrl: string;
  keyFile: string;
  /** Runs one statement as the superuser. */
  sql: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;
  /**
   * Waits until every transaction that is open now has ended, those of other test files on this server too: what folds
   * events reads only below the oldest of them.
   */
  pastOpenTransactions: () => Promise<void>;
  close: () => Promise<void>;
};

/**
 * A database of this test file's own, cloned from the migrated template (about 50 ms). Also points the environment of
 * this process at it, so that `config()` and everything above it work; call it before the first use of either.
 * `close()` disconnects the product's pools and drops the database.
 */
export async function testDatabase(options: { warehouse?: boolean } = {}): Promise<TestDatabase> {
  const cluster = readCluster();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const warehouseName = `${name}_warehouse`;
  const address = (user: string, password: string, database = name): string =>
    `postgresql://${user}:${password}@127.0.0.1:${cluster.port}/${database}`;
  const maintenanceUrl = address('postgres', cluster.superuserPassword, 'postgres');
  await statements(maintenanceUrl, [
    `create database ${name} template ${cluster.template} owner portico_owner strategy file_copy`,
    `revoke all on database ${name} from public`,
    `grant connect on database ${name} to portico_app, portico_worker, portico_reader`,
    ...(options.warehouse
      ? [
          `create database ${warehouseName} template template0 owner portico_warehouse strategy file_copy`,
          `revoke all on database ${warehouseName} from public`,
        ]
      : []),
  ]);
  const { passwords } = cluster;
  const superuserUrl = address('postgres', cluster.superuserPassword);
  const superuser = new pg.Pool({ connectionString: superuserUrl, max: 2 });
  superuser.on('error', () => undefined);
  const sql = async <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) =>
    (await superuser.query<Row>(text, values)).rows;
  const database: TestDatabase = {
    name,
    ownerUrl: address('portico_owner', passwords.owner),
    appUrl: address('portico_app', passwords.app),
    workerUrl: address('portico_worker', passwords.worker),
    readerUrl: address('portico_reader', passwords.reader),
    superuserUrl,
    warehouseUrl: address('portico_warehouse', passwords.warehouse, warehouseName),
    keyFile: cluster.keyFile,
    sql,
    pastOpenTransactions: async () => {
      const [now] = await sql<{ xact: string }>('select pg_current_xact_id()::text as xact');
      const isPast = async (): Promise<boolean> => {
        const [row] = await sql<{ past: boolean }>(
          'select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as past',
          [now?.xact],
        );
        return row?.past ?? false;
      };
      const deadline = Date.now() + PATIENCE_MS;
      while (!(await isPast())) {
        if (Date.now() > deadline) throw new Error('A transaction on this server has been open far too long.');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    close: async () => {
      const { disconnect } = await import('@/lib/platform/db');
      await disconnect();
      await superuser.end();
      await dropDatabases(maintenanceUrl, [name, warehouseName]);
    },
  };
  Object.assign(process.env, {
    PORTICO_MODE: 'test',
    DATABASE_URL: database.appUrl,
    DATABASE_WORKER_URL: database.workerUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    WAREHOUSE_URL: database.warehouseUrl,
    PORTICO_KEY_FILE: database.keyFile,
    PUBLIC_URL: 'http://localhost:3000',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
  });
  return database;
}

/** Drops databases with whoever is still connected to them, whom a busy machine may take some time to send away. */
export async function dropDatabases(url: string, names: readonly string[]): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (const name of names) {
    for (;;) {
      try {
        await statements(url, [`drop database if exists ${pg.escapeIdentifier(name)} with (force)`]);
        break;
      } catch (error) {
        const isInUse = error instanceof pg.DatabaseError && error.code === '55006';
        if (!isInUse || Date.now() > deadline) throw error;
      }
    }
  }
}

const readCluster = (): TestCluster => {
  const text = process.env[clusterVariable];
  if (!text) throw new Error('No test server: name the file *.db.test.ts, so that it runs in the database project.');
  return JSON.parse(text) as TestCluster;
};

const statements = async (url: string, list: readonly string[]): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (const statement of list) await client.query(statement);
  } finally {
    await client.end();
  }
};
