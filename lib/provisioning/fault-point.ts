import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ConnectorError } from '@/lib/connectors';

const schema = z.array(
  z.object({ at: z.string(), do: z.enum(['kill', 'fail']), times: z.number().int().min(1).default(1) }),
);

/** The moments around an effect at which a process can die. */
export const faultMoments = ['beforeEffect', 'afterEffectBeforeReceipt', 'afterReceipt'] as const;

/**
 * A named place at which the fault tests let the process die or the action fail, by a file that PORTICO_FAULTS names:
 * `[{ "at": "apply:tables:beforeEffect", "do": "kill" }]`. Each fault fires so many times over all processes; what has
 * fired is kept beside the file. Without the variable, and always in production, it does nothing.
 */
export function faultPoint(name: string): void {
  const file = process.env.PORTICO_FAULTS;
  if (file === undefined || file === '' || process.env.PORTICO_MODE === 'production') return;
  const faults = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  for (const [index, fault] of faults.entries()) {
    if (fault.at !== name || !claim(`${file}.fired`, index, fault.times)) continue;
    if (fault.do === 'kill') process.kill(process.pid, 'SIGKILL');
    throw new ConnectorError('unreachable', { fault: name });
  }
}

/** Counts one firing; false when the fault has fired often enough. Exclusive creation decides between processes. */
function claim(folder: string, index: number, times: number): boolean {
  mkdirSync(folder, { recursive: true });
  for (let turn = 0; turn < times; turn += 1) {
    const marker = path.join(folder, `${index}-${turn}`);
    if (existsSync(marker)) continue;
    try {
      writeFileSync(marker, '', { flag: 'wx' });
      return true;
    } catch {
      continue;
    }
  }
  return false;
}
