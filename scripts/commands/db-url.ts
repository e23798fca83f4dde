import process from 'node:process';
import { State, type Secrets } from '../start/state';

/** Prints the address of the database for one role: the operator's own, or that of the embedded server. */
export default function dbUrl(args: string[]): number {
  const role = args[0] ?? 'app';
  const variables: Record<string, string> = {
    app: 'DATABASE_URL',
    worker: 'DATABASE_WORKER_URL',
    owner: 'DATABASE_OWNER_URL',
    warehouse: 'WAREHOUSE_URL',
  };
  const state = new State(process.env['PORTICO_DATA_DIR'] || '.portico');
  if (process.env['DATABASE_URL']) {
    const url = process.env[variables[role] ?? ''];
    if (!url) return fail(`${variables[role] ?? `A role ${role}`} is not set.`);
    console.log(url);
    return 0;
  }
  const secrets = state.read<Secrets>('secrets.json');
  const port = state.read<{ port: number }>('database.json')?.port;
  if (!secrets || !port) return fail('There is no embedded database yet: run `npm start` once.');
  const password = new Map(Object.entries(secrets)).get(role);
  if (!password) return fail(`There is no role ${role}: app, worker, owner, reader or warehouse.`);
  if (role === 'superuser') console.log(`postgresql://postgres:${password}@127.0.0.1:${port}/portico`);
  else
    console.log(
      `postgresql://portico_${role}:${password}@127.0.0.1:${port}/${role === 'warehouse' ? 'portico_warehouse' : 'portico'}`,
    );
  if (!state.running()) console.error('Portico is not running on this data, so nothing answers at this address now.');
  return 0;
}

const fail = (text: string): number => {
  console.error(text);
  return 1;
};
