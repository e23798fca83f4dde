import { cpus, loadavg } from 'node:os';
import process from 'node:process';
import pg from 'pg';
import { productWorld, type Customer, type ProductWorld } from '@/e2e/faults/testing/product-world';
import { hashToken } from '@/lib/auth/tokens';
import { disconnect } from '@/lib/platform/db';
import type { MemberActor } from '@/lib/tenancy';
import { startInstance, type Instance } from '@/scripts/testing/instance';
import { correctness } from './measuring/correctness';
import { cpuMsOf } from './measuring/cpu';
import { measure, median, round, type Measured } from './measuring/measure';
import { ActionSaver, BareSaver } from './measuring/savers';

/**
 * `npm run bench -- save-step [--json] [--connections 32] [--seconds 5] [--rounds 3]
 * [--warm 1500]`: saving a page of answers by the
 * product's own server action over HTTP, held against a bare `pg` loop with the same SQL function in the same run, and
 * against the same action with its write taken out. Each round measures all of them, so that a machine that is busy with
 * something else is busy for all; the figures are medians of the rounds. They count only if `correct` is true.
 */
const option = (name: string, fallback: number): number => {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? fallback : Number(process.argv[index + 1]);
};
const connections = option('connections', 32);
const seconds = option('seconds', 5);
const rounds = option('rounds', 3);
/** The compiler of Node needs about so many requests until it has done its work; a cold one measures four times slower. */
const warmSaves = option('warm', 1500);
const WARM_MAX_MS = 90_000;

type Round = Readonly<Record<'action' | 'withoutWrite' | 'floor' | 'floorWithReads', Measured>>;

const instance = await startInstance();
try {
  const here = await productWorld(instance);
  const { actions, floor, floorWithReads, close } = await callers(here);
  const product = () => cpuMsOf([instance.pidOf('web') ?? 0, instance.pidOf('database') ?? 0]);
  const database = () => cpuMsOf([instance.pidOf('database') ?? 0]);
  await warmUp(actions, product);
  const measured: Round[] = [];
  for (let turn = 0; turn < rounds; turn += 1) {
    measured.push({
      floor: await measure(floor, seconds, database),
      action: await measure(actions, seconds, product),
      floorWithReads: await measure(floorWithReads, seconds, database),
      withoutWrite: await withoutWrite(instance, actions, () => measure(actions, seconds, product)),
    });
  }
  const problems = [
    ...(await correctness(instance, actions)),
    ...measured.flatMap((each) =>
      Object.entries(each).flatMap(([name, { failed }]) => (failed > 0 ? [`${failed} of ${name} failed`] : [])),
    ),
  ];
  await close();
  await disconnect();
  const of = (pick: (each: Round) => number): number => round(median(measured.map(pick)));
  const [version] = await instance.sql<{ server_version: string }>('show server_version');
  const result = {
    bench: 'save-step',
    correct: problems.length === 0,
    problems,
    ratio: of(({ action, floor: bare }) => action.perSecond / bare.perSecond),
    ratioWithReads: of(({ action, floorWithReads: bare }) => action.perSecond / bare.perSecond),
    cpuMs: of(({ action }) => action.cpuMs),
    withoutWriteRatio: of(({ action, withoutWrite: same }) => action.perSecond / same.perSecond),
    withoutWriteCpuMs: of(({ withoutWrite: same }) => same.cpuMs),
    savesPerSecond: of(({ action }) => action.perSecond),
    p50Ms: of(({ action }) => action.p50Ms),
    p95Ms: of(({ action }) => action.p95Ms),
    p99Ms: of(({ action }) => action.p99Ms),
    floor: {
      what: 'node-postgres calling app.save_step in a bare loop, one connection per caller',
      savesPerSecond: of(({ floor: bare }) => bare.perSecond),
      cpuMs: of(({ floor: bare }) => bare.cpuMs),
      withReadsSavesPerSecond: of(({ floorWithReads: bare }) => bare.perSecond),
    },
    ...{ connections, seconds, rounds, cores: cpus().length, load: round(loadavg()[0] ?? 0, 1) },
    ...{ node: process.version, postgres: version?.server_version },
  };
  console.log(JSON.stringify(result, null, process.argv.includes('--json') ? 0 : 2));
  process.exitCode = result.correct ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await instance.stop();
}
process.exit();

async function warmUp(actions: readonly ActionSaver[], cpu: () => number): Promise<void> {
  const until = Date.now() + WARM_MAX_MS;
  for (let done = 0; done < warmSaves && Date.now() < until;) done += (await measure(actions, 2, cpu)).done;
}

/** As many people with a flow each as there are connections, for the action and for the floors. */
async function callers(here: ProductWorld) {
  const people = async (prefix: string): Promise<readonly ActionSaver[]> => {
    const made: ActionSaver[] = [];
    for (let index = 0; index < connections; index += 1) {
      const saver = new ActionSaver(instance.url, await here.customer(`${prefix}_${index}`));
      await saver.learn();
      made.push(saver);
    }
    return made;
  };
  const clients: pg.Client[] = [];
  const bare: BareSaver[] = [];
  const actions = await people('action');
  for (const saver of await people('floor')) {
    const client = new pg.Client({ connectionString: instance.databaseUrl('app') });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    bare.push(await bareSaver(saver, client));
  }
  const close = async (): Promise<void> => {
    await Promise.all([...clients.map((client) => client.end()), ...actions.map(({ browser }) => browser.close())]);
  };
  const floorWithReads = bare.map((saver) => ({ once: () => saver.onceWithReads() }));
  return { actions, floor: bare, floorWithReads, close };
}

async function bareSaver(saver: ActionSaver, client: pg.Client): Promise<BareSaver> {
  const { customer } = saver;
  const first = await saver.base();
  await saver.once();
  const second = await saver.base();
  await saver.once();
  const [row] = await instance.sql<
    Record<'tenant_id' | 'flow_id' | 'id' | 'section_id' | 'task_id' | 'user_id' | 'member_id', string>
  >(
    `select s.tenant_id, s.flow_id, s.id, s.section_id, s.task_id, m.user_id, m.id as member_id
     from onboarding_steps s join members m on m.tenant_id = s.tenant_id where s.flow_id = $1`,
    [customer.flowId],
  );
  if (!row) throw new Error('The page that was learnt is not stored');
  return new BareSaver({
    ...{ client, row, hashes: [first, second], tokenHash: hashToken(customer.token) },
    actor: actorOf(customer, row.user_id, row.member_id),
  });
}

function actorOf({ tenantId }: Customer, userId: string, memberId: string): MemberActor {
  const owner = { kind: 'member', tenantKind: 'customer', role: 'owner' } as const;
  return { ...owner, tenantId, userId, memberId, displayName: '', locale: 'en', requestId: '' };
}

/** Measures with `app.save_step` replaced by one that says "saved" and does nothing, and puts the real one back. */
async function withoutWrite(
  { sql }: Instance,
  actions: readonly ActionSaver[],
  run: () => Promise<Measured>,
): Promise<Measured> {
  const [known] = await sql<{ name: string; arguments: string; definition: string }>(
    `select oid::regprocedure::text as name, pg_get_function_arguments(oid) as arguments, pg_get_functiondef(oid) as definition
     from pg_proc where proname = 'save_step' and pronamespace = 'app'::regnamespace`,
  );
  if (!known) throw new Error('app.save_step is missing');
  const before = actions.map(({ saves, turn }) => ({ saves, turn }));
  await sql(
    `create or replace function app.save_step(${known.arguments}) returns jsonb language plpgsql as $$
     begin return jsonb_build_object('outcome', 'saved', 'revision', 1, 'flowRevision', 1, 'at', clock_timestamp()); end $$`,
  );
  try {
    return await run();
  } finally {
    await sql(known.definition);
    for (const [index, action] of actions.entries()) Object.assign(action, before[index]);
  }
}
