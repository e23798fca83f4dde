import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The command line of a living process, or undefined. */
export function commandLine(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined;
  } catch {
    if (process.platform === 'linux') return undefined;
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim() || undefined;
  }
}

/** Whether `pid` lives and is still what we started: process ids are used again, so the command must contain `mark`. */
export const isOurs = (pid: number, mark: string): boolean => commandLine(pid)?.includes(mark) ?? false;

/** The processes that a process has started, which for PostgreSQL is one per connection and a few helpers. Knows them on Linux only. */
export const childrenOf = (parent: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

/** Asks a process to end and waits; kills it when it has not ended in time. */
export async function endProcess(pid: number, mark: string, signal: NodeJS.Signals, patienceMs: number): Promise<void> {
  if (!isOurs(pid, mark)) return;
  send(pid, signal);
  const deadline = Date.now() + patienceMs;
  while (isOurs(pid, mark) && Date.now() < deadline) await sleep(50);
  if (isOurs(pid, mark)) send(pid, 'SIGKILL');
  while (isOurs(pid, mark)) await sleep(50);
}

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
};
