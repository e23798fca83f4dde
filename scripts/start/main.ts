import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { MigrationFailed } from '@/lib/platform/migrate';
import { outsideNames, outsideRoutes, type OutsideName } from '@/lib/simulators/outside-systems';
import { freePort, isPortFree } from '../lib/ports';
import { endProcess } from '../lib/processes';
import { buildWeb, generateClient } from './build';
import { dropDatabases, isEmpty, openDatabase, prepareDatabase, type Addresses, type Database } from './database';
import { CannotStart, say } from './say';
import { seed } from './seed';
import { readSettings, type Settings } from './settings';
import { State, type Runtime } from './state';
import { Supervisor } from './supervisor';

const nodeArgs = ['--conditions=react-server', '--import', 'tsx'];

/**
 * Starts the whole product and stays with it: database, migrations, keys, demo world, build, simulators, worker, web.
 * Refuses, with what to do, when the environment is incomplete, the port is taken, or the data is in use already.
 */
export async function start({ development }: { development: boolean }): Promise<void> {
  const closing: (() => Promise<void>)[] = [];
  let ending: Promise<void> | undefined;
  const end = (code: number): Promise<void> =>
    (ending ??= (async () => {
      for (const close of closing.reverse()) await close();
      process.exit(code);
    })());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!ending) console.log('\nStopping …');
      void end(0);
    });
  }
  try {
    await launch(development, closing, () => ending !== undefined);
  } catch (error) {
    if (ending) return;
    console.error(explain(error));
    await end(1);
  }
}

const launch = async (development: boolean, closing: (() => Promise<void>)[], ended: () => boolean): Promise<void> => {
  const settings = readSettings(process.env);
  const state = new State(settings.dataDir);
  state.open();
  const url = `http://localhost:${settings.port}`;
  refuseSecondStart(state);
  const leftovers = await state.clearLeftovers();
  if (leftovers > 0) say(`Ended ${leftovers} processes that a killed start had left.`);
  if (!(await isPortFree(settings.port))) {
    throw new CannotStart(
      `Port ${settings.port} is in use by another program. Free it, or choose another: PORT=${settings.port + 1} npm start`,
    );
  }

  const runtime: Runtime = {
    supervisor: { pid: process.pid, mark: path.basename(process.argv[1] ?? 'node') },
    mode: settings.mode,
    url,
    port: settings.port,
    startedAt: new Date().toISOString(),
    children: {},
  };
  const record = (): void => {
    runtime.children = supervisor.list();
    state.write('runtime.json', runtime);
  };
  const supervisor = new Supervisor(record);
  record();

  const opened: { database?: Database } = {};
  const revive = (): void => {
    if (!supervisor.stopping && !ended()) void reviveDatabase(opened.database, revive, ended);
  };
  say(settings.external ? 'Connecting to the database.' : 'Starting PostgreSQL.');
  opened.database = await openDatabase(state, process.env, revive);
  const { addresses, embedded } = opened.database;
  if (embedded) {
    closing.push(() => embedded.cluster.stop());
    runtime.database = { port: embedded.cluster.port, dataDir: embedded.dataDir };
    const begun = state.read<{ startedAt: string; finishedAt?: string }>('seed.json');
    if (begun && !begun.finishedAt) await dropDatabases(state, embedded.cluster);
  }
  await prepareDatabase(addresses.owner, settings.keyFile, settings.mode !== 'production');
  await generateClient(state.file('logs/build.log'));

  const simulators =
    settings.mode === 'demo'
      ? {
          smtpPort: await freePort(),
          httpPort: await freePort(),
          deskPort: await freePort(),
          clamdPort: await freePort(),
          idpPort: await keptIdpPort(state),
          outside: await outsidePorts(),
        }
      : undefined;
  if (simulators) runtime.simulators = simulators;
  const environment = environments(settings, addresses, simulators, development ? 'development' : 'production');
  const seeding = settings.mode === 'demo' && addresses.owner && (await isEmpty(addresses.worker));
  if (seeding) {
    say('Making the demo world.');
    state.write('seed.json', { startedAt: new Date().toISOString() });
    await seed(environment.seed, state.file('logs/seed.log'), (pid) => {
      // Recorded, so that the next start ends it if we are killed meanwhile; two of them would mix their worlds.
      runtime.children = { seed: { pid, mark: 'scripts/seed-demo.ts' } };
      state.write('runtime.json', runtime);
      closing.push(() => endProcess(pid, 'scripts/seed-demo.ts', 'SIGTERM', 2_000));
    });
    state.write('seed.json', { startedAt: runtime.startedAt, finishedAt: new Date().toISOString() });
  }
  if (!development) await buildWeb(state.file('logs/build.log'), environment.web);
  if (ended()) return;

  closing.push(() => supervisor.stop());
  const child = (name: string, args: string[], env: NodeJS.ProcessEnv, mark: string): void => {
    supervisor.start({ name, args, env, mark, log: state.file(`logs/${name}.log`) });
  };
  if (simulators && existsSync('lib/simulators/main.ts')) {
    child('simulators', [...nodeArgs, 'lib/simulators/main.ts'], environment.simulators, 'lib/simulators/main.ts');
  }
  child('worker', [...nodeArgs, 'lib/worker/main.ts'], environment.worker, 'lib/worker/main.ts');
  const bind = ['--port', String(settings.port), '--hostname', settings.host];
  // Next renames its process, so its mark is what the name then contains.
  child('web', ['node_modules/next/dist/bin/next', development ? 'dev' : 'start', ...bind], environment.web, 'next');
  record();

  await untilReady(`http://127.0.0.1:${settings.port}/api/readyz`, state.file('logs/web.log'), ended);
  if (ended()) return;
  console.log(`\nPortico is ready: ${url}`);
  if (settings.mode === 'demo') {
    console.log(`The way in: ${url}/en/demo (every person of the demo world, the mailbox, the simulators)`);
    console.log('Ctrl-C stops everything; the data stays in ' + path.relative(process.cwd(), settings.dataDir) + '.\n');
  }
};

const explain = (error: unknown): unknown => {
  if (error instanceof CannotStart) return `\n${error.message}`;
  if (error instanceof MigrationFailed) {
    return `\nThe migrations could not be applied: ${error.message}\nA demo begins anew with \`npm run reset\`, which empties it.`;
  }
  return error;
};

const refuseSecondStart = (state: State): void => {
  const other = state.running();
  if (!other || other.supervisor.pid === process.pid) return;
  throw new CannotStart(
    `Portico already runs on this data at ${other.url} (process ${other.supervisor.pid}).\n` +
      `Open it there, stop it (Ctrl-C in its terminal, or: kill ${other.supervisor.pid}),\n` +
      `or start another beside it: PORTICO_DATA_DIR=.portico-2 PORT=${other.port + 1} npm start`,
  );
};

/** A database that died comes back on the same port; the others reconnect by themselves. */
const reviveDatabase = async (
  database: Database | undefined,
  onDeath: () => void,
  ended: () => boolean,
): Promise<void> => {
  if (!database?.embedded) return;
  const { embedded } = database;
  for (let attempt = 0; !ended(); attempt += 1) {
    try {
      embedded.cluster = await embedded.restart(onDeath);
      say('PostgreSQL had died and runs again.');
      return;
    } catch (error) {
      if (attempt % 10 === 0)
        say(`PostgreSQL does not come back yet: ${error instanceof Error ? error.message : 'unknown'}`);
      await sleep(Math.min(200 * 2 ** attempt, 5_000));
    }
  }
};

/** The demo's identity provider is stored by its address, so it keeps its port from start to start where that is free. */
const keptIdpPort = async (state: State): Promise<number> => {
  const kept = state.read<{ port: number }>('idp.json')?.port;
  if (kept !== undefined && (await isPortFree(kept))) return kept;
  const port = await freePort();
  state.write('idp.json', { port });
  return port;
};

/** A free port for each of the systems of others. */
const outsidePorts = async (): Promise<Record<OutsideName, number>> => {
  const ports = await Promise.all(outsideNames.map(async (name) => [name, await freePort()] as const));
  return Object.fromEntries(ports) as Record<OutsideName, number>;
};

/** Each process gets the addresses that its work needs and no more: the web cannot speak as the worker or the owner. */
const environments = (
  settings: Settings,
  addresses: Addresses,
  simulators: Runtime['simulators'],
  nodeEnv: 'development' | 'production',
): Record<'web' | 'worker' | 'simulators' | 'seed', NodeJS.ProcessEnv> => {
  const {
    DATABASE_WORKER_URL: _worker,
    DATABASE_OWNER_URL: _owner,
    WAREHOUSE_URL: _warehouse,
    DATABASE_URL: _app,
    ...rest
  } = process.env;
  const ledger = simulators && `http://127.0.0.1:${simulators.httpPort}`;
  const desk = simulators && `http://127.0.0.1:${simulators.deskPort}`;
  const idp = simulators && `http://127.0.0.1:${simulators.idpPort}`;
  const common: NodeJS.ProcessEnv = {
    ...rest,
    NODE_ENV: nodeEnv,
    NEXT_TELEMETRY_DISABLED: '1',
    PORTICO_MODE: settings.mode,
    PORTICO_DATA_DIR: settings.dataDir,
    PORTICO_KEY_FILE: settings.keyFile,
    PUBLIC_URL: settings.publicUrl,
    PORT: String(settings.port),
    ...(simulators && ledger
      ? {
          SMTP_URL: rest['SMTP_URL'] || `smtp://127.0.0.1:${simulators.smtpPort}`,
          SIMULATORS_URL: ledger,
          DEMO_DESK_URL: desk,
          SIMULATOR_SMTP_PORT: String(simulators.smtpPort),
          SIMULATOR_HTTP_PORT: String(simulators.httpPort),
          SIMULATOR_CLAMD_PORT: String(simulators.clamdPort),
          SIMULATOR_IDP_PORT: String(simulators.idpPort),
          SIMULATOR_OUTSIDE_PORTS: JSON.stringify(simulators.outside),
          OUTSIDE_ROUTES: JSON.stringify(outsideRoutes(simulators.outside)),
          SCANNER_URL: rest['SCANNER_URL'] || `tcp://127.0.0.1:${simulators.clamdPort}`,
          ALLOWED_ENDPOINTS: listOf(rest['ALLOWED_ENDPOINTS'], ledger, desk, ...routed(simulators)),
          ALLOWED_PARTNER_ENDPOINTS: listOf(
            rest['ALLOWED_PARTNER_ENDPOINTS'],
            idp,
            `smtp://127.0.0.1:${simulators.smtpPort}`,
            ...routed(simulators),
          ),
        }
      : {}),
  };
  const web = { ...common, DATABASE_URL: addresses.app };
  const warehouse = addresses.warehouse ? { WAREHOUSE_URL: addresses.warehouse } : {};
  const worker = { ...web, ...warehouse, DATABASE_WORKER_URL: addresses.worker };
  return { web, worker, simulators: common, seed: { ...worker, DATABASE_OWNER_URL: addresses.owner } };
};

const listOf = (...parts: readonly (string | null | undefined)[]): string => parts.filter(Boolean).join(' ');

/** Where the demo's simulators answer for others, whoever named the address that led there. */
const routed = ({ outside }: NonNullable<Runtime['simulators']>): readonly string[] =>
  Object.values(outsideRoutes(outside));

const untilReady = async (url: string, log: string, ended: () => boolean): Promise<void> => {
  const deadline = Date.now() + 120_000;
  while (!ended()) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) }).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > deadline)
      throw new CannotStart(`The web did not become ready within two minutes. Its log: ${log}`);
    await sleep(150);
  }
};
