import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@/scripts/lib/ports';
import { startInstance } from '@/scripts/testing/instance';
import { option, report } from './forms/rounds';
import { median, round } from './measuring/measure';

/**
 * `npm run bench -- start [--json] [--rounds 3]`: from starting the web process of the built product until its first
 * answer, which asks the database, and the memory that it then holds, beside a bare Next application of one page built
 * and started in the same run. It counts only if each answer is the right one.
 */
const rounds = option('rounds', 3);
const patienceMs = 60_000;
type Start = Readonly<{ ms: number; memoryMb: number; right: boolean }>;

const root = process.cwd();
const next = path.join(root, 'node_modules/next/dist/bin/next');
const bare = bareApplication();
const instance = await startInstance();
const own: Start[] = [];
const floor: Start[] = [];
try {
  instance.adopt();
  for (let turn = 0; turn < rounds; turn += 1) {
    floor.push(await started(bare, '/', 'bare'));
    own.push(await started(root, '/api/readyz', '"status":"ok"'));
  }
} finally {
  await instance.stop();
  rmSync(bare, { recursive: true, force: true });
}
const of = (list: readonly Start[], pick: (each: Start) => number): number => median(list.map(pick));
const ms = (each: Start) => each.ms;
const memory = ({ memoryMb }: Start) => memoryMb;
report({
  bench: 'start',
  correct: [...own, ...floor].every(({ right }) => right),
  ratio: round(of(own, ms) / of(floor, ms)),
  memoryRatio: round(of(own, memory) / of(floor, memory)),
  ...{ firstAnswerMs: round(of(own, ms), 0), memoryMb: round(of(own, memory), 0) },
  floor: {
    what: 'a Next application of one static page, built and started by the same command',
    ...{ firstAnswerMs: round(of(floor, ms), 0), memoryMb: round(of(floor, memory), 0) },
  },
  ...{ rounds, node: process.version },
});

/** Builds the smallest Next application in a folder of its own, with our packages. */
function bareApplication(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'portico-bare-'));
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  mkdirSync(path.join(folder, 'app'));
  writeFileSync(path.join(folder, 'package.json'), '{"private":true,"type":"module"}');
  writeFileSync(
    path.join(folder, 'app/layout.jsx'),
    'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }',
  );
  writeFileSync(path.join(folder, 'app/page.jsx'), 'export default function Page() { return <h1>bare</h1>; }');
  // Webpack, because the other bundler does not follow the link to our packages.
  const built = spawnSync(process.execPath, [next, 'build', '--webpack'], { cwd: folder, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`The bare application was not built:\n${built.stdout}\n${built.stderr}`);
  return folder;
}

/** Starts an application, waits for its first answer, looks at its memory and ends it. */
async function started(cwd: string, page: string, expected: string): Promise<Start> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, [next, 'start', '-p', String(port), '-H', '127.0.0.1'], {
    cwd,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  try {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}${page}`).catch(() => null);
      if (answer?.ok) {
        const right = (await answer.text()).includes(expected);
        return { ms: performance.now() - began, memoryMb: memoryOf(child.pid ?? 0), right };
      }
      if (performance.now() - began > patienceMs || child.exitCode !== null) throw new Error(`${cwd} does not answer`);
      await sleep(10);
    }
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

/** Resident memory of a process in megabytes. Linux only: it reads /proc. */
function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}
