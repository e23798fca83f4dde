import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { endProcess } from '../lib/processes';
import { say } from './say';

export type ChildSpec = {
  name: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  log: string;
  /** Part of the living process's command line, by which a later start recognises it. */
  mark: string;
};

type Child = { spec: ChildSpec; pid: number; startedAt: number; failures: number; timer?: NodeJS.Timeout };

const backoffMs = (failures: number): number => Math.min(250 * 2 ** failures, 10_000);

/**
 * Keeps processes running: one that dies is started again, at once the first time and then ever more slowly. Each child
 * leads a process group of its own, so that Ctrl-C in a terminal reaches only us and the children end in our order.
 */
export class Supervisor {
  readonly #children = new Map<string, Child>();
  readonly #changed: () => void;
  #stopping = false;

  /** `changed` is told whenever a process id changes. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  start(spec: ChildSpec): void {
    this.#launch({ spec, pid: 0, startedAt: 0, failures: 0 });
  }

  /** Process ids and marks by name. */
  list(): Record<string, { pid: number; mark: string }> {
    return Object.fromEntries([...this.#children].map(([name, { pid, spec }]) => [name, { pid, mark: spec.mark }]));
  }

  /** Ends the children in the reverse order of their start, each with time to finish what it does. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const { spec, pid, timer } of [...this.#children.values()].reverse()) {
      clearTimeout(timer);
      await endProcess(pid, spec.mark, 'SIGTERM', 10_000);
    }
  }

  #launch(child: Child): void {
    const { spec } = child;
    const log = openSync(spec.log, 'a');
    const started = spawn(process.execPath, spec.args, { env: spec.env, stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    child.pid = started.pid ?? 0;
    child.startedAt = Date.now();
    this.#children.set(spec.name, child);
    this.#changed();
    started.on('error', () => undefined);
    started.on('exit', (code, signal) => {
      if (this.#stopping) return;
      child.failures = Date.now() - child.startedAt > 30_000 ? 0 : child.failures + 1;
      const waitMs = backoffMs(child.failures);
      say(
        `The ${spec.name} process ended (${signal ?? code ?? 'unknown'}); starting it again in ${waitMs} ms. Log: ${spec.log}`,
      );
      child.timer = setTimeout(() => this.#launch(child), waitMs);
    });
  }
}
