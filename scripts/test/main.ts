import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import process from 'node:process';
import { ensureBrowser, noBrowser } from '../lib/browser';
import { buildWeb, generateClient } from '../start/build';
import { countReport, reportsDir } from './reports';

type Stage = {
  name: string;
  /** Name of the JSON report that the stage writes, when it runs tests. */
  report?: string;
  /** True when all is well; a text when the stage was left out, with the reason. */
  run: () => Promise<boolean | string>;
};

const node = (...args: string[]): Promise<boolean> => command(process.execPath, args);
const bin = (file: string, ...args: string[]): Promise<boolean> => node(`node_modules/${file}`, ...args);

const vitest = (project: string, report: string, env: Record<string, string> = {}): Promise<boolean> =>
  command(
    process.execPath,
    [
      ...['node_modules/vitest/vitest.mjs', 'run', '--project', project],
      ...['--reporter=dot', '--reporter=json', `--outputFile.json=${reportsDir}/${report}`],
    ],
    env,
  );

const log = '.portico/test-build.log';

const fastStages: Stage[] = [
  { name: 'format', run: () => bin('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.') },
  { name: 'types', run: types },
  { name: 'lint', run: () => command('npm', ['run', '--silent', 'lint']) },
  { name: 'architecture', run: architecture },
  { name: 'messages', run: () => command('npm', ['run', '--silent', 'messages']) },
  { name: 'unit', report: 'unit.json', run: () => vitest('unit', 'unit.json') },
];

const debian = '/usr/lib/postgresql/15/bin/postgres';

const slowStages: Stage[] = [
  { name: 'database (PostgreSQL 18)', report: 'database-18.json', run: () => vitest('database', 'database-18.json') },
  {
    name: 'database (PostgreSQL 15)',
    report: 'database-15.json',
    run: async () =>
      existsSync(debian)
        ? vitest('database', 'database-15.json', { TEST_DATABASE: 'debian15' })
        : "Debian's postgresql-15 is not installed",
  },
  { name: 'build', run: build },
  { name: 'faults and benches', report: 'product.json', run: () => vitest('product', 'product.json') },
  { name: 'end to end', report: 'e2e.json', run: endToEnd },
];

/**
 * Runs every check in turn, each with its time; a failed one does not keep the next from running. The last line sums the
 * tests of all suites: `N passed, N failed`. A stage that fails without naming a test counts as one failure.
 */
export async function test({ fast }: { fast: boolean }): Promise<number> {
  mkdirSync('.portico', { recursive: true });
  rmSync(reportsDir, { recursive: true, force: true });
  mkdirSync(reportsDir, { recursive: true });
  const failedStages: string[] = [];
  const sum = { passed: 0, failed: 0 };
  for (const stage of fast ? fastStages : [...fastStages, ...slowStages]) {
    const startedAt = Date.now();
    console.log(`\n── ${stage.name} ${'─'.repeat(Math.max(3, 70 - stage.name.length))}`);
    const outcome = await stage.run().catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      return false;
    });
    const counted = stage.report ? countReport(stage.report) : { passed: 0, failed: 0 };
    const well = outcome !== false && counted.failed === 0;
    sum.passed += counted.passed;
    sum.failed += counted.failed + (!well && counted.failed === 0 ? 1 : 0);
    if (!well) failedStages.push(stage.name);
    const words = typeof outcome === 'string' ? `left out: ${outcome}` : well ? 'ok' : 'FAILED';
    const tests = stage.report ? `, ${counted.passed} passed, ${counted.failed} failed` : '';
    console.log(`${stage.name}: ${words}${tests} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
  }
  console.log(failedStages.length > 0 ? `\nFailed: ${failedStages.join(', ')}` : '\nEverything passed.');
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  return failedStages.length > 0 ? 1 : 0;
}

async function types(): Promise<boolean> {
  await generateClient(log);
  return (await bin('next/dist/bin/next', 'typegen')) && bin('typescript/bin/tsc', '--noEmit', '-p', '.');
}

async function architecture(): Promise<boolean> {
  const roots = ['app', 'components', 'lib', 'prisma', 'scripts', 'e2e', 'bench'].filter((root) => existsSync(root));
  const cruiser = 'dependency-cruiser/bin/dependency-cruise.mjs';
  return bin(cruiser, ...roots, '--config', '.dependency-cruiser.cjs');
}

async function build(): Promise<boolean> {
  await buildWeb(log, { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none', PORTICO_MODE: 'demo' });
  return true;
}

async function endToEnd(): Promise<boolean> {
  const browser = await ensureBrowser();
  if (!browser) {
    console.error(noBrowser);
    return false;
  }
  return command(process.execPath, ['node_modules/@playwright/test/cli.js', 'test'], {
    PORTICO_CHROMIUM: browser,
    PLAYWRIGHT_JSON_OUTPUT_NAME: `${reportsDir}/e2e.json`,
  });
}

function command(file: string, args: string[], env: Record<string, string> = {}): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      stdio: 'inherit',
      env: { ...process.env, ...env, NEXT_TELEMETRY_DISABLED: '1', npm_config_update_notifier: 'false' },
    });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}
