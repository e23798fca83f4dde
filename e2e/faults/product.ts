import { requestPoints, runFaults, type Death, type FaultPlan } from './testing/product-faults';
import { applyPoints, undoPoints } from './testing/provisioning-faults';

/**
 * `npm run faults -- product [--sample] [--json]`: a whole product, people who fill flows in through its pages, and deaths
 * of the web, the worker and the database at named places of save, submit, apply, receipt and compensation, and twenty at
 * random. Fails when an acknowledged answer was lost, anything was left or is there twice, or a run waited for more than
 * thirty seconds.
 */
const LIMIT_MS = 30_000;

const ofDatabase = (at: string): Death => ({ at, of: 'database' });
const ofProcess = (at: string): Death => ({ at, of: 'process' });

const all: FaultPlan = {
  // The worker's own deaths at each place of a set-up are the matter of `npm run faults -- provisioning`.
  forward: [...requestPoints.flatMap((at) => [ofProcess(at), ofDatabase(at)]), ...applyPoints.map(ofDatabase)],
  back: undoPoints.map(ofDatabase),
  randomKills: 20,
  randomCustomers: 10,
  seed: 20_261_121,
};
const sample: FaultPlan = {
  forward: [
    ofProcess('saveStep:beforeAnswer'),
    ofDatabase('saveStep:beforeAnswer'),
    ofProcess('submit:beforeCommit'),
    ofDatabase('submitFlow:beforeAnswer'),
    ofDatabase('apply:dataset:afterEffectBeforeReceipt'),
    ofDatabase('apply:tables:afterReceipt'),
  ],
  back: [ofDatabase('undo:dataset:afterEffectBeforeReceipt')],
  randomKills: 4,
  randomCustomers: 3,
  seed: 7,
};

const result = await runFaults(process.argv.includes('--sample') ? sample : all);
const good =
  result.problems.length === 0 &&
  result.missed.length === 0 &&
  result.takeOverMaxMs < LIMIT_MS &&
  result.runEndMaxMs < LIMIT_MS;
console.log(JSON.stringify({ good, ...result }, null, process.argv.includes('--json') ? 0 : 2));
process.exit(good ? 0 : 1);
