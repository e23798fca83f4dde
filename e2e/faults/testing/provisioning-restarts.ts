import { setTimeout as sleep } from 'node:timers/promises';
import type { ProvisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import type { SubmittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { begin } from './provisioning-faults';
import { findings } from './provisioning-findings';
import { seededRandom } from './random';
import { Workers } from './workers';

const FLOWS_PER_RESTART = 4;
/** When the first of them is begun before a crash, so that every crash meets runs in the middle. */
const BEFORE_MS = 800;
const APART_MS = { least: 5000, most: 10_000 };
/** Longer than a run stays unseen with nobody at it: two minutes, and the look after that. */
const SETTLE_MAX_MS = 240_000;

export type RestartsResult = Readonly<{
  batch: 'restarts';
  asked: number;
  restarts: number;
  runs: number;
  /** Runs that had begun and not ended when the server went down, over all restarts. */
  inTheMiddle: number;
  /** Workers that ended with the database and were started again. */
  deaths: number;
  /** From the last time that the server was up again until no run was open any more. */
  settledAfterMs: number;
  durationMs: number;
  problems: readonly string[];
}>;

/**
 * Sets flows up with two real workers while the database server crashes every five to ten seconds, so many times or until
 * the time is up, and looks for anything lost, doubled, left behind or stuck. `crash` also brings the server up again.
 */
export async function runRestarts(
  here: ProvisioningWorld,
  {
    restarts: asked,
    withinMs,
    seed,
    crash,
  }: Readonly<{ restarts: number; withinMs: number; seed: number; crash: () => Promise<void> }>,
): Promise<RestartsResult> {
  const started = Date.now();
  const random = seededRandom(seed);
  const workers = new Workers({ ...process.env, LOG_LEVEL: 'warn' });
  const flows: SubmittedFlow[] = [];
  let restarts = 0;
  let inTheMiddle = 0;
  try {
    await workers.start(2);
    let upSince = Date.now();
    while (restarts < asked && Date.now() - started < withinMs) {
      const crashAt = upSince + APART_MS.least + random() * (APART_MS.most - APART_MS.least);
      const batch: SubmittedFlow[] = [];
      for (let index = 0; index < FLOWS_PER_RESTART; index += 1) {
        const name = `restart_${flows.length + index}`;
        batch.push(
          await patiently(async () => {
            const customer = await here.world.customer(here.world.northwind, name.replace('_', '-'));
            return here.submitted(customer, name);
          }),
        );
      }
      flows.push(...batch);
      const moments = batch.map(() => crashAt - random() * BEFORE_MS).sort((left, right) => left - right);
      for (const [index, flow] of batch.entries()) {
        await until(moments[index] ?? crashAt);
        await patiently(() => begin(here, flow));
      }
      await until(crashAt);
      inTheMiddle += await openRuns(here, flows);
      await crash();
      upSince = Date.now();
      restarts += 1;
    }
    while ((await openRuns(here, flows)) > 0 && Date.now() - upSince < SETTLE_MAX_MS) await sleep(250);
    const settledAfterMs = Date.now() - upSince;
    const deaths = workers.deaths.length;
    await workers.stop();
    const problems = await findings(here, flows, 'restart', 'done');
    const durationMs = Date.now() - started;
    return {
      batch: 'restarts',
      asked,
      restarts,
      runs: flows.length,
      inTheMiddle,
      deaths,
      settledAfterMs,
      durationMs,
      problems,
    };
  } finally {
    await workers.stop();
  }
}

const until = (moment: number): Promise<unknown> => sleep(Math.max(0, moment - Date.now()));

async function openRuns(here: ProvisioningWorld, flows: readonly SubmittedFlow[]): Promise<number> {
  const [row] = await patiently(() =>
    here.database.sql<{ open: number }>(
      'select count(*)::int as open from provisioning_runs where id = any ($1) and ended_at is null',
      [flows.map(({ runId }) => runId)],
    ),
  );
  return row?.open ?? 0;
}

/** Our own connections were cut too, so the first use of each may fail. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let turn = 1; ; turn += 1) {
    try {
      return await work();
    } catch (error) {
      if (turn >= 10) throw error;
      await sleep(200);
    }
  }
}
