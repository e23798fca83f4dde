import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** A death of a worker: whose work is now orphaned, and since when. */
export type Death = Readonly<{ executorId: string; at: number }>;

/**
 * Real worker processes that are started again as soon as they die, as the supervisor of `npm start` does. Only
 * processes that this object has started are ever killed, by their own handle.
 */
export class Workers {
  readonly deaths: Death[] = [];
  /** How many have ended before they were told to stop, those among them that nobody had heard of yet. */
  ended = 0;
  /** The longest that one has taken from its start until it was ready. */
  slowestStartMs = 0;
  readonly #env: NodeJS.ProcessEnv;
  readonly #living = new Map<ChildProcess, string | null>();
  #stopping = false;

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** Starts so many and waits until all of them say that they are ready. */
  async start(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) this.#spawn();
    const deadline = Date.now() + 120_000;
    while ([...this.#living.values()].filter((id) => id !== null).length < count) {
      if (Date.now() > deadline) throw new Error('The workers did not become ready within two minutes');
      await sleep(50);
    }
  }

  /** Kills one worker that is ready, without warning, while another one is ready too; false when there are not two. */
  killOne(pick: number): boolean {
    const ready = [...this.#living].flatMap(([child, id]) => (id === null ? [] : [child]));
    if (ready.length < 2) return false;
    const child = ready[Math.floor(pick * ready.length)];
    return child?.kill('SIGKILL') ?? false;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(
      [...this.#living.keys()].map(
        (child) =>
          new Promise<void>((resolve) => {
            child.once('exit', () => resolve());
            child.kill('SIGKILL');
          }),
      ),
    );
  }

  #spawn(): void {
    const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'lib/worker/main.ts'], {
      env: this.#env,
      stdio: ['ignore', 'ignore', process.env.FAULTS_VERBOSE ? 'inherit' : 'ignore', 'ipc'],
    });
    this.#living.set(child, null);
    const begun = Date.now();
    child.on('message', (message: { ready?: string }) => {
      if (message.ready === undefined) return;
      this.#living.set(child, message.ready);
      this.slowestStartMs = Math.max(this.slowestStartMs, Date.now() - begun);
    });
    child.on('exit', () => {
      const executorId = this.#living.get(child);
      this.#living.delete(child);
      if (executorId) this.deaths.push({ executorId, at: Date.now() });
      if (this.#stopping) return;
      this.ended += 1;
      this.#spawn();
    });
  }
}
