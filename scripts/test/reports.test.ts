import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readReport, strayErrorsOf } from './reports';

const place = mkdtempSync(path.join(tmpdir(), 'portico-reports-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const written = (name: string, report: unknown): string => {
  const file = path.join(place, name);
  writeFileSync(file, JSON.stringify(report));
  return file;
};
const vitestReport = (status: string, statuses: readonly string[]) => ({
  testResults: [
    { name: '/x/a.test.ts', status, assertionResults: statuses.map((each) => ({ fullName: each, status: each })) },
  ],
});
const statuses = (file: string) => readReport(file).map(({ title, status }) => [title, status]);

describe('a report', () => {
  it('counts what was to run and did not as failed, and what was left out on purpose as skipped', () => {
    const file = written('died.json', vitestReport('passed', ['passed', 'failed', 'pending', 'skipped']));
    expect(statuses(file)).toEqual([
      ['passed', 'passed'],
      ['failed', 'failed'],
      ['pending', 'failed'],
      ['skipped', 'skipped'],
    ]);
  });

  it('counts a file that could not be loaded, and errors that belong to no test, as failures', () => {
    expect(statuses(written('unloaded.json', vitestReport('failed', [])))).toEqual([['/x/a.test.ts', 'failed']]);
    const file = written('stray.json', vitestReport('passed', ['passed']));
    expect(readReport(file)).toHaveLength(1);
    writeFileSync(strayErrorsOf(file), '1\n');
    expect(readReport(file)[1]).toMatchObject({ file: '', status: 'failed' });
  });

  it('names the tests of Playwright by their file, and takes none of them for passed that passed by repeating', () => {
    const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
    const file = written('e2e.json', {
      suites: [{ title: 'a.spec.ts', file: 'a.spec.ts', specs: [spec('one', 'expected'), spec('two', 'flaky')] }],
      errors: [{}],
    });
    expect(readReport(file)).toEqual([
      { file: 'a.spec.ts', title: 'a.spec.ts one', status: 'passed' },
      { file: 'a.spec.ts', title: 'a.spec.ts two', status: 'failed' },
      { file: '', title: 'the end-to-end run itself', status: 'failed' },
    ]);
  });

  it('that was not written has no tests', () => {
    expect(readReport(path.join(place, 'none.json'))).toEqual([]);
  });
});
