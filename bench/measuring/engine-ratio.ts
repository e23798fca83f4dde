import { verifyAudit } from '@/lib/audit';
import { sealValue } from '@/lib/crypto';
import { enqueue, launchEngine, type JobArgs, type Workflow } from '@/lib/platform/jobs';
import { uuidv7 } from '@/lib/platform/ids';
import { provisionFlow, type Environment } from '@/lib/provisioning';
import type { ProvisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import type { SubmittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { asCustomer, withTenant } from '@/lib/tenancy';
import { median, round } from './measure';
import { RememberedDatasets } from './remembered-datasets';

/** What the engine alone is given: one step for each of the six actions, one for the plan and one for the end. */
const STEPS = 8;

type Kind = 'engine' | 'run' | 'runWithWarehouse';
type Counting = Readonly<{ workflow: Workflow; until: (count: number) => Promise<void> }>;

export type EngineRatio = Readonly<{
  /** Whole set-ups with plan, receipts, audit and events, as a share of as many durable steps that do nothing. */
  ratio: number;
  /** The same with the effects in a real warehouse. */
  withWarehouseRatio: number;
  stepsPerRun: number;
  engineRunsPerSecond: number;
  runsPerSecond: number;
  runsWithWarehousePerSecond: number;
  problems: readonly string[];
}>;

/**
 * Set-ups per second on one engine in this process, against the engine alone with the same number of steps. The three
 * kinds take turns in every round; the answer is the median of the rounds.
 */
export async function engineRatio(here: ProvisioningWorld, runs: number, rounds: number): Promise<EngineRatio> {
  const perRound: Record<Kind, number>[] = [];
  const problems: string[] = [];
  const remembered: Environment = { ...here.environment, datasets: new RememberedDatasets() };
  const counted: Record<Kind, Counting> = {
    engine: counting(async (durable) => {
      for (let step = 0; step < STEPS; step += 1) await durable.step(`step-${step}`, async () => null);
    }),
    run: counting(provisionFlow(remembered)),
    runWithWarehouse: counting(provisionFlow(here.environment)),
  };
  const engine = await launchEngine({
    url: here.database.workerUrl,
    executorId: uuidv7(),
    workflows: Object.fromEntries(Object.entries(counted).map(([kind, { workflow }]) => [nameOf(kind), workflow])),
    periodic: [],
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: ({ ...fields }, text) => problems.push(text, JSON.stringify(fields)),
    },
  });
  try {
    for (let turn = -1; turn < rounds; turn += 1) {
      // The first turn warms up.
      const kinds: readonly Kind[] = ['run', 'engine', 'runWithWarehouse'];
      const rates: Partial<Record<Kind, number>> = {};
      for (const kind of kinds) {
        const count = turn < 0 ? Math.min(10, runs) : runs;
        const flows = kind === 'engine' ? [] : await submittedFlows(here, `${kind.toLowerCase()}_${turn + 1}`, count);
        const began = performance.now();
        await begin(here, nameOf(kind), flows, count);
        await counted[kind].until(count);
        rates[kind] = count / ((performance.now() - began) / 1000);
        problems.push(...(await wrong(here, flows)));
      }
      if (turn >= 0) perRound.push({ engine: 0, run: 0, runWithWarehouse: 0, ...rates });
    }
  } finally {
    await engine.stop();
  }
  const of = (pick: (each: Record<Kind, number>) => number, digits = 3): number =>
    round(median(perRound.map(pick)), digits);
  return {
    ratio: of((each) => each.run / each.engine),
    withWarehouseRatio: of((each) => each.runWithWarehouse / each.engine),
    stepsPerRun: STEPS,
    engineRunsPerSecond: of((each) => each.engine, 1),
    runsPerSecond: of((each) => each.run, 1),
    runsWithWarehousePerSecond: of((each) => each.runWithWarehouse, 1),
    problems,
  };
}

const nameOf = (kind: string): string => `bench-${kind.toLowerCase()}`;

/** A workflow that says when so many of it have ended since the last time. */
function counting(work: Workflow): Counting {
  let ended = 0;
  let look: () => void = () => undefined;
  return {
    workflow: async (durable, args) => {
      await work(durable, args);
      ended += 1;
      look();
    },
    until: (count) =>
      new Promise((resolve) => {
        look = () => {
          if (ended < count) return;
          ended = 0;
          look = () => undefined;
          resolve();
        };
        look();
      }),
  };
}

async function submittedFlows(here: ProvisioningWorld, prefix: string, count: number): Promise<SubmittedFlow[]> {
  const flows: SubmittedFlow[] = [];
  for (let index = 0; index < count; index += 1) {
    const customer = await here.world.customer(here.world.northwind, `${prefix.replaceAll('_', '-')}-${index}`);
    flows.push(await here.submitted(customer, `${prefix}_${index}`));
    // Whoever has answered in the wizard has a data key: answers about people are sealed.
    await asCustomer(customer.id, 'bench', (tx) =>
      sealValue(tx, { tenantId: customer.id, table: 'bench', column: 'answer', rowId: customer.id }, 'an answer'),
    );
  }
  return flows;
}

/** Enqueues all of them as submitting does, ten transactions at a time. */
async function begin(
  { world }: ProvisioningWorld,
  workflow: string,
  flows: readonly SubmittedFlow[],
  count: number,
): Promise<void> {
  const jobs = Array.from({ length: count }, (_, index): { id: string; args: JobArgs } => {
    const flow = flows[index];
    return flow
      ? { id: `provision:${flow.runId}`, args: { tenantId: flow.tenantId, runId: flow.runId } }
      : { id: `bench:${uuidv7()}`, args: { tenantId: world.acme.id } };
  });
  const next = jobs.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const { id, args } of next)
        await withTenant(world.northwindManager, (tx) => enqueue(tx, { workflow, id, args }));
    }),
  );
}

/** What is not as it must be after these set-ups; the figures count only when nothing is. */
async function wrong(here: ProvisioningWorld, flows: readonly SubmittedFlow[]): Promise<readonly string[]> {
  const rows = await here.database.sql<{ id: string; status: string; receipts: number; applied: number }>(
    `select r.id, r.status,
       (select count(*)::int from provisioning_actions a where a.run_id = r.id and a.receipt is not null and a.status = 'verified') as receipts,
       (select count(*)::int from audit_logs l where l.entity_id = r.id and l.action = 'action.applied') as applied
     from provisioning_runs r where r.id = any ($1)`,
    [flows.map(({ runId }) => runId)],
  );
  const bad = rows.filter(({ status, receipts, applied }) => status !== 'done' || receipts !== 6 || applied !== 6);
  const problems = bad.map((row) => `a run is not as it must be: ${JSON.stringify(row)}`);
  if (rows.length !== flows.length) problems.push(`${rows.length} of ${flows.length} runs were found`);
  const [first] = flows;
  if (first) {
    const actor = here.world.northwindManager;
    const verdict = await withTenant(actor, (tx) => verifyAudit(tx, first.tenantId));
    if (!verdict.intact) problems.push('an audit chain is broken');
  }
  return problems;
}
