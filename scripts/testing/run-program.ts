import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';

/**
 * Runs one of our TypeScript programs as `npm run` would and answers the JSON of its last line, also when it ends badly
 * after having printed one. Throws with the output when there is none.
 */
export async function runProgram<T>(file: string, args: readonly string[], timeoutMs: number): Promise<T> {
  const program = ['--conditions=react-server', '--import', 'tsx', file, '--json', ...args];
  // The test runner's own settings are not ours: a program is to work as people start it.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST)/.test(name)));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, program, {
    timeout: timeoutMs,
    maxBuffer: 16 * 1024 * 1024,
    env: env as NodeJS.ProcessEnv,
  }).catch((error: Readonly<{ stdout?: string; stderr?: string }>) => ({
    stdout: error.stdout ?? '',
    stderr: error.stderr ?? '',
  }));
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`${file} printed no result:\n${stdout}\n${stderr}`);
  return JSON.parse(last) as T;
}
