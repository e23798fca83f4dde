import { Client, Pool, escapeIdentifier, type PoolClient } from 'pg';
import { ConnectorError } from '../connector';
import { REGISTRY, warehouseDatabase } from './map';

const ATTEMPT_MS = 20_000;

/** Makes what the warehouse itself needs. Two first customers at once meet here, so it waits for the other one. */
const REGISTRY_SQL = `
  create schema if not exists ${REGISTRY};
  create table if not exists ${REGISTRY}.datasets (
    name text primary key, schema_name text not null unique, flow_id uuid not null, created_by text not null,
    created_at timestamptz not null default now());
  create table if not exists ${REGISTRY}.effects (
    key text primary key, state text not null check (state in ('applied', 'undone')), at timestamptz not null default now());
`;

/**
 * The connections to the warehouse of each owner: a database of its own, made when the first customer needs it. Errors
 * of the driver become `ConnectorError`s; its own words stay in the `cause` and go no further.
 */
export class WarehouseClient {
  readonly #serverUrl: string;
  readonly #pools = new Map<string, Promise<Pool>>();

  constructor(serverUrl: string) {
    this.#serverUrl = serverUrl;
  }

  /** Runs `work` in one transaction of the owner's warehouse; commits when it returns, rolls back when it throws. */
  async transaction<T>(ownerTenantId: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
    try {
      const pool = await this.#pool(ownerTenantId);
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query('begin');
        const value = await work(client);
        await client.query('commit');
        return value;
      } catch (error) {
        await client.query('rollback').catch((lost: Error) => (broken = lost));
        throw error;
      } finally {
        client.release(broken);
      }
    } catch (error) {
      throw asConnectorError(error);
    }
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    const pools = await Promise.allSettled(this.#pools.values());
    this.#pools.clear();
    await Promise.all(pools.map((pool) => (pool.status === 'fulfilled' ? pool.value.end() : undefined)));
  }

  #pool(ownerTenantId: string): Promise<Pool> {
    const base = decodeURIComponent(new URL(this.#serverUrl).pathname.slice(1)) || 'warehouse';
    const database = warehouseDatabase(base, ownerTenantId);
    const known = this.#pools.get(database);
    if (known !== undefined) return known;
    const opening = this.#open(database);
    this.#pools.set(database, opening);
    // A failed opening is forgotten, so that the next attempt tries anew.
    opening.catch(() => this.#pools.delete(database));
    return opening;
  }

  async #open(database: string): Promise<Pool> {
    await this.#ensureDatabase(database);
    const url = new URL(this.#serverUrl);
    url.pathname = `/${database}`;
    const pool = new Pool({
      connectionString: url.href,
      max: 3,
      idleTimeoutMillis: 10_000,
      allowExitOnIdle: true,
      connectionTimeoutMillis: 5000,
      statement_timeout: ATTEMPT_MS,
      application_name: 'portico-warehouse',
    });
    pool.on('error', () => undefined);
    // One that dies between two statements must not end the worker: the next statement fails.
    pool.on('connect', (client) => client.on('error', () => undefined));
    await this.#prepare(pool);
    return pool;
  }

  async #prepare(pool: Pool): Promise<void> {
    const client = await pool.connect();
    try {
      await client.query('select pg_advisory_lock(7406211905)');
      await client.query(REGISTRY_SQL);
      await client.query('select pg_advisory_unlock(7406211905)');
      client.release();
    } catch (error) {
      client.release(true);
      await pool.end();
      throw error;
    }
  }

  async #ensureDatabase(database: string): Promise<void> {
    const server = new Client({ connectionString: this.#serverUrl, connectionTimeoutMillis: 5000 });
    server.on('error', () => undefined);
    await server.connect();
    try {
      const { rowCount } = await server.query('select from pg_database where datname = $1', [database]);
      if (rowCount !== 0) return;
      await server.query(`create database ${escapeIdentifier(database)} encoding 'UTF8' template template0`);
      await server.query(`revoke all on database ${escapeIdentifier(database)} from public`);
    } catch (error) {
      // Another worker made it first, in between.
      if (!['42P04', '23505'].includes(codeOf(error))) throw error;
    } finally {
      await server.end().catch(() => undefined);
    }
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Maps what the driver throws to what our own code understands. */
export function asConnectorError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const code = codeOf(error);
  if (code === '57014' || code === 'ETIMEDOUT') return new ConnectorError('timed_out', {}, error);
  if (['28P01', '28000', '42501'].includes(code)) return new ConnectorError('permission_denied', {}, error);
  if (/^(08|57P|53)/.test(code) || /^E[A-Z]+$/.test(code)) return new ConnectorError('unreachable', {}, error);
  if (error instanceof Error && /terminated|timeout exceeded|Connection ended/.test(error.message)) {
    return new ConnectorError('unreachable', {}, error);
  }
  if (code === '') throw error;
  return new ConnectorError('refused', { code }, error);
}
