import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

export const reportsDir = '.portico/reports';

export type TestOutcome = { title: string; status: 'passed' | 'failed' | 'skipped' };

type VitestReport = {
  testResults: { name: string; message?: string; status: string; assertionResults: VitestCase[] }[];
};
type VitestCase = { fullName: string; status: string };
type PlaywrightSuite = { title: string; suites?: PlaywrightSuite[]; specs?: PlaywrightSpec[] };
type PlaywrightSpec = { title: string; tests: { status: string }[] };
type PlaywrightReport = { suites: PlaywrightSuite[]; errors?: unknown[] };

/** How many tests of one report passed and failed; a test file that could not even be loaded counts as a failure. */
export function countReport(name: string): { passed: number; failed: number } {
  const outcomes = readReport(path.join(reportsDir, name));
  const count = (status: TestOutcome['status']): number =>
    outcomes.filter((outcome) => outcome.status === status).length;
  return { passed: count('passed'), failed: count('failed') };
}

/** Every test of every report of the last run. */
export function readReports(): TestOutcome[] {
  if (!existsSync(reportsDir)) return [];
  return readdirSync(reportsDir)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => readReport(path.join(reportsDir, name)));
}

const readReport = (file: string): TestOutcome[] => {
  if (!existsSync(file)) return [];
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport | PlaywrightReport;
  return 'testResults' in report ? vitestOutcomes(report) : playwrightOutcomes(report);
};

const vitestOutcomes = (report: VitestReport): TestOutcome[] =>
  report.testResults.flatMap((file) => {
    const cases = file.assertionResults.map(({ fullName, status }) => ({ title: fullName, status: statusOf(status) }));
    const broken = file.status === 'failed' && !cases.some(({ status }) => status === 'failed');
    return broken ? [...cases, { title: file.name, status: 'failed' as const }] : cases;
  });

const playwrightOutcomes = (report: PlaywrightReport): TestOutcome[] => [
  ...report.suites.flatMap((suite) => suiteOutcomes(suite, [])),
  ...(report.errors ?? []).map(() => ({ title: 'the end-to-end run itself', status: 'failed' as const })),
];

const suiteOutcomes = (suite: PlaywrightSuite, above: string[]): TestOutcome[] => {
  const titles = [...above, suite.title];
  return [
    ...(suite.specs ?? []).flatMap((spec) =>
      spec.tests.map((test) => ({ title: [...titles, spec.title].join(' '), status: statusOf(test.status) })),
    ),
    ...(suite.suites ?? []).flatMap((inner) => suiteOutcomes(inner, titles)),
  ];
};

/** Playwright calls a test by whether it went as expected; one that passed only when repeated has not passed. */
const statusOf = (status: string): TestOutcome['status'] => {
  if (status === 'passed' || status === 'expected') return 'passed';
  return status === 'failed' || status === 'unexpected' || status === 'flaky' ? 'failed' : 'skipped';
};
