import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { ServerUser } from './os-user';
import { freePort, isPortFree } from './ports';
import { endProcess, isOurs } from './processes';

export type ClusterOptions = {
  /** Folder with `initdb` and `postgres`. */
  binDir: string;
  dataDir: string;
  user: ServerUser;
  superuserPassword: string;
  /** The port of the last time, so that whoever has its address finds it again; any free one when it is taken. */
  port?: number | undefined;
  /** Extra settings, such as `fsync=off` for tests. */
  settings?: Record<string, string>;
  onLog?: ((line: string) => void) | undefined;
  /** Told when the server ends although nobody asked it to, once it has answered. */
  onDeath?: () => void;
};

export type Cluster = { port: number; pid: number; url: (database: string) => string; stop: () => Promise<void> };

/**
 * Makes the data directory if there is none and starts PostgreSQL on a free port of 127.0.0.1, without a socket file.
 * It runs in a session of its own, so Ctrl-C in a terminal reaches us and not the server: it stops last. A server that
 * an earlier, killed start left running on the same data is stopped first; a leftover lock file is removed.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  await stopLeftover(options.dataDir);
  if (!existsSync(path.join(options.dataDir, 'PG_VERSION'))) initialise(options);
  const port = options.port !== undefined && (await isPortFree(options.port)) ? options.port : await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    timezone: 'UTC',
    log_timezone: 'UTC',
    max_connections: '100',
    ...options.settings,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(path.join(options.binDir, 'postgres'), ['-D', options.dataDir, ...args], {
    ...options.user,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: serverEnv(),
  });
  let stopping = false;
  let tail = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-4000);
    options.onLog?.(text);
  });
  // A server that never began to answer is told by throwing: told twice, two would try to bring it back and be in each
  // other's way.
  let answered = false;
  child.on('exit', () => {
    if (answered && !stopping) options.onDeath?.();
  });
  const url = (database: string): string =>
    `postgresql://postgres:${options.superuserPassword}@127.0.0.1:${port}/${database}`;
  await untilReady(child, url('postgres'), () => tail);
  if (child.exitCode !== null || child.signalCode !== null) throw new Error(`PostgreSQL ended at once:\n${tail}`);
  answered = true;
  const pid = child.pid ?? 0;
  return {
    port,
    pid,
    url,
    stop: async () => {
      stopping = true;
      // SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, the data is left clean.
      await endProcess(pid, options.dataDir, 'SIGINT', 15_000);
    },
  };
}

/** The process id of a server that lives on this data directory, or undefined. */
export function livingServer(dataDir: string): number | undefined {
  const lock = path.join(dataDir, 'postmaster.pid');
  try {
    const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10);
    return Number.isInteger(pid) && isOurs(pid, dataDir) ? pid : undefined;
  } catch {
    return undefined;
  }
}

const stopLeftover = async (dataDir: string): Promise<void> => {
  const pid = livingServer(dataDir);
  if (pid !== undefined) await endProcess(pid, dataDir, 'SIGINT', 15_000);
  rmSync(path.join(dataDir, 'postmaster.pid'), { force: true });
};

const initialise = (options: ClusterOptions): void => {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const secret = mkdtempSync(path.join(tmpdir(), 'portico-initdb-'));
  const passwordFile = path.join(secret, randomBytes(4).toString('hex'));
  writeFileSync(passwordFile, options.superuserPassword, { mode: 0o600 });
  if (options.user) {
    for (const place of [options.dataDir, secret, passwordFile]) chownSync(place, options.user.uid, options.user.gid);
  }
  try {
    const made = spawnSync(
      path.join(options.binDir, 'initdb'),
      [
        ...['--pgdata', options.dataDir, '--username', 'postgres', '--pwfile', passwordFile],
        ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-instructions'],
        ...(options.settings?.['fsync'] === 'off' ? ['--no-sync'] : []),
      ],
      { ...options.user, cwd: '/', encoding: 'utf8', env: serverEnv() },
    );
    if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  } finally {
    rmSync(secret, { recursive: true, force: true });
  }
};

const untilReady = async (child: ChildProcess, url: string, tail: () => string): Promise<void> => {
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`PostgreSQL did not start:\n${tail()}`);
    if (await answers(url)) return;
    if (Date.now() > deadline) throw new Error(`PostgreSQL did not answer within a minute:\n${tail()}`);
    await sleep(50);
  }
};

const answers = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** Our own environment may hold PG* variables and secrets; the server needs neither. */
const serverEnv = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  LANG: 'C',
  LC_ALL: 'C',
  NODE_ENV: 'production',
});

/** Who owns an existing data directory, or undefined. */
export const ownerOf = (dataDir: string): { uid: number; gid: number } | undefined => {
  try {
    const { uid, gid } = statSync(dataDir);
    return { uid, gid };
  } catch {
    return undefined;
  }
};
