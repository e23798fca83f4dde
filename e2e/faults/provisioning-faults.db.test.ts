import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provisioningWorld, type ProvisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import { findings } from './testing/provisioning-findings';
import { runBatch } from './testing/provisioning-faults';

let here: ProvisioningWorld;
beforeAll(async () => {
  here = await provisioningWorld();
});
afterAll(() => here.close());

/** A sample that ends within two minutes; `npm run faults -- provisioning` kills at every point. */
describe('provisioning with workers that are killed', { timeout: 600_000 }, () => {
  it('ends every run once and leaves nothing behind, taken over within thirty seconds of there being a worker', async () => {
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
    expect(result.takeOverMaxMs).toBeLessThan(30_000 + Math.min(result.slowestStartMs, 30_000));
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
    expect(result.takeOverMaxMs).toBeLessThan(30_000 + Math.min(result.slowestStartMs, 30_000));
  });

  it('would notice a schema without a run and a run that has not ended', async () => {
    const owner = here.world.northwind.id;
    const flow = await here.submitted(await here.world.customer(here.world.northwind, 'planted'), 'planted_0');
    await here.warehouse(owner, 'create schema planted_1');
    expect(await findings(here, [flow], 'planted', 'undone')).toEqual(
      expect.arrayContaining([
        'planted_0: the run is planned',
        'planted_0: it ended 0 times',
        'the schema planted_1 was left behind',
      ]),
    );
  });
});
