import { Pool } from 'pg';
import type { Durable, JobArgs, Workflow } from './durable';
import { every, type Periodic } from './every';
import { HEARTBEAT_MS, beat, leave, living } from './executors';
import { persistently, usualPatience, type Patience } from './persistently';

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
  /**
   * Says what has become of what a workflow worked for, when it was given up: somebody waits for it. Called once the
   * workflow has thrown, as a step of its own.
   */
  givenUp?: (workflow: string, args: JobArgs) => Promise<void>;
  /** Shorter in tests. */
  patience?: Patience;
  log: EngineLog;
}>;

/**
 * Starts the durable engine in this process: takes enqueued work, repeats periodic work, says that it lives every two
 * seconds, and takes over the unfinished work of workers that were not seen for ten. A worker that only looked dead is
 * fenced by the receipts of the work itself. A workflow that throws ends and frees its place: whatever throws within a step
 * only after it was tried for a while. `stop` finishes or hands over what is running, and leaves.
 */
export async function launchEngine(options: EngineOptions): Promise<Readonly<{ stop: () => Promise<void> }>> {
  const { DBOS, Error: DBOSErrors } = await import('@dbos-inc/dbos-sdk');
  const { url, executorId, log } = options;
  const pool = new Pool({ connectionString: url, max: 3 + options.periodic.length, application_name: 'portico-jobs' });
  pool.on('error', (error) => log.warn({ error: error.message }, 'an idle connection of the job engine was lost'));
  // One that dies between two statements of whoever holds it must not end the process either: the next one fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  await beat(pool, executorId);

  let stopping = false;
  const trying = (step: string) => ({
    patience: options.patience ?? usualPatience,
    answers: () =>
      pool.query('select 1').then(
        () => true,
        () => false,
      ),
    isStopping: () => stopping,
    onFailure: (error: unknown, attempt: number) =>
      log.error({ err: error, step, attempt }, 'a step failed in a way that nobody foresaw and is tried again'),
  });
  const durable: Durable = {
    step: async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      // That it was given up is an answer as well: whoever takes the workflow over is not to begin the step once more.
      const came = await DBOS.runStep(
        async () => {
          const ended = await persistently(work, trying(name));
          return ended.ok ? ended.value : GIVEN_UP;
        },
        { name },
      );
      if (isGivenUp(came)) throw new StepGivenUp(name);
      return came;
    },
    sleep: (ms) => DBOS.sleepms(ms),
  };
  for (const [name, workflow] of Object.entries(options.workflows)) {
    const guarded = async (args: JobArgs): Promise<void> => {
      try {
        await workflow(durable, args);
      } catch (error) {
        // The engine's own: the workflow is somebody else's by now, or was called off.
        if (error instanceof DBOSErrors.DBOSError) throw error;
        log.error({ err: error, workflow: name, args }, 'work was given up');
        await durable.step('given-up', async () => options.givenUp?.(name, args));
        throw error;
      }
    };
    DBOS.registerWorkflow(guarded, { name });
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
      stopping = true;
      await Promise.all([...clocks.map((clock) => clock.stop()), watch.stop()]);
      await DBOS.shutdown({ workflowCompletionTimeoutMS: 15_000 });
      await heart.stop();
      await leave(pool, executorId).catch(() => undefined);
      await pool.end();
    },
  };
}

/** What is stored as the answer of a step that was given up; no step of ours answers so. */
const GIVEN_UP = { portico: 'given up' } as const;

const isGivenUp = (came: unknown): came is typeof GIVEN_UP =>
  typeof came === 'object' && came !== null && 'portico' in came && came.portico === GIVEN_UP.portico;

class StepGivenUp extends Error {
  override readonly name = 'StepGivenUp';
  constructor(step: string) {
    super(`The step ${step} was given up`);
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
