import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

export const reportsDir = '.portico/reports';

export type TestOutcome = { file: string; title: string; status: 'passed' | 'failed' | 'skipped' };

type VitestReport = {
  testResults: { name: string; message?: string; status: string; assertionResults: VitestCase[] }[];
};
type VitestCase = { fullName: string; status: string };
type PlaywrightSuite = { title: string; file?: string; suites?: PlaywrightSuite[]; specs?: PlaywrightSpec[] };
type PlaywrightSpec = { title: string; tests: { status: string }[] };
type PlaywrightReport = { suites: PlaywrightSuite[]; errors?: unknown[] };

/** The tests of one report; a test file that could not even be loaded counts as one that failed. */
export const outcomesOf = (name: string): TestOutcome[] => readReport(path.join(reportsDir, name));

/** Every test of every report of the last run. */
export function readReports(): TestOutcome[] {
  if (!existsSync(reportsDir)) return [];
  return readdirSync(reportsDir)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => readReport(path.join(reportsDir, name)));
}

/** The tests that a report of vitest or Playwright names; none where it was not written. */
export const readReport = (file: string): TestOutcome[] => {
  if (!existsSync(file)) return [];
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport | PlaywrightReport;
  const strays: TestOutcome[] = existsSync(strayErrorsOf(file))
    ? [{ file: '', title: `errors outside of any test (${file})`, status: 'failed' }]
    : [];
  return [...('testResults' in report ? vitestOutcomes(report) : playwrightOutcomes(report)), ...strays];
};

/** The file beside a report that is there when something went wrong that belongs to no test. */
export const strayErrorsOf = (report: string): string => `${report}.stray`;

const vitestOutcomes = (report: VitestReport): TestOutcome[] =>
  report.testResults.flatMap((file) => {
    const cases = file.assertionResults.map(({ fullName, status }) => ({
      file: file.name,
      title: fullName,
      status: statusOf(status),
    }));
    const broken = file.status === 'failed' && !cases.some(({ status }) => status === 'failed');
    return broken ? [...cases, { file: file.name, title: file.name, status: 'failed' as const }] : cases;
  });

const playwrightOutcomes = (report: PlaywrightReport): TestOutcome[] => [
  ...report.suites.flatMap((suite) => suiteOutcomes(suite, [])),
  ...(report.errors ?? []).map(() => ({ file: '', title: 'the end-to-end run itself', status: 'failed' as const })),
];

const suiteOutcomes = (suite: PlaywrightSuite, above: string[]): TestOutcome[] => {
  const titles = [...above, suite.title];
  return [
    ...(suite.specs ?? []).flatMap((spec) =>
      spec.tests.map((test) => ({
        file: suite.file ?? '',
        title: [...titles, spec.title].join(' '),
        status: statusOf(test.status),
      })),
    ),
    ...(suite.suites ?? []).flatMap((inner) => suiteOutcomes(inner, titles)),
  ];
};

/**
 * Playwright calls a test by whether it went as expected; nothing is repeated within one run. What vitest calls pending was
 * to run and did not, because its process had ended.
 */
const statusOf = (status: string): TestOutcome['status'] => {
  if (status === 'passed' || status === 'expected') return 'passed';
  return ['failed', 'pending', 'unexpected', 'flaky'].includes(status) ? 'failed' : 'skipped';
};
