import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const schema = z.array(
  z.object({
    at: z.string(),
    do: z.enum(['kill', 'fail', 'cut']),
    /** Which process to kill; the one that comes to the place when absent. */
    pid: z.number().int().min(2).optional(),
    times: z.number().int().min(1).default(1),
  }),
);

/**
 * The end of a worker's work in the middle, without the end of its process: nothing after the place runs, and nobody
 * handles it. Whoever drives the work lets another worker go on.
 */
export class CutOff extends Error {
  override readonly name = 'CutOff';
}

/**
 * A named place at which the fault tests let a process die (this one, or the database that it talks to), the work fail or be cut off,
 * by a file that PORTICO_FAULTS names: `[{ "at": "save:beforeWrite", "do": "kill" }]`. Each fault fires so many times over
 * all processes; what has fired is kept beside the file. Without the variable, and always in production, it does nothing.
 * `failure` makes the error that a failing place throws.
 */
export function faultPoint(name: string, failure: () => Error = () => new Error(`The fault ${name}`)): void {
  const file = process.env.PORTICO_FAULTS;
  if (file === undefined || file === '' || process.env.PORTICO_MODE === 'production') return;
  const faults = schema.parse(JSON.parse(readFileSync(/* turbopackIgnore: true */ file, 'utf8')));
  for (const [index, fault] of faults.entries()) {
    if (fault.at !== name || !claim(`${file}.fired`, index, fault.times)) continue;
    if (fault.do === 'fail') throw failure();
    if (fault.do === 'cut') throw new CutOff(name);
    process.kill(fault.pid ?? process.pid, 'SIGKILL');
  }
}

/** Counts one firing; false when the fault has fired often enough. Exclusive creation decides between processes. */
function claim(folder: string, index: number, times: number): boolean {
  mkdirSync(/* turbopackIgnore: true */ folder, { recursive: true });
  for (let turn = 0; turn < times; turn += 1) {
    const marker = path.join(/* turbopackIgnore: true */ folder, `${index}-${turn}`);
    if (existsSync(/* turbopackIgnore: true */ marker)) continue;
    try {
      writeFileSync(/* turbopackIgnore: true */ marker, '', { flag: 'wx' });
      return true;
    } catch {
      continue;
    }
  }
  return false;
}
