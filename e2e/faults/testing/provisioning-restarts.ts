import { setTimeout as sleep } from 'node:timers/promises';
import { changingActions, type ProvisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import type { SubmittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { FaultsFile } from './faults-file';
import { begin } from './provisioning-faults';
import { findings } from './provisioning-findings';
import { seededRandom } from './random';
import { Workers } from './workers';

const FLOWS_PER_RESTART = 6;
/** Every so many of them fails for good at its last blocking action and walks back. */
const FAILING_ONE_IN = 3;
/** When the first of them is begun before a crash, so that every crash meets runs in the middle, some on their way back. */
const BEFORE_MS = { going: 800, failing: 2500 };
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
  /** Runs that were made to fail, and how often the server went down while one of them walked back. */
  failing: number;
  walkingBack: number;
  /** Workers that ended with the database and were started again. */
  deaths: number;
  /** How long the server was up before it crashed, on average and at most. */
  upMs: Readonly<{ mean: number; most: number }>;
  /** From the last time that the server was up again until no run was open any more. */
  settledAfterMs: number;
  durationMs: number;
  problems: readonly string[];
}>;

/**
 * Sets flows up with two real workers while the database server crashes every five to ten seconds, so many times or until
 * the time is up, and looks for anything lost, doubled, left behind or stuck. `crash` also brings the server up again. The
 * customers are made beforehand, so that making them delays no crash.
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
  const { flows: prepared, failing } = await prepare(here, asked * FLOWS_PER_RESTART);
  const started = Date.now();
  const random = seededRandom(seed);
  const faults = new FaultsFile();
  faults.arm({ at: `apply:${refused}:beforeEffect`, do: 'fail', times: 10_000 });
  const workers = new Workers({ ...process.env, PORTICO_FAULTS: faults.file, LOG_LEVEL: 'warn' });
  const flows: SubmittedFlow[] = [];
  let restarts = 0;
  let inTheMiddle = 0;
  let walkingBack = 0;
  const ups: number[] = [];
  try {
    await workers.start(2);
    let upSince = Date.now();
    while (restarts < asked && Date.now() - started < withinMs) {
      const crashAt = upSince + APART_MS.least + random() * (APART_MS.most - APART_MS.least);
      const batch = prepared.splice(0, FLOWS_PER_RESTART);
      flows.push(...batch);
      const begins = batch
        .map((flow) => ({ flow, at: crashAt - random() * BEFORE_MS[failing.has(flow.runId) ? 'failing' : 'going'] }))
        .sort((left, right) => left.at - right.at);
      for (const { flow, at } of begins) {
        await until(at);
        await patiently(() => begin(here, flow));
      }
      await until(crashAt);
      inTheMiddle += await openRuns(here, flows);
      walkingBack += await openRuns(here, flows, 'undoing');
      ups.push(Date.now() - upSince);
      await crash();
      upSince = Date.now();
      restarts += 1;
    }
    while ((await openRuns(here, flows)) > 0 && Date.now() - upSince < SETTLE_MAX_MS) await sleep(250);
    const settledAfterMs = Date.now() - upSince;
    const deaths = workers.deaths.length;
    await workers.stop();
    const problems = await findings(here, flows, 'restart', (runId) => (failing.has(runId) ? 'undone' : 'done'));
    const durationMs = Date.now() - started;
    return {
      batch: 'restarts',
      asked,
      restarts,
      runs: flows.length,
      inTheMiddle,
      failing: flows.filter(({ runId }) => failing.has(runId)).length,
      walkingBack,
      deaths,
      upMs: {
        mean: Math.round(ups.reduce((sum, ms) => sum + ms, 0) / Math.max(1, ups.length)),
        most: Math.max(0, ...ups),
      },
      settledAfterMs,
      durationMs,
      problems,
    };
  } finally {
    await workers.stop();
    faults.remove();
  }
}

/** Customers that have sent in their answers; one in three with a set-up that fails for good. */
async function prepare(here: ProvisioningWorld, count: number) {
  const flows: SubmittedFlow[] = [];
  const failing = new Set<string>();
  for (let index = 0; index < count; index += 1) {
    const customer = await here.world.customer(here.world.northwind, `restart-${index}`);
    const fails = index % FAILING_ONE_IN === 0;
    const flow = await here.submitted(customer, `restart_${index}`, fails ? withRefused : undefined);
    if (fails) failing.add(flow.runId);
    flows.push(flow);
  }
  return { flows, failing };
}

const refused = 'refused';

/** The reference with one more blocking action, after everything that makes something; it fails by the faults' file. */
const withRefused = changingActions((actions) =>
  actions.flatMap((action) =>
    action.id === 'verification'
      ? [action, { ...action, id: refused, needs: ['verification'], retry: { attemptsMax: 1, backoffMs: 1000 } }]
      : [action],
  ),
);

const until = (moment: number): Promise<unknown> => sleep(Math.max(0, moment - Date.now()));

async function openRuns(
  here: ProvisioningWorld,
  flows: readonly SubmittedFlow[],
  status: 'undoing' | null = null,
): Promise<number> {
  const [row] = await patiently(() =>
    here.database.sql<{ open: number }>(
      `select count(*)::int as open from provisioning_runs
       where id = any ($1) and ended_at is null and status = coalesce($2, status)`,
      [flows.map(({ runId }) => runId), status],
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
