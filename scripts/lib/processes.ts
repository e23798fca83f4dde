import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
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
