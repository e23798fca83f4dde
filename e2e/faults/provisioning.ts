import { spawn } from 'node:child_process';
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
import { runRestarts } from './testing/provisioning-restarts';
import { sampleOf } from './testing/provisioning-sample';
import { subjects } from './testing/provisioning-subjects';

/**
 * `npm run faults -- provisioning [--full]`: kills real workers at every named moment of every action, on the way forward
 * and on the way back, and twenty times at moments that nobody chose. Fails when anything was lost, doubled or left
 * behind, or when work stayed with a dead worker for more than thirty seconds. Then goes through points of every template
 * inside one process for each, against simulated systems: workers that are cut off, systems that go wrong, both at once;
 * thirty points, or with `--full` all pairs of action and fault and a selection of the rest, of which `--triples 2000`
 * takes all.
 *
 * `npm run faults -- provisioning --restarts 100 [--minutes 20]` crashes the database server instead, every five to ten
 * seconds, so many times or until the time is up; the server is as durable as in production. A third of the runs walks back.
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

const option = (name: string): string | undefined => {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? undefined : process.argv[index + 1];
};
const template = option('template');
const full = process.argv.includes('--full');
/** A template with many points is tried by several processes at once. */
const partsOf = (name: string): readonly string[] =>
  full && name === 'service-desk' ? ['1/3', '2/3', '3/3'] : ['1/1'];
const triples = option('triples') ?? '60';
const restarts = option('restarts');
const { cluster, stop, crash } = await startTestCluster({ durable: restarts !== undefined });
process.env[clusterVariable] = JSON.stringify(cluster);
let good = true;
try {
  if (template !== undefined) {
    const [part = 1, parts = 1] = (option('part') ?? '1/1').split('/').map(Number);
    const extent = full
      ? { points: null, triples: Number(triples), part: part - 1, parts }
      : { points: Number(option('points') ?? 10) };
    const sample = await sampleOf(template, extent);
    good = sample.problems.length === 0;
    console.log(JSON.stringify(sample));
  } else if (restarts !== undefined) {
    const here = await faultWorld();
    const withinMs = Number(option('minutes') ?? 20) * 60_000;
    const result = await runRestarts(here, { restarts: Number(restarts), withinMs, seed: 20_261_121, crash });
    good = result.problems.length === 0 && result.restarts > 0;
    console.log(JSON.stringify(result));
    await here.close();
  } else {
    const here = await faultWorld();
    for (const batch of batches) {
      const result = await runBatch(here, batch);
      good &&= isGood(result);
      console.log(JSON.stringify(result));
    }
    await here.close();
    const tries = Object.keys(subjects).flatMap((each) => partsOf(each).map((part) => tryTemplate(each, part)));
    good = (await Promise.all(tries)).every(Boolean) && good;
  }
} finally {
  await stop();
}
console.log(good ? 'Nothing was lost, doubled or left behind.' : 'Something is wrong: see above.');
process.exitCode = good ? 0 : 1;

/** A process is set to one database, and each template has its own. */
function tryTemplate(name: string, part: string): Promise<boolean> {
  const args = ['--template', name, ...(full ? ['--full', '--part', part, '--triples', triples] : [])];
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', ...args], { stdio: 'inherit' });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code === 0)));
}
