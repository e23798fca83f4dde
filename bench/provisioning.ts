import { cpus, loadavg } from 'node:os';
import { Workers } from '@/e2e/faults/testing/workers';
import { enqueue } from '@/lib/platform/jobs';
import { provisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import type { SubmittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { withTenant } from '@/lib/tenancy';
import { startTestCluster } from '@/scripts/testing/cluster';
import { clusterVariable } from '@/scripts/testing/database';
import { engineRatio } from './measuring/engine-ratio';

/**
 * `npm run bench -- provisioning [--json] [--runs 60] [--rounds 3]`: set-ups per second with plan, receipts, audit and
 * events, held against the durable engine alone with as many steps that do nothing, in the same run; and how long one
 * takes from the commit of the submission to `done`, alone and fifty at once, with two workers and a real warehouse.
 */
const option = (name: string, fallback: number): number => {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? fallback : Number(process.argv[index + 1]);
};

const runs = option('runs', 60);

// As durable as in production: the floor is made of commits, and a commit that is not written would flatter it.
const { cluster, stop } = await startTestCluster({ durable: true });
process.env[clusterVariable] = JSON.stringify(cluster);
const here = await provisioningWorld();
const workers = new Workers({ ...process.env, LOG_LEVEL: 'silent' });

async function measure(prefix: string, count: number, together: boolean): Promise<readonly number[]> {
  const flows: SubmittedFlow[] = [];
  for (let index = 0; index < count; index += 1) {
    const customer = await here.world.customer(here.world.northwind, `${prefix}-${index}`);
    flows.push(await here.submitted(customer, `${prefix}_${index}`));
  }
  const times: number[] = [];
  const begin = async ({ tenantId, runId }: SubmittedFlow): Promise<void> => {
    const started = performance.now();
    await withTenant(here.world.northwindManager, (tx) =>
      enqueue(tx, { workflow: 'provision-flow', id: `provision:${runId}`, args: { tenantId, runId } }),
    );
    for (;;) {
      const [row] = await here.database.sql<{ status: string }>('select status from provisioning_runs where id = $1', [
        runId,
      ]);
      if (row?.status === 'done') break;
      await new Promise((resolve) => setTimeout(resolve, together ? 50 : 5));
    }
    times.push(performance.now() - started);
  };
  if (together) await Promise.all(flows.map(begin));
  else for (const flow of flows) await begin(flow);
  return times.sort((left, right) => left - right);
}

const figures = (times: readonly number[]) => {
  const at = (share: number): number =>
    Math.round(times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0);
  return { runs: times.length, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
};

try {
  await workers.start(2);
  await measure('warm', 4, false);
  const alone = figures(await measure('alone', Math.min(20, runs), false));
  const started = performance.now();
  const together = figures(await measure('together', Math.min(50, runs), true));
  const perSecond = Math.round((together.runs * 10_000) / (performance.now() - started)) / 10;
  await workers.stop();
  const { problems, ...against } = await engineRatio(here, runs, option('rounds', 3));
  const result = {
    bench: 'provisioning',
    correct: problems.length === 0,
    problems,
    ...against,
    floor: 'the durable engine alone, as many steps that do nothing',
    node: process.version,
    cores: cpus().length,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    alone,
    together,
    togetherPerSecond: perSecond,
  };
  console.log(process.argv.includes('--json') ? JSON.stringify(result) : JSON.stringify(result, null, 2));
} finally {
  await workers.stop();
  await here.close();
  await stop();
}
