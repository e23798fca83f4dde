import { startTestCluster } from '@/scripts/testing/cluster';
import { clusterVariable } from '@/scripts/testing/database';
import {
  applyPoints,
  faultWorld,
  runBatch,
  undoPoints,
  type Batch,
  type BatchResult,
} from './testing/provisioning-faults';

/**
 * `npm run faults -- provisioning`: kills real workers at every named moment of every action, on the way forward and on
 * the way back, and twenty times at moments that nobody chose. Fails when anything was lost, doubled or left behind, or
 * when work stayed with a dead worker for more than thirty seconds.
 */
const batches: readonly Batch[] = [
  { name: 'forward', killAt: applyPoints, failing: false, randomKills: 0, seed: 0, flows: 12 },
  { name: 'back', killAt: undoPoints, failing: true, randomKills: 0, seed: 0, flows: 12 },
  { name: 'random', killAt: [], failing: false, randomKills: 10, seed: 20_261_121, flows: 40 },
  { name: 'random back', killAt: [], failing: true, randomKills: 10, seed: 42, flows: 40 },
];
const TAKE_OVER_MAX_MS = 30_000;

const isGood = (result: BatchResult): boolean =>
  result.problems.length === 0 && result.missed.length === 0 && result.takeOverMaxMs < TAKE_OVER_MAX_MS;

const { cluster, stop } = await startTestCluster();
process.env[clusterVariable] = JSON.stringify(cluster);
let good = true;
try {
  const here = await faultWorld();
  for (const batch of batches) {
    const result = await runBatch(here, batch);
    good &&= isGood(result);
    console.log(JSON.stringify(result));
  }
  await here.close();
} finally {
  await stop();
}
console.log(good ? 'Nothing was lost, doubled or left behind.' : 'Something is wrong: see above.');
process.exitCode = good ? 0 : 1;
