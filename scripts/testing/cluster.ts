import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { prepareJobs } from '@/lib/platform/jobs';
import { applyMigrations, ensureRoles, type RolePasswords } from '@/lib/platform/migrate';
import { ensureKeyFile, installContextKey } from '../lib/keys';
import { serverUser } from '../lib/os-user';
import { embeddedBinaries } from '../lib/postgres-binaries';
import { startCluster, type ClusterOptions } from '../lib/postgres-cluster';
import { endProcess } from '../lib/processes';

/** What a test process needs to know about the server that the set-up started; travels in an environment variable. */
export type TestCluster = {
  port: number;
  superuserPassword: string;
  passwords: RolePasswords;
  template: string;
  keyFile: string;
};

const debianBinaries = '/usr/lib/postgresql/15/bin';

/**
 * Starts a throw-away server with one migrated template database. `TEST_DATABASE=debian15` takes Debian's PostgreSQL 15
 * instead of the embedded 18. Durability is off, because nothing here outlives the run, unless a measurement needs it.
 */
export async function startTestCluster({ durable = false } = {}): Promise<{
  cluster: TestCluster;
  stop: () => Promise<void>;
  /** Takes the server down without a word to anybody, as a crash would, and brings it up again on the same port. */
  crash: () => Promise<void>;
}> {
  const place = mkdtempSync(path.join(tmpdir(), 'portico-test-'));
  chmodSync(place, 0o755);
  const user = serverUser();
  const superuserPassword = secret();
  const options: ClusterOptions = {
    binDir: binaries(user),
    dataDir: path.join(place, 'data'),
    user,
    superuserPassword,
    settings: {
      ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
      max_connections: '300',
      autovacuum: 'off',
      jit: 'off',
      ...(process.env['TEST_DATABASE_LOG'] ? { log_statement: 'all' } : {}),
    },
    onLog: process.env['TEST_DATABASE_LOG'] ? (line) => process.stderr.write(line) : undefined,
  };
  let running = await startCluster(options);
  const crash = async (): Promise<void> => {
    // PostgreSQL's immediate shutdown: nothing is finished, and what was not on the disk is forgotten.
    await endProcess(running.pid, options.dataDir, 'SIGQUIT', 5000);
    running = await startCluster({ ...options, port: running.port });
  };
  const stop = async (): Promise<void> => {
    await running.stop();
    rmSync(place, { recursive: true, force: true });
  };
  try {
    const passwords = { owner: secret(), app: secret(), worker: secret(), reader: secret(), warehouse: secret() };
    const keyFile = path.join(place, 'keys.json');
    const template = 'portico_template';
    ensureKeyFile(keyFile);
    await ensureRoles(running.url('postgres'), passwords, {
      database: template,
      warehouse: 'portico_warehouse_template',
    });
    const ownerUrl = `postgresql://portico_owner:${passwords.owner}@127.0.0.1:${running.port}/${template}`;
    await applyMigrations(ownerUrl);
    await prepareJobs(ownerUrl);
    await installContextKey(ownerUrl, keyFile);
    await seal(running.url('postgres'), template);
    return { cluster: { port: running.port, superuserPassword, passwords, template, keyFile }, stop, crash };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Nobody may connect to the template any more, or cloning it would fail. */
const seal = async (url: string, template: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`alter database ${template} with is_template true allow_connections false`);
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [template]);
  await client.end();
};

const secret = (): string => randomBytes(18).toString('hex');

const binaries = (user: ReturnType<typeof serverUser>): string => {
  if (process.env['TEST_DATABASE'] !== 'debian15') return embeddedBinaries(user);
  if (!existsSync(debianBinaries))
    throw new Error(`TEST_DATABASE=debian15 needs Debian's postgresql-15 in ${debianBinaries}.`);
  return debianBinaries;
};
