import { expect, test } from '@playwright/test';
import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import type { FaultResult } from './testing/product-faults';

/** A sample; `npm run faults -- product` goes through every place and twenty random moments. */
test('loses and doubles nothing when web, worker or database are killed while people save and submit', async () => {
  test.setTimeout(400_000);
  const program = ['--conditions=react-server', '--import', 'tsx', 'e2e/faults/product.ts', '--sample', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, program, { timeout: 390_000 }).catch(
    (error: Readonly<{ stdout?: string; stderr?: string }>) => {
      if (error.stdout?.includes('"good"')) return { stdout: error.stdout };
      throw new Error(`${error.stdout ?? ''}\n${error.stderr ?? ''}`);
    },
  );
  const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as FaultResult;
  expect(result).toMatchObject({ problems: [], missed: [] });
  expect(result.deaths).toBeGreaterThanOrEqual(10);
  expect(result.acknowledged).toBeGreaterThan(100);
  expect(result.takeOverMaxMs).toBeLessThan(30_000);
  expect(result.runEndMaxMs).toBeLessThan(30_000);
});
