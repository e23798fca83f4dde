import { expect, it } from 'vitest';
import { runProgram } from '@/scripts/testing/run-program';
import type { FaultResult } from './testing/product-faults';

/** A sample of two to three minutes; `npm run faults -- product` goes through every place and twenty random moments. */
it('loses and doubles nothing when web, worker or database are killed while people save and submit', async () => {
  const result = await runProgram<FaultResult>('e2e/faults/product.ts', ['--sample'], 400_000);
  expect(result).toMatchObject({ problems: [], missed: [] });
  expect(result.deaths).toBeGreaterThanOrEqual(10);
  expect(result.acknowledged).toBeGreaterThan(100);
  expect(result.takeOverMaxMs).toBeLessThan(30_000);
  expect(result.runEndMaxMs).toBeLessThan(30_000);
}, 420_000);
