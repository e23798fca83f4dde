import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provisioningWorld, type ProvisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import { runBatch } from './testing/provisioning-faults';

let here: ProvisioningWorld;
beforeAll(async () => {
  here = await provisioningWorld();
});
afterAll(() => here.close());

/** A sample that ends within two minutes; `npm run faults -- provisioning` kills at every point. */
describe('provisioning with workers that are killed', { timeout: 170_000 }, () => {
  it('ends every run once and leaves nothing behind, taken over within thirty seconds', async () => {
    const result = await runBatch(here, {
      name: 'forward sample',
      killAt: [
        'apply:dataset:afterEffectBeforeReceipt',
        'apply:customerKey:afterEffectBeforeReceipt',
        'apply:tables:afterReceipt',
      ],
      failing: false,
      randomKills: 1,
      seed: 3,
      flows: 6,
    });
    expect(result).toMatchObject({ problems: [], missed: [] });
    expect(result.deaths).toBeGreaterThanOrEqual(4);
    expect(result.takeOverMaxMs).toBeLessThan(30_000);
  });

  it('walks back to nothing although workers die on the way back', async () => {
    const result = await runBatch(here, {
      name: 'back sample',
      killAt: ['undo:dataset:afterEffectBeforeReceipt', 'undo:customerKey:beforeEffect'],
      failing: true,
      randomKills: 0,
      seed: 0,
      flows: 6,
    });
    expect(result).toMatchObject({ problems: [], missed: [], runs: 6 });
    expect(result.takeOverMaxMs).toBeLessThan(30_000);
  });
});
