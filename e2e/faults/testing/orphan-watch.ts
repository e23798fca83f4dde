import { setTimeout as sleep } from 'node:timers/promises';
import type { Instance } from '@/scripts/testing/instance';

type Pending = Readonly<{ id: string; executor: string }>;

/** Measures how long unfinished work stays with workers that died: the longest is what a customer waits at worst. */
export class OrphanWatch {
  longestMs = 0;
  readonly #instance: Instance;
  readonly #orphans = new Map<string, Readonly<{ executor: string; since: number }>>();
  #pending: readonly Pending[] = [];
  #stopped = false;
  readonly #loop: Promise<void>;

  constructor(instance: Instance) {
    this.#instance = instance;
    this.#loop = this.#watch();
  }

  /** Says that the worker has died: whatever was under way a moment ago is orphaned since then. */
  workerDied(at: number): void {
    for (const { id, executor } of this.#pending) {
      if (!this.#orphans.has(id)) this.#orphans.set(id, { executor, since: at });
    }
  }

  /** How much work is still with the dead. */
  get orphans(): number {
    return this.#orphans.size;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
  }

  async #watch(): Promise<void> {
    while (!this.#stopped) {
      const rows = await this.#instance.sql<Pending>(
        `select workflow_uuid as id, executor_id as executor from dbos.workflow_status
         where status = 'PENDING' and executor_id is not null`,
      );
      const now = Date.now();
      const holders = new Map(rows.map(({ id, executor }) => [id, executor]));
      for (const [id, { executor, since }] of this.#orphans) {
        this.longestMs = Math.max(this.longestMs, now - since);
        if (holders.get(id) !== executor) this.#orphans.delete(id);
      }
      this.#pending = rows;
      await sleep(200);
    }
  }
}
