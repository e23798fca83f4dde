import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** Taken while the engine's tables are made, so that two starts at once do not meet; an arbitrary constant. */
const PREPARE_LOCK = 7_406_211_904;

/**
 * Makes or migrates the engine's tables in schema `dbos` and gives the worker and `app.enqueue` their rights on them.
 * Run by the owner at every start, after the migrations and before web and worker; takes 0.3 s the first time and does
 * nothing afterwards. The worker itself cannot alter them.
 */
export async function prepareJobs(ownerUrl: string): Promise<void> {
  const { DBOS } = await import('@dbos-inc/dbos-sdk');
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await takeTurn(client);
    await quietly(() => DBOS.migrate(ownerUrl, { schemaName: 'dbos', applicationRole: 'portico_worker' }));
    await client.query(`
      revoke execute on all functions in schema dbos from public;
      grant select, insert, update on dbos.workflow_status, dbos.workflow_input to portico_kernel;
      grant execute on all functions in schema dbos to portico_kernel;
    `);
  } finally {
    await client.end();
  }
}

/**
 * Waits for the lock by asking again and again. Waiting inside one statement would hold a snapshot, for which the
 * engine's `create index concurrently` of the session that has the lock would wait in turn, for ever and unnoticed.
 */
async function takeTurn(client: Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [PREPARE_LOCK]);
    if (rows[0]?.taken) return;
    await sleep(100);
  }
}

/** The engine tells the console about every grant that it makes; nobody can act on that. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { info, log } = console;
  console.info = () => undefined;
  console.log = () => undefined;
  try {
    return await work();
  } finally {
    console.info = info;
    console.log = log;
  }
}
