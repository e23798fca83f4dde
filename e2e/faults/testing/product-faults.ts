import { setTimeout as sleep } from 'node:timers/promises';
import { goodAnswers, must, post } from '@/lib/onboarding/testing-flow';
import { startInstance, type Instance, type Part } from '@/scripts/testing/instance';
import { FaultsFile } from './faults-file';
import { journeyFindings, orphanFindings } from './journey-findings';
import { OrphanWatch } from './orphan-watch';
import { productWorld, type Customer, type ProductWorld } from './product-world';
import { findings } from './provisioning-findings';
import { seededRandom } from './random';

/** A death at a named place: of the process that comes there, or of the database that it talks to. */
export type Death = Readonly<{ at: string; of: 'process' | 'database' }>;

/** The places of saving and submitting; before and after the moment at which the database has it for good. */
export const requestPoints = [
  'save:beforeWrite',
  'saveStep:beforeAnswer',
  'submit:beforeCommit',
  'submitFlow:beforeAnswer',
] as const;

export type FaultPlan = Readonly<{
  /** Each in the course of one customer's whole journey, from the first answer to the end of the set-up. */
  forward: readonly Death[];
  /** The same for set-ups that fail at their last check and walk back. */
  back: readonly Death[];
  /** Deaths of web, worker or database at moments that nobody chose, while several customers are at it. */
  randomKills: number;
  randomCustomers: number;
  seed: number;
}>;

export type FaultResult = Readonly<{
  deaths: number;
  /** Places that nobody came to. */
  missed: readonly string[];
  /** Pages of answers that the product has said it has. */
  acknowledged: number;
  runs: number;
  /** The longest that somebody had to try until a page was taken. */
  outageMaxMs: number;
  /** From a worker's death until all of its work was taken over. */
  takeOverMaxMs: number;
  /** From a death in the course of a set-up until that set-up had ended. */
  runEndMaxMs: number;
  durationMs: number;
  problems: readonly string[];
}>;

type Scene = Readonly<{ instance: Instance; here: ProductWorld; faults: FaultsFile; orphans: OrphanWatch }>;

/**
 * Starts the product, kills parts of it as planned while people fill flows in through its own pages, and looks for
 * anything lost, doubled or left behind. Only processes of that instance are killed.
 */
export async function runFaults(plan: FaultPlan): Promise<FaultResult> {
  const began = Date.now();
  const faults = new FaultsFile();
  const instance = await startInstance({ PORTICO_FAULTS: faults.file });
  try {
    const here = await productWorld(instance);
    const scene: Scene = { instance, here, faults, orphans: new OrphanWatch(instance) };
    const bystander = await savesAllTheTime(here);
    const missed: string[] = [];
    const ends: number[] = [0];

    const forward: Customer[] = [];
    for (const death of plan.forward)
      forward.push(await oneDeath(scene, 'forward', forward.length, death, missed, ends));
    const random = await randomDeaths(scene, plan);
    faults.arm({ at: 'apply:verification:beforeEffect', do: 'fail', times: 1_000_000 });
    const back: Customer[] = [];
    for (const death of plan.back) back.push(await oneDeath(scene, 'back', back.length, death, missed, ends));

    await bystander.stop();
    await scene.orphans.stop();
    const customers = [...forward, ...random, ...back];
    const problems = [
      ...(await setUpFindings(here, 'forward', forward, 'done')),
      ...(await setUpFindings(here, 'random', random, 'done')),
      ...(await setUpFindings(here, 'back', back, 'undone')),
      ...(await orphanFindings(here)),
      ...(await journeyFindings(here, bystander.customer, false)),
      ...(await Promise.all(customers.map((customer) => journeyFindings(here, customer, true)))).flat(),
    ];
    const people = [bystander.customer, ...customers].map(({ person }) => person);
    await Promise.all(people.map((person) => person.close()));
    return {
      deaths: plan.forward.length + plan.back.length + plan.randomKills - missed.length,
      missed,
      acknowledged: people.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0),
      runs: customers.length,
      outageMaxMs: Math.max(...people.map(({ longestMs }) => longestMs)),
      takeOverMaxMs: scene.orphans.longestMs,
      runEndMaxMs: Math.round(Math.max(...ends)),
      durationMs: Date.now() - began,
      problems,
    };
  } finally {
    await instance.stop();
    faults.remove();
  }
}

/** Somebody who saves one page again and again, whoever dies meanwhile. */
async function savesAllTheTime(here: ProductWorld) {
  const customer = await here.customer('bystander_0');
  let stopped = false;
  const loop = (async () => {
    for (let count = 1; !stopped; count += 1) {
      await customer.person.answer('organisation-name', { organisationName: `Bystander ${count}`, country: 'DE' });
      await sleep(250);
    }
  })();
  // A failure is thrown by `stop`, not in the middle of something else.
  loop.catch(() => undefined);
  return {
    customer,
    stop: async () => {
      stopped = true;
      await loop;
    },
  };
}

/** One customer's journey with one death in it. */
async function oneDeath(
  { instance, here, faults, orphans }: Scene,
  prefix: string,
  index: number,
  { at, of }: Death,
  missed: string[],
  ends: number[],
): Promise<Customer> {
  await instance.untilReady();
  const customer = await here.customer(`${prefix}_${index}`);
  const inRun = /^(apply|undo):/.test(at);
  if (inRun) await answerAtOnce(customer);
  const pid = of === 'database' ? instance.pidOf('database') : undefined;
  const fault = faults.arm({ at, do: 'kill', ...(pid === undefined ? {} : { pid }) });
  if (!inRun) await answerByPages(customer);
  await customer.person.submit();
  let isTold = !inRun || of === 'database';
  const endedAt = await untilEnded(here, customer, () => {
    const diedAt = isTold ? null : faults.firedAt(fault);
    if (diedAt === null) return;
    isTold = true;
    orphans.workerDied(diedAt);
  });
  const firedAt = faults.firedAt(fault);
  if (firedAt === null) missed.push(`${at} of ${of}`);
  else if (inRun) ends.push(endedAt - firedAt);
  return customer;
}

/** Several journeys at once, with deaths at moments drawn from the seed. */
async function randomDeaths(
  { instance, here, orphans }: Scene,
  { randomKills, randomCustomers, seed }: FaultPlan,
): Promise<readonly Customer[]> {
  await instance.untilReady();
  const customers: Customer[] = [];
  const count = randomKills === 0 ? 0 : randomCustomers;
  for (let index = 0; index < count; index += 1) customers.push(await here.customer(`random_${index}`));
  const random = seededRandom(seed);
  let killing = true;
  const kills = (async () => {
    for (let kill = 0; kill < randomKills; kill += 1) {
      await sleep(100 + random() * 1200);
      await killOne(instance, orphans, random());
    }
    killing = false;
  })();
  const journeys = customers.map(async (customer, index) => {
    // Spread over the whole time of dying: whoever comes early goes on changing an answer until it is over.
    await sleep(index * 1500);
    await answerByPages(customer);
    for (let turn = 0; killing && turn < index * 4; turn += 1) {
      const organisationName = `Acme ${turn}`;
      await customer.person.answer('organisation-name', { organisationName, country: 'DE', website: '' });
    }
    await customer.person.submit();
    await untilEnded(here, customer, () => undefined);
  });
  await Promise.all([kills, ...journeys]);
  return customers;
}

/** Kills a part that lives. A worker only when the one before has been replaced in full, so that deaths can be told apart. */
async function killOne(instance: Instance, orphans: OrphanWatch, pick: number): Promise<void> {
  const parts: readonly Part[] = ['web', 'worker', 'database'];
  const part = parts[Math.floor(pick * parts.length)] ?? 'web';
  while (part === 'worker' && orphans.orphans > 0) await sleep(100);
  while (!instance.kill(part)) await sleep(100);
  if (part === 'worker') orphans.workerDied(Date.now());
  if (part === 'database') await instance.untilReady();
}

async function answerByPages({ identifier, person }: Customer): Promise<void> {
  for (const page of goodAnswers(identifier)) await person.answer(...page);
}

/** The same without pages, for deaths that come later: pages are not their matter. */
async function answerAtOnce({ identifier, person, owner, flowId }: Customer): Promise<void> {
  for (const [stepId, values] of goodAnswers(identifier)) {
    must(await post(owner, flowId, stepId, values));
    person.acknowledged.push({ stepId, values });
  }
}

/** Waits for the end of a customer's set-up and answers when it was. */
async function untilEnded({ database }: ProductWorld, { flowId }: Customer, look: () => void): Promise<number> {
  const deadline = Date.now() + 90_000;
  for (;;) {
    look();
    const [row] = await database.sql<{ ended_at: Date | null }>(
      'select ended_at from provisioning_runs where flow_id = $1',
      [flowId],
    );
    look();
    if (row?.ended_at) return row.ended_at.getTime();
    if (Date.now() > deadline) return Date.now();
    await sleep(150);
  }
}

/** What the set-ups of one kind have come to. */
async function setUpFindings(
  here: ProductWorld,
  prefix: string,
  customers: readonly Customer[],
  expected: 'done' | 'undone',
): Promise<readonly string[]> {
  if (customers.length === 0) return [];
  const flows = await here.database.sql<{ tenantId: string; runId: string }>(
    'select tenant_id as "tenantId", id as "runId" from provisioning_runs where flow_id = any ($1)',
    [customers.map(({ flowId }) => flowId)],
  );
  return findings(here, flows, prefix, expected);
}
