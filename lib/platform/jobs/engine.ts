import { Pool } from 'pg';
import type { Durable, JobArgs, Workflow } from './durable';
import { every, type Periodic } from './every';
import { HEARTBEAT_MS, beat, leave, living } from './executors';

/**
 * The version of the *shape* of our workflows, set by hand: a worker of another version would leave unfinished work
 * waiting. It changes only when the order or names of steps change so that old runs cannot be replayed.
 */
export const SHAPE = 'shape-1';
/**
 * How much of each queue a worker takes at a time; `app.enqueue` chooses the queue. Work that sleeps counts, so mails that
 * wait for a mail server have queues of their own and keep nothing else from beginning.
 */
const QUEUES = [
  { name: 'portico', minPollingIntervalMs: 50, workerConcurrency: 20 },
  { name: 'portico-sign-in', minPollingIntervalMs: 100, workerConcurrency: 100 },
  { name: 'portico-mail', minPollingIntervalMs: 250, workerConcurrency: 500 },
];
const STEP_PAUSE_MAX_MS = 30_000;

export type EngineLog = Readonly<{
  info: (fields: object, message: string) => void;
  warn: (fields: object, message: string) => void;
  error: (fields: object, message: string) => void;
}>;

export type EngineOptions = Readonly<{
  /** The worker role's connection. */
  url: string;
  /** New for every process; the heartbeat row carries it. */
  executorId: string;
  workflows: Readonly<Record<string, Workflow>>;
  periodic: readonly Periodic[];
  log: EngineLog;
}>;

/**
 * Starts the durable engine in this process: takes enqueued work, repeats periodic work, says that it lives every two
 * seconds, and takes over the unfinished work of workers that were not seen for ten. A worker that only looked dead is
 * fenced by the receipts of the work itself. `stop` finishes or hands over what is running, and leaves.
 */
export async function launchEngine(options: EngineOptions): Promise<Readonly<{ stop: () => Promise<void> }>> {
  const { DBOS } = await import('@dbos-inc/dbos-sdk');
  const { url, executorId, log } = options;
  const pool = new Pool({ connectionString: url, max: 2 + options.periodic.length, application_name: 'portico-jobs' });
  pool.on('error', (error) => log.warn({ error: error.message }, 'an idle connection of the job engine was lost'));
  // One that dies between two statements of whoever holds it must not end the process either: the next one fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  await beat(pool, executorId);

  const durable: Durable = {
    step: (name, work) => DBOS.runStep(() => persistently(work, name, log), { name }),
    sleep: (ms) => DBOS.sleepms(ms),
  };
  for (const [name, workflow] of Object.entries(options.workflows)) {
    DBOS.registerWorkflow((args: JobArgs) => workflow(durable, args), { name });
  }
  DBOS.setConfig({
    name: 'portico',
    systemDatabaseUrl: url,
    systemDatabaseSchemaName: 'dbos',
    runMigrations: false,
    applicationVersion: SHAPE,
    executorID: executorId,
    logger: {
      info: () => undefined,
      debug: () => undefined,
      warn: (entry) => log.warn({ engine: String(entry) }, 'the job engine warns'),
      error: (entry) => log.error({ engine: String(entry) }, 'the job engine reports an error'),
    },
  });
  await DBOS.launch();
  for (const { name, ...limits } of QUEUES) await DBOS.registerQueue(name, { ...limits, onConflict: 'always_update' });

  const takeOver = async () => {
    const alive = await living(pool);
    const unfinished = await DBOS.listWorkflows({ status: 'PENDING' });
    const orphans = unfinished.filter((work) => work.executorId !== undefined && !alive.has(work.executorId));
    for (const { workflowID, executorId: dead } of orphans) {
      log.warn({ workflowId: workflowID, dead }, 'takes over the work of a worker that is gone');
      await DBOS.resumeWorkflow(workflowID);
    }
  };
  const heart = repeat(HEARTBEAT_MS, () => beat(pool, executorId), log);
  const watch = repeat(HEARTBEAT_MS, takeOver, log);
  const clocks = options.periodic.map((entry) =>
    every(pool, entry, (name, error) => log.error({ job: name, err: error }, 'a periodic job failed')),
  );
  return {
    stop: async () => {
      await Promise.all([...clocks.map((clock) => clock.stop()), watch.stop()]);
      await DBOS.shutdown({ workflowCompletionTimeoutMS: 15_000 });
      await heart.stop();
      await leave(pool, executorId).catch(() => undefined);
      await pool.end();
    },
  };
}

/**
 * A step that throws has met something unexpected, most often a database that is away for a moment; what a step expects
 * to go wrong is part of its answer. It is tried again for as long as the process lives, at most every half minute: a
 * workflow that was given up would stay half done for ever, one that waits goes on as soon as the cause is gone.
 */
async function persistently<T>(work: () => Promise<T>, name: string, log: EngineLog): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      log.error({ err: error, step: name, attempt }, 'a step failed in a way that nobody foresaw and is tried again');
      await new Promise((resolve) => setTimeout(resolve, Math.min(200 * 2 ** attempt, STEP_PAUSE_MAX_MS)));
    }
  }
}

/** Does the work now and then regularly, one after the other; its failures are reported and do not end it. */
function repeat(ms: number, work: () => Promise<void>, log: EngineLog): Readonly<{ stop: () => Promise<void> }> {
  let stopped = false;
  const turn = (): Promise<void> => work().catch((error: unknown) => log.error({ err: error }, 'the heartbeat failed'));
  let running = turn();
  const timer = setInterval(() => {
    if (!stopped) running = running.then(turn);
  }, ms);
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
