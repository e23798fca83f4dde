import { rmSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { livingServer } from '../lib/postgres-cluster';
import { endProcess } from '../lib/processes';
import { State } from '../start/state';

/** Empties the demo: the embedded database, its keys and passwords, the caught mail. The next start makes a new world. */
export default async function reset(args: string[]): Promise<number> {
  if (process.env['PORTICO_MODE'] === 'production' || process.env['DATABASE_URL']) {
    console.error('Only a demo with its own database can be reset; this environment names another one.');
    return 1;
  }
  const state = new State(process.env['PORTICO_DATA_DIR'] || '.portico');
  state.open();
  const running = state.running();
  if (running) {
    console.error(`Portico is running at ${running.url}: stop it first (kill ${running.supervisor.pid}).`);
    return 1;
  }
  if (!args.includes('--yes') && !(await confirmed(state.dir))) {
    console.log('Nothing was changed.');
    return 1;
  }
  await state.clearLeftovers();
  const dataDir = state.read<{ dataDir: string }>('database.json')?.dataDir ?? state.file('postgres');
  const server = livingServer(dataDir);
  if (server !== undefined) await endProcess(server, dataDir, 'SIGINT', 15_000);
  const own = ['database', 'keys', 'runtime', 'secrets', 'seed', 'simulators', 'mail'].map((name) =>
    state.file(`${name}.json`),
  );
  for (const place of [dataDir, state.file('mail'), ...own]) rmSync(place, { recursive: true, force: true });
  console.log('The demo is empty. `npm start` makes a new world.');
  return 0;
}

const confirmed = async (place: string): Promise<boolean> => {
  if (!process.stdin.isTTY) {
    console.error('Say --yes to empty it without being asked: npm run reset -- --yes');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Everything in the demo of ${place} will be gone. Type yes to go on: `);
  terminal.close();
  return answer.trim().toLowerCase() === 'yes';
};
