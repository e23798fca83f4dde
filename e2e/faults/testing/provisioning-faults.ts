import { readdirSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { enqueue } from '@/lib/platform/jobs';
import { provisioningWorld, type ProvisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import type { SubmittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { withTenant } from '@/lib/tenancy';
import { findings } from './provisioning-findings';
import { Workers } from './workers';

const actions = ['dataset', 'tables', 'customerKey', 'customerKeyRecord', 'verification', 'dryRun'];
const moments = ['beforeEffect', 'afterEffectBeforeReceipt', 'afterReceipt'];

/** The database, the warehouse and the people that batches work with; made once per process. */
export const faultWorld = provisioningWorld;

/** Every moment around every action at which a worker can die on the way forward. */
export const applyPoints = actions.flatMap((action) => moments.map((moment) => `apply:${action}:${moment}`));
/** The same on the way back, for the actions that have been begun when the check after them fails. */
export const undoPoints = actions.slice(0, 5).flatMap((action) => moments.map((moment) => `undo:${action}:${moment}`));

export type Batch = Readonly<{
  name: string;
  /** Each kills one worker once, whichever flow gets there first. */
  killAt: readonly string[];
  /** Makes every run fail for good at its last check, so that all of them walk back. */
  failing: boolean;
  /** Kills at moments that nobody chose, from a seed. */
  randomKills: number;
  seed: number;
  flows: number;
}>;
export type BatchResult = Readonly<{
  batch: string;
  runs: number;
  deaths: number;
  /** Points that no run has come to, or that did not fire. */
  missed: readonly string[];
  /** From a worker's death until none of its work waited for it any more. */
  takeOverMaxMs: number;
  /** How long the slowest worker has taken to be there: where the machine is slow, whoever takes over comes later. */
  slowestStartMs: number;
  durationMs: number;
  problems: readonly string[];
}>;

/** Sets flows up with real workers that die where the batch says, and looks for anything lost, doubled or left behind. */
export async function runBatch(here: ProvisioningWorld, batch: Batch): Promise<BatchResult> {
  const prefix = batch.name.replaceAll(/[^a-z]/g, '_');
  const folder = mkdtempSync(path.join(tmpdir(), 'portico-faults-'));
  const file = path.join(folder, 'faults.json');
  const faults = [
    ...batch.killAt.map((at) => ({ at, do: 'kill' })),
    ...(batch.failing ? [{ at: 'apply:verification:beforeEffect', do: 'fail', times: 10_000 }] : []),
  ];
  writeFileSync(file, JSON.stringify(faults));
  const workers = new Workers({ ...process.env, PORTICO_FAULTS: file, LOG_LEVEL: 'warn' });
  const started = Date.now();
  try {
    const flows: SubmittedFlow[] = [];
    for (let index = 0; index < batch.flows; index += 1) {
      const customer = await here.world.customer(here.world.northwind, `${prefix.replaceAll('_', '-')}-${index}`);
      flows.push(await here.submitted(customer, `${prefix}_${index}`));
    }
    await workers.start(2);
    for (const flow of flows) await begin(here, flow);
    const takeOver = watchTakeOver(here, workers);
    await Promise.all([untilEnded(here, flows, batch), killAtRandom(workers, batch)]);
    const takeOverMaxMs = await takeOver.stop();
    const [deaths, slowestStartMs] = [workers.ended, workers.slowestStartMs];
    await workers.stop();
    const missed = batch.killAt.filter((_at, index) => !readdirs(`${file}.fired`).includes(`${index}-0`));
    const problems = await findings(here, flows, prefix, batch.failing ? 'undone' : 'done');
    const durationMs = Date.now() - started;
    return {
      batch: batch.name,
      runs: flows.length,
      deaths,
      missed,
      takeOverMaxMs,
      slowestStartMs,
      durationMs,
      problems,
    };
  } finally {
    await workers.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const begin = (here: ProvisioningWorld, { tenantId, runId }: SubmittedFlow): Promise<void> =>
  withTenant(here.world.northwindManager, (tx) =>
    enqueue(tx, { workflow: 'provision-flow', id: `provision:${runId}`, args: { tenantId, runId } }),
  );

async function untilEnded(here: ProvisioningWorld, flows: readonly SubmittedFlow[], batch: Batch): Promise<void> {
  const deadline = Date.now() + 120_000 + (batch.killAt.length + batch.randomKills) * 15_000;
  for (;;) {
    const [row] = await here.database.sql<{ open: number }>(
      `select count(*)::int as open from provisioning_runs where id = any ($1) and ended_at is null`,
      [flows.map(({ runId }) => runId)],
    );
    if (row?.open === 0) return;
    if (Date.now() > deadline) return;
    await sleep(200);
  }
}

/** Kills one of two ready workers again and again after up to three seconds; mulberry32 makes the moments the same for the same seed. */
async function killAtRandom(workers: Workers, { randomKills, seed }: Batch): Promise<void> {
  let state = seed;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  for (let kill = 0; kill < randomKills; kill += 1) {
    await sleep(200 + random() * 2800);
    const before = workers.ended;
    while (!workers.killOne(random())) await sleep(100);
    while (workers.ended === before) await sleep(20);
  }
}

/** Measures, for every death, how long work stayed with the dead. */
function watchTakeOver(here: ProvisioningWorld, workers: Workers): Readonly<{ stop: () => Promise<number> }> {
  let stopped = false;
  let longest = 0;
  const settled = new Set<string>();
  const loop = (async () => {
    while (!stopped) {
      for (const death of workers.deaths) {
        if (settled.has(death.executorId)) continue;
        const waiting = await here.database.sql(
          `select 1 from dbos.workflow_status where status = 'PENDING' and executor_id = $1 limit 1`,
          [death.executorId],
        );
        longest = Math.max(longest, Date.now() - death.at);
        if (waiting.length === 0) settled.add(death.executorId);
      }
      await sleep(250);
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await loop;
      return longest;
    },
  };
}

const readdirs = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);
