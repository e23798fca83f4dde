import { expect, it } from 'vitest';
import { runProgram } from '@/scripts/testing/run-program';
import type { WizardResult } from './testing/wizard-faults';

/** A sample of two to three minutes; `npm run faults -- wizard` plays two hundred points. */
it('loses no answer and overwrites none, whatever happens in the middle of a page @req I60', async () => {
  const result = await runProgram<WizardResult>('e2e/faults/wizard.ts', ['--sample'], 280_000);
  expect(result).toMatchObject({ problems: [], points: 12 });
  expect(Object.keys(result.landed).length).toBeGreaterThanOrEqual(6);
  expect(result.typingLostMaxMs).toBeLessThanOrEqual(2000);
}, 300_000);
