import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withTenant } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import type { JobArgs } from './durable';
import { launchEngine } from './engine';
import { enqueue } from './enqueue';
import { every } from './every';
import { prepareJobs } from './prepare';

let database: TestDatabase;
let world: TestWorld;
let engine: Awaited<ReturnType<typeof launchEngine>>;
const ran: { name: string; args: JobArgs; at: number }[] = [];
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  const record = (name: string) => async (_durable: unknown, args: JobArgs) => {
    ran.push({ name, args, at: Date.now() });
    await Promise.resolve();
  };
  engine = await launchEngine({
    url: database.workerUrl,
    executorId: randomUUID(),
    workflows: { 'test-work': record('test-work'), 'sign-in-test': record('sign-in-test') },
    periodic: [],
    log: quiet,
  });
});
afterAll(async () => {
  await engine.stop();
  await database.close();
});

const settle = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const until = (holds: () => boolean): Promise<void> => expect.poll(holds).toBe(true);
const job = (subjectId: string, tenantId = world.acme.id) => ({
  workflow: 'test-work',
  id: `test:${subjectId}`,
  args: { tenantId, subjectId },
});
const timesRun = (subjectId: string): number => ran.filter(({ args }) => args.subjectId === subjectId).length;

describe('enqueue', () => {
  it('runs what was committed, once, and nothing that was rolled back', async () => {
    const [kept, thrown] = [
      Array.from({ length: 10 }, () => randomUUID()),
      Array.from({ length: 10 }, () => randomUUID()),
    ];
    const actor = world.acmeOwner;
    await Promise.all([
      ...kept.map((id) => withTenant(actor, (tx) => enqueue(tx, job(id)))),
      ...thrown.map((id) =>
        withTenant(actor, async (tx) => {
          await enqueue(tx, job(id));
          throw new Error('changed my mind');
        }).catch(() => undefined),
      ),
    ]);
    await until(() => kept.every((id) => timesRun(id) > 0));
    await settle(300);
    expect(kept.map(timesRun)).toEqual(kept.map(() => 1));
    expect(thrown.map(timesRun)).toEqual(thrown.map(() => 0));
  });

  it('takes the same id twice as one execution', async () => {
    const id = randomUUID();
    for (let turn = 0; turn < 3; turn += 1) await withTenant(world.acmeOwner, (tx) => enqueue(tx, job(id)));
    await until(() => timesRun(id) > 0);
    await settle(300);
    expect(timesRun(id)).toBe(1);
  });

  it('refuses arguments that are not identifiers, and takes those that are', async () => {
    const ask = (args: Record<string, string>) =>
      withTenant(world.acmeOwner, (tx) =>
        enqueue(tx, { workflow: 'test-work', id: randomUUID(), args: { tenantId: world.acme.id, ...args } }),
      );
    for (const value of ['someone@acme.example', 'two words', '', 'x'.repeat(101), 'naïve', '{"a":1}']) {
      await expect(ask({ value }), value).rejects.toThrow(/is not an identifier/);
    }
    await expect(ask({ locale: 'ar', id: randomUUID() })).resolves.toBeUndefined();
  });

  it('refuses work for a tenant outside the context, and work without a tenant that is no sign-in', async () => {
    const actor = world.acmeOwner;
    await expect(withTenant(actor, (tx) => enqueue(tx, job(randomUUID(), world.safa.id)))).rejects.toThrow(
      /outside the context/,
    );
    await expect(withTenant(actor, (tx) => enqueue(tx, job(randomUUID(), randomUUID())))).rejects.toThrow(
      /outside the context/,
    );
    const bare = { workflow: 'test-work', id: randomUUID(), args: { subjectId: randomUUID() } };
    await expect(withTenant(actor, (tx) => enqueue(tx, bare))).rejects.toThrow(/belongs to a tenant/);
    const subjectId = randomUUID();
    await withTenant(actor, (tx) =>
      enqueue(tx, { workflow: 'sign-in-test', id: `sign-in:${subjectId}`, args: { subjectId } }),
    );
    await until(() => timesRun(subjectId) === 1);
    expect(timesRun(subjectId)).toBe(1);
  });

  it('is the only way for the web: it may not touch the engine’s own tables and functions', async () => {
    const web = new pg.Client({ connectionString: database.appUrl });
    await web.connect();
    try {
      for (const statement of [
        'select * from dbos.workflow_status',
        'delete from dbos.workflow_status',
        `select dbos.enqueue_workflow('test-work', 'portico')`,
        'select * from ops.executors',
      ]) {
        await expect(web.query(statement), statement).rejects.toMatchObject({ code: '42501' });
      }
    } finally {
      await web.end();
    }
  });
});

describe('prepareJobs', () => {
  it('may run again, also twice at once', async () => {
    await Promise.all([prepareJobs(database.ownerUrl), prepareJobs(database.ownerUrl)]);
    const [row] = await database.sql<{ present: boolean }>(
      `select to_regclass('dbos.workflow_status') is not null as present`,
    );
    expect(row?.present).toBe(true);
  });
});

describe('every', () => {
  it('lets at most one worker have its turn at a time, and goes on after a failing turn', async () => {
    const pool = new pg.Pool({ connectionString: database.workerUrl, max: 4 });
    let [now, most, turns] = [0, 0, 0];
    const errors: string[] = [];
    const work = async (): Promise<void> => {
      turns += 1;
      now += 1;
      most = Math.max(most, now);
      await settle(40);
      now -= 1;
      if (turns === 2) throw new Error('once');
    };
    const onError = (name: string, error: unknown): void => void errors.push(`${name}: ${String(error)}`);
    const clocks = [1, 2, 3].map(() => every(pool, { name: 'test', everyMs: 5, work }, onError));
    await until(() => turns > 5);
    await Promise.all(clocks.map((clock) => clock.stop()));
    const after = turns;
    await settle(100);
    await pool.end();
    expect(most).toBe(1);
    expect(turns).toBe(after);
    expect(turns).toBeGreaterThan(4);
    expect(errors).toEqual(['test: Error: once']);
  });
});
