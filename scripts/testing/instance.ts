import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../lib/ports';
import { livingServer } from '../lib/postgres-cluster';
import { childrenOf, isOurs } from '../lib/processes';
import type { Runtime, Secrets } from '../start/state';

export type Part = 'web' | 'worker' | 'database';

/** A whole running product with a data folder, ports and a database of its own, as `npm start` makes it. */
export type Instance = Readonly<{
  url: string;
  dataDir: string;
  /** The process id of a part as of now: parts that died come back with another. Undefined while one is away. */
  pidOf: (part: Part) => number | undefined;
  /** Ends a part without warning; the database with all its processes. False when it is away already. */
  kill: (part: Part) => boolean;
  databaseUrl: (role: keyof Secrets, database?: string) => string;
  /** Asks as the superuser, past every wall; waits while the database is away. */
  sql: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;
  /** Waits until the web answers that it can serve. */
  untilReady: () => Promise<void>;
  /** Points this process's environment at the instance, so that use cases can be called here too. */
  adopt: () => void;
  stop: () => Promise<void>;
}>;

const START_MS = 240_000;
const PATIENCE_MS = 60_000;

/**
 * Starts the product without the demo world, through the same supervisor as `npm start`, and waits until it serves. The
 * build must be up to date, or is made first. Throws with the output when it does not start.
 */
export async function startInstance(env: Readonly<Record<string, string>> = {}): Promise<Instance> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'portico-instance-'));
  // As root the database runs as another user, who must be able to enter.
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const supervisor = spawn(process.execPath, ['scripts/start.mjs'], {
    env: {
      ...withoutAddresses(process.env),
      ...{ PORT: String(port), PORTICO_DATA_DIR: dataDir, PORTICO_MODE: 'test', PUBLIC_URL: url, LOG_LEVEL: 'warn' },
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [supervisor.stdout, supervisor.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-20_000);
      if (process.env.FAULTS_VERBOSE) process.stderr.write(text);
    });
  }
  const ended = new Promise<void>((resolve) => supervisor.once('exit', () => resolve()));
  // Whoever ends us, in a terminal or after too long, ends what we have started.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      supervisor.kill('SIGTERM');
      process.exit(1);
    });
  }
  const stop = async (): Promise<void> => {
    if (supervisor.exitCode === null && supervisor.signalCode === null) supervisor.kill('SIGTERM');
    // A worker finishes the mails that it is waiting with; here nobody waits for them.
    const hurry = setTimeout(() => partOf(dataDir, 'worker').forEach(kill), 1000);
    await ended;
    clearTimeout(hurry);
    rmSync(dataDir, { recursive: true, force: true });
  };
  const deadline = Date.now() + START_MS;
  while (!output.includes('Portico is ready')) {
    if (supervisor.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`The instance did not start:\n${output}`);
    }
    await sleep(100);
  }

  const read = <T>(name: string): T => JSON.parse(readFileSync(path.join(dataDir, name), 'utf8')) as T;
  const secrets = read<Secrets>('secrets.json');
  const { database } = read<Runtime>('runtime.json');
  if (!database) throw new Error('The instance has no database of its own');
  const databaseUrl: Instance['databaseUrl'] = (role, name = 'portico') =>
    `postgresql://${role === 'superuser' ? 'postgres' : `portico_${role}`}:${secrets[role]}@127.0.0.1:${database.port}/${name}`;
  const pidOf = (part: Part): number | undefined =>
    part === 'database' ? livingServer(database.dataDir) : partOf(dataDir, part)[0];

  return {
    url,
    dataDir,
    pidOf,
    kill: (part) => {
      const pid = pidOf(part);
      if (pid === undefined) return false;
      const victims = part === 'database' ? [pid, ...childrenOf(pid)] : [pid];
      return victims.map(kill)[0] ?? false;
    },
    databaseUrl,
    sql: (text, values) => asking(databaseUrl('superuser'), text, values),
    untilReady: async () => {
      const patience = Date.now() + PATIENCE_MS;
      for (;;) {
        const answer = await fetch(`${url}/api/readyz`, { signal: AbortSignal.timeout(10_000) }).catch(() => null);
        if (answer?.ok) return;
        if (Date.now() > patience) throw new Error(`The instance does not come back:\n${output.slice(-4000)}`);
        await sleep(100);
      }
    },
    adopt: () => {
      Object.assign(process.env, {
        PORTICO_MODE: 'test',
        PORTICO_DATA_DIR: dataDir,
        PORTICO_KEY_FILE: path.join(dataDir, 'keys.json'),
        PUBLIC_URL: url,
        DATABASE_URL: databaseUrl('app'),
        DATABASE_WORKER_URL: databaseUrl('worker'),
        DATABASE_OWNER_URL: databaseUrl('owner'),
        WAREHOUSE_URL: databaseUrl('warehouse', 'portico_warehouse'),
        LOG_LEVEL: 'silent',
      });
    },
    stop,
  };
}

/** The process of a part that the supervisor keeps alive, as it has written down. */
function partOf(dataDir: string, part: 'web' | 'worker'): number[] {
  try {
    const runtime = JSON.parse(readFileSync(path.join(dataDir, 'runtime.json'), 'utf8')) as Runtime;
    const child = runtime.children[part];
    return child && isOurs(child.pid, child.mark) ? [child.pid] : [];
  } catch {
    return [];
  }
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
    return false;
  }
}

/** One statement on a connection of its own, again and again while the server is away. Only for reading and arranging. */
async function asking<Row extends pg.QueryResultRow>(url: string, text: string, values?: unknown[]): Promise<Row[]> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Row>(text, values)).rows;
    } catch (error) {
      if (!isAway(error) || Date.now() > deadline) throw error;
      await sleep(100);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** The server's own refusals have a code of five characters; those of class 57 mean that it is going or coming. */
function isAway(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return !/^[0-9A-Z]{5}$/.test(code) || code.startsWith('57');
}

function withoutAddresses(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { DATABASE_URL, DATABASE_WORKER_URL, DATABASE_OWNER_URL, WAREHOUSE_URL, SMTP_URL, PORTICO_KEY_FILE, ...rest } =
    env;
  void [DATABASE_URL, DATABASE_WORKER_URL, DATABASE_OWNER_URL, WAREHOUSE_URL, SMTP_URL, PORTICO_KEY_FILE];
  return { ...rest, NODE_ENV: 'production' };
}
