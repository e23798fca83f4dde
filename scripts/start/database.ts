import { existsSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { prepareJobs } from '@/lib/platform/jobs';
import { applyMigrations, ensureRoles } from '@/lib/platform/migrate';
import { ensureKeyFile, installContextKey } from '../lib/keys';
import { canEnter, isRoot, nameOf, serverUser, userName, type ServerUser } from '../lib/os-user';
import { isPortFree } from '../lib/ports';
import { embeddedBinaries, sharedPlace } from '../lib/postgres-binaries';
import { ownerOf, startCluster, type Cluster } from '../lib/postgres-cluster';
import { CannotStart, say } from './say';
import type { State } from './state';

export type Addresses = { app: string; worker: string; owner: string | undefined; reader?: string; warehouse?: string };

export type Database = {
  addresses: Addresses;
  /** Absent for a server that is not ours. */
  embedded?: { cluster: Cluster; dataDir: string; restart: (onDeath: () => void) => Promise<Cluster> };
};

/** The operator's server when DATABASE_URL is set, otherwise our own; without migrations yet. */
export async function openDatabase(state: State, env: NodeJS.ProcessEnv, onDeath: () => void): Promise<Database> {
  const external = env['DATABASE_URL'];
  if (external) {
    say('Using the PostgreSQL of DATABASE_URL.');
    return {
      addresses: {
        app: external,
        worker: env['DATABASE_WORKER_URL'] ?? '',
        owner: env['DATABASE_OWNER_URL'] || undefined,
        warehouse: env['WAREHOUSE_URL'] || undefined,
      },
    };
  }
  const place = dataPlace(state);
  const binDir = embeddedBinaries(place.user);
  const secrets = state.secrets();
  const launch = (port: number | undefined, died: () => void): Promise<Cluster> =>
    startCluster({
      binDir,
      dataDir: place.dataDir,
      user: place.user,
      superuserPassword: secrets.superuser,
      port,
      onDeath: died,
    });
  // The others know the address, so a server that comes back elsewhere is of no use.
  const restartAt = async (port: number, died: () => void): Promise<Cluster> => {
    if (!(await isPortFree(port))) throw new Error(`port ${port} of the database is not free yet`);
    return launch(port, died);
  };
  const cluster = await launch(state.read<{ port: number }>('database.json')?.port, onDeath);
  state.write('database.json', { dataDir: place.dataDir, port: cluster.port });
  await ensureRoles(cluster.url('postgres'), secrets);
  const address = (role: string, password: string, database = 'portico'): string =>
    `postgresql://${role}:${password}@127.0.0.1:${cluster.port}/${database}`;
  return {
    addresses: {
      app: address('portico_app', secrets.app),
      worker: address('portico_worker', secrets.worker),
      owner: address('portico_owner', secrets.owner),
      reader: address('portico_reader', secrets.reader),
      warehouse: address('portico_warehouse', secrets.warehouse, 'portico_warehouse'),
    },
    embedded: { cluster, dataDir: place.dataDir, restart: (died) => restartAt(cluster.port, died) },
  };
}

/**
 * Brings the database to what this version needs: migrations, the durable engine's tables, the key that checks the
 * signed context. Needs the owner; without one the operator has done it (`npm run db:migrate`).
 */
export async function prepareDatabase(owner: string | undefined, keyFile: string, mayMakeKeys: boolean): Promise<void> {
  if (mayMakeKeys) ensureKeyFile(keyFile);
  if (!existsSync(keyFile)) throw new CannotStart(`There is no key file at ${keyFile} (PORTICO_KEY_FILE).`);
  if (!owner) {
    say('No DATABASE_OWNER_URL: taking the database as it is (migrate it with `npm run db:migrate`).');
    return;
  }
  const applied = await applyMigrations(owner);
  say(applied.length > 0 ? `Applied ${applied.length} migrations.` : 'The database is up to date.');
  await prepareJobs(owner);
  await installContextKey(owner, keyFile);
}

/** Drops what a seeding that was killed half-way left, so that the next one starts from nothing. Embedded server only. */
export async function dropDatabases(state: State, cluster: Cluster): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.url('postgres') });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>(
      "select datname from pg_database where datname like 'portico%'",
    );
    for (const { datname } of rows) await client.query(`drop database ${pg.escapeIdentifier(datname)} with (force)`);
  } finally {
    await client.end();
  }
  await ensureRoles(cluster.url('postgres'), state.secrets());
}

/** Whether the database holds no platform yet. Asked as the worker: the wall shows the owner no tenant at all. */
export async function isEmpty(worker: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: worker });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string | null }>('select app.platform_tenant() as id');
    return typeof rows[0]?.id !== 'string';
  } finally {
    await client.end();
  }
}

/** Where the embedded server keeps its data and as whom it runs. As root it is another user, who may not get everywhere. */
const dataPlace = (state: State): { dataDir: string; user: ServerUser } => {
  const remembered = state.read<{ dataDir: string }>('database.json')?.dataDir;
  const fresh = serverUser();
  const dataDir =
    remembered ??
    (canEnter(state.dir, fresh) ? state.file('postgres') : path.join(sharedPlace(fresh), cloneName(state)));
  const owner = ownerOf(dataDir);
  if (!isRoot()) {
    if (owner && owner.uid !== process.getuid?.()) {
      throw new CannotStart(
        `The database in ${dataDir} belongs to ${nameOf(owner.uid)}, because Portico was first started as root; you are ${userName()}.\n` +
          `Start it as root again, or take over the data: stop Portico, then\n    sudo chown -R ${userName()} ${dataDir} ${state.dir}\n` +
          'or keep that data and begin anew beside it: PORTICO_DATA_DIR=.portico-mine npm start',
      );
    }
    return { dataDir, user: undefined };
  }
  return { dataDir, user: owner && owner.uid !== 0 ? owner : fresh };
};

/** One folder per clone in the shared place, recognisable by people. */
const cloneName = (state: State): string => state.dir.replaceAll(/[^A-Za-z0-9]+/g, '-').replace(/^-/, '');
