import { expect, it } from 'vitest';
import { sampleOf } from './testing/provisioning-sample';

it('ends every run as if nothing had happened, wherever a worker is cut off', { timeout: 900_000 }, async () => {
  const sample = await sampleOf('marketing-analytics', { points: 10 });
  expect(sample).toMatchObject({ problems: [], tried: 10 });
});
