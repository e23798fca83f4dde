import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { CannotStart, say } from './say';

/** Makes the demo world in a process of its own, as the roles that the product itself uses. `started` learns its id. */
export async function seed(env: NodeJS.ProcessEnv, log: string, started: (pid: number) => void): Promise<void> {
  if (!existsSync('prisma/seed/demo.ts')) {
    say('There is no demo world in this copy.');
    return;
  }
  const output = openSync(log, 'a');
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'scripts/seed-demo.ts'], {
    env,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  started(child.pid ?? 0);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) {
    const tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
    throw new CannotStart(`Making the demo world failed (${log}):\n${tail}`);
  }
}
