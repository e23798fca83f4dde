import { readFileSync, readdirSync } from 'node:fs';

const MS_PER_TICK = 10;

/**
 * CPU milliseconds (user and system) that processes and all that they have started have used so far, those that have
 * ended included. Linux only: it reads /proc.
 */
export function cpuMsOf(roots: readonly number[]): number {
  const all = processes();
  const wanted = new Set(roots);
  let grown = true;
  while (grown) {
    grown = false;
    for (const { pid, parent } of all) {
      if (wanted.has(pid) || !wanted.has(parent)) continue;
      wanted.add(pid);
      grown = true;
    }
  }
  return all.filter(({ pid }) => wanted.has(pid)).reduce((sum, { ticks }) => sum + ticks, 0) * MS_PER_TICK;
}

type Process = Readonly<{ pid: number; parent: number; ticks: number }>;

const processes = (): readonly Process[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // After the name in brackets: state, parent, … user, system, children's user, children's system.
        const parts = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(parts[index]), 0);
        return [{ pid: Number(name), parent: Number(parts[1]), ticks }];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
