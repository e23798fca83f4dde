import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { config } from '@/lib/platform/config';
import { Prisma, PrismaClient } from './generated/client';

export { Prisma, PrismaClient };

/** Which database role a connection speaks as: the web's or the worker's. Neither owns or bypasses anything. */
export type DatabaseRole = 'app' | 'worker';

type Connections = { clients: Map<DatabaseRole, PrismaClient>; pools: Map<string, pg.Pool> };

const workerConnections = 6;

/** Kept on the process, so that a development server that reloads this module does not open a second set. */
const registry = globalThis as typeof globalThis & { porticoConnections?: Connections };
const connections = (): Connections => (registry.porticoConnections ??= { clients: new Map(), pools: new Map() });

/**
 * The typed client of one role, opened on first use and shared by the process. Only `lib/tenancy` and the few named
 * exceptions may import this: a query outside `withTenant` has no tenant context and sees nothing.
 */
export function databaseClient(role: DatabaseRole): PrismaClient {
  const { clients } = connections();
  const known = clients.get(role);
  if (known) return known;
  const adapter = new PrismaPg(pool(role, role === 'app' ? 10 : workerConnections));
  const client = new PrismaClient({ adapter, errorFormat: 'minimal' });
  clients.set(role, client);
  return client;
}

/**
 * One statement of the worker's role, prepared under a name: for the few statements that are most of the worker's work.
 * Only `lib/tenancy` calls it.
 */
export async function preparedStatement<T>(name: string, { text, values }: Prisma.Sql): Promise<T[]> {
  const { rows } = await pool('worker', workerConnections).query({ name, text, values: [...values] });
  return rows as T[];
}

/** The pool of rate limits: the web's role on connections of their own, so that a flood cannot starve the pages. */
export const opsPool = (): pg.Pool => pool('app', 2, 'portico-ops');

/** Asks the database whether it answers, waiting six seconds at most. Says why not, without the address or a password. */
export async function health(): Promise<{ ok: true } | { ok: false; reason: string }> {
  try {
    await opsPool().query({ text: 'select 1', query_timeout: 1000 } as pg.QueryConfig);
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: error instanceof Error && 'code' in error ? String(error.code) : 'timed_out' };
  }
}

/** Closes everything, for the end of a process or of a test. The next use opens anew. */
export async function disconnect(): Promise<void> {
  const { clients, pools } = connections();
  const open = [...clients.values()];
  const openPools = [...pools.values()];
  clients.clear();
  pools.clear();
  await Promise.all(open.map((client) => client.$disconnect()));
  await Promise.all(openPools.map((each) => each.end()));
}

/** The address of a role's database. Throws when the process was not given one: there is no default database. */
export function databaseUrl(role: DatabaseRole): string {
  const { databaseUrl: app, databaseWorkerUrl: worker } = config();
  if (role === 'app') return app;
  if (!worker) throw new Error('DATABASE_WORKER_URL is missing: this process has no right to work as the worker');
  return worker;
}

function pool(role: DatabaseRole, max: number, name = `portico-${role}`): pg.Pool {
  const { pools } = connections();
  const known = pools.get(name);
  if (known) return known;
  const opened = new pg.Pool({
    connectionString: databaseUrl(role),
    max,
    application_name: name,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    options: '-c timezone=UTC',
  });
  // A connection that dies while idle must not end the process: the pool replaces it.
  opened.on('error', () => undefined);
  // One that dies between two statements of whoever holds it must not end the process either: the next one fails.
  opened.on('connect', (client) => client.on('error', () => undefined));
  pools.set(name, opened);
  return opened;
}
