import { writeFileSync } from 'node:fs';
import process from 'node:process';

/** Where a run of vitest says that something went wrong which belongs to no test, and which its own report leaves out. */
export const strayErrorsVariable = 'TEST_STRAY_ERRORS';

/** The part of a reporter of vitest that notices such errors. */
export default class StrayErrors {
  onTestRunEnd(_modules: readonly unknown[], errors: readonly unknown[]): void {
    const file = process.env[strayErrorsVariable];
    if (file !== undefined && errors.length > 0) writeFileSync(file, `${errors.length}\n`);
  }
}
