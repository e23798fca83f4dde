import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import process from 'node:process';
import { ensureBrowser, noBrowser } from '../lib/browser';
import { buildWeb, generateClient } from '../start/build';
import { outcomesOf, readReport, reportsDir, strayErrorsOf } from './reports';
import { filesToRepeat, judge, type SecondTry } from './second-try';
import { strayErrorsVariable } from './stray-errors';

type Stage = {
  name: string;
  /** True when all is well; a text when the stage was left out, with the reason. */
  run: () => Promise<boolean | string>;
  /** Where the stage runs tests: the name of its report, and how to try some of its files again, into another report. */
  tests?: { report: string; repeat: (files: readonly string[], report: string) => Promise<boolean> };
};

const node = (...args: string[]): Promise<boolean> => command(process.execPath, args);
const bin = (file: string, ...args: string[]): Promise<boolean> => node(`node_modules/${file}`, ...args);

const vitest = (
  project: string,
  report: string,
  { files = [], env = {} }: { files?: readonly string[]; env?: Record<string, string> } = {},
): Promise<boolean> =>
  command(
    process.execPath,
    [
      ...['node_modules/vitest/vitest.mjs', 'run', '--project', project],
      ...['--reporter=dot', '--reporter=./scripts/test/stray-errors.ts'],
      ...['--reporter=json', `--outputFile.json=${report}`, ...files],
      ...(files.length > 0 ? ['--no-file-parallelism'] : []),
    ],
    { ...env, [strayErrorsVariable]: strayErrorsOf(report) },
  );

/** A stage that runs one of vitest's projects. */
const vitestStage = (name: string, project: string, report: string, env: Record<string, string> = {}): Stage => ({
  name,
  run: () => vitest(project, `${reportsDir}/${report}`, { env }),
  tests: { report, repeat: (files, again) => vitest(project, again, { files, env }) },
});

const log = '.portico/test-build.log';

const fastStages: Stage[] = [
  { name: 'format', run: () => bin('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.') },
  { name: 'types', run: types },
  { name: 'lint', run: () => command('npm', ['run', '--silent', 'lint']) },
  { name: 'architecture', run: architecture },
  { name: 'messages', run: () => command('npm', ['run', '--silent', 'messages']) },
  vitestStage('unit', 'unit', 'unit.json'),
];

const debian = '/usr/lib/postgresql/15/bin/postgres';

const slowStages: Stage[] = [
  vitestStage('database (PostgreSQL 18)', 'database', 'database-18.json'),
  existsSync(debian)
    ? vitestStage('database (PostgreSQL 15)', 'database', 'database-15.json', { TEST_DATABASE: 'debian15' })
    : { name: 'database (PostgreSQL 15)', run: () => Promise.resolve("Debian's postgresql-15 is not installed") },
  { name: 'build', run: build },
  vitestStage('faults and benches', 'product', 'product.json'),
  {
    name: 'end to end',
    run: () => endToEnd(`${reportsDir}/e2e.json`),
    tests: { report: 'e2e.json', repeat: (_files, again) => endToEnd(again, '--last-failed', '--workers=1') },
  },
];

/**
 * Runs every check in turn, each with its time; a failed one does not keep the next from running. The last line sums the
 * tests of all suites: `N passed, N failed`. A stage that fails without naming a test counts as one failure. What fails in
 * few files is tried once more with nothing beside it; what passes then is named, and does not decide.
 */
export async function test({ fast }: { fast: boolean }): Promise<number> {
  mkdirSync('.portico', { recursive: true });
  rmSync(reportsDir, { recursive: true, force: true });
  mkdirSync(reportsDir, { recursive: true });
  const failedStages: string[] = [];
  const unsteady: string[] = [];
  const sum = { passed: 0, failed: 0 };
  for (const stage of fast ? fastStages : [...fastStages, ...slowStages]) {
    const startedAt = Date.now();
    console.log(`\n── ${stage.name} ${'─'.repeat(Math.max(3, 70 - stage.name.length))}`);
    const outcome = await stage.run().catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      return false;
    });
    const tried = await secondTry(stage);
    const failed = tried.failed.length;
    const well = failed === 0 && (outcome !== false || tried.endedWell);
    sum.passed += tried.passed;
    sum.failed += failed + (!well && failed === 0 ? 1 : 0);
    unsteady.push(...tried.unsteady);
    if (!well) failedStages.push(stage.name);
    const words = typeof outcome === 'string' ? `left out: ${outcome}` : well ? 'ok' : 'FAILED';
    const tests = stage.tests ? `, ${tried.passed} passed, ${failed} failed` : '';
    for (const title of tried.failed) console.log(`failed: ${title}`);
    console.log(`${stage.name}: ${words}${tests} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
  }
  if (unsteady.length > 0) {
    console.log(
      `\nPassed only when tried alone, and needs a look:\n${unsteady.map((title) => `- ${title}`).join('\n')}`,
    );
  }
  console.log(failedStages.length > 0 ? `\nFailed: ${failedStages.join(', ')}` : '\nEverything passed.');
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  return failedStages.length > 0 ? 1 : 0;
}

async function secondTry({ tests }: Stage): Promise<SecondTry & { endedWell: boolean }> {
  const first = tests ? outcomesOf(tests.report) : [];
  const files = filesToRepeat(first);
  if (!tests || files.length === 0) return { ...judge(first, []), endedWell: false };
  console.log(`\nTried once more, alone: ${files.join(', ')}`);
  const report = '.portico/second-try.json';
  for (const file of [report, strayErrorsOf(report)]) rmSync(file, { force: true });
  const endedWell = await tests.repeat(files, report).catch(() => false);
  return { ...judge(first, readReport(report)), endedWell };
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

async function endToEnd(report: string, ...options: string[]): Promise<boolean> {
  const browser = await ensureBrowser();
  if (!browser) {
    console.error(noBrowser);
    return false;
  }
  return command(process.execPath, ['node_modules/@playwright/test/cli.js', 'test', ...options], {
    PORTICO_CHROMIUM: browser,
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
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
