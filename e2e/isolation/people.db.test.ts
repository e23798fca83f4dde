import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestFlow } from '@/lib/onboarding/testing-flow';
import { signContext, signFlowContext, type MemberActor } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { flowParts } from '@/lib/tenancy/catalogue/flow-parts';
import { attempt, freshCopy, insertion, targets, type Target } from './attack';
import { fillTenant } from './full-world';
import { PeopleModel, seeded, type ModelCount, type ModelStep } from './people-model';

/** How many moves are made: a sample here, all of them with PEOPLE_MOVES=10000. */
const moves = Number(process.env['PEOPLE_MOVES'] ?? 1500);
const movesPerFlow = 250;

let database: TestDatabase;
let world: TestWorld;
let app: pg.Client;
let flowId: string;
let delegate: MemberActor;
let tables: Target[];
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  app = new pg.Client({ connectionString: database.appUrl });
  await app.connect();
  await fillTenant(database, world.acme, world.northwind);
  await fillTenant(database, world.safa, world.alufuq);
  flowId = await startTestFlow(world);
  delegate = { ...(await world.acme.member('delegate')), flowId };
  tables = await targets((sql) => database.sql(sql));
  const [first] = await stepsOf();
  await give(delegate, first?.taskId ?? '');
});
afterAll(async () => {
  await app.end();
  await database.close();
});

const give = (to: MemberActor, taskId: string, flow = flowId) =>
  database.sql(
    `insert into assignments (tenant_id, id, flow_id, scope, scope_id, member_id, expires_at)
     values ($1, $2, $3, 'task', $4, $5, now() + interval '1 day')`,
    [world.acme.id, randomUUID(), flow, taskId, to.memberId],
  );

/** The steps of the flow's template, each with its first question. */
const stepsOf = () =>
  database.sql<ModelStep>(
    `select s.step ->> 'id' as id, t.task ->> 'id' as "taskId", x.section ->> 'id' as "sectionId", s.step #>> '{fields,0,id}' as "fieldId"
     from onboarding_flows f join onboarding_templates o on o.tenant_id = f.template_tenant_id and o.id = f.template_id
     cross join lateral jsonb_path_query(o.config -> 'definition', '$.sections[*]') x(section)
     cross join lateral jsonb_path_query(x.section, '$.tasks[*]') t(task)
     cross join lateral jsonb_path_query(t.task, '$.steps[*] ? (@.fields.size() > 0)') s(step)
     where f.id = $1`,
    [flowId],
  );

describe('a delegate by plain SQL @req M3', () => {
  it('finds no row in any table that declares nothing for them, and can write none', async () => {
    const context = signContext(delegate);
    const leaks: string[] = [];
    const closed = tables.filter(({ table }) => !Object.hasOwn(flowParts, `public.${table}`));
    expect(closed.length).toBeGreaterThan(15);
    for (const target of closed) {
      const [row] = await database.sql(`select * from ${target.table} limit 1`);
      if (!row) leaks.push(`${target.table} has no row to find`);
      const read = await attempt(app, context, `select 1 from ${target.table}`);
      if (read.error?.code !== '42501' && read.rows > 0) leaks.push(`read ${target.table}`);
      const removed = await attempt(app, context, `delete from ${target.table}`);
      if (removed.error?.code !== '42501' && removed.rows > 0) leaks.push(`delete ${target.table}`);
      const { sql, values } = insertion(target, freshCopy(target, row ?? {}, []));
      const inserted = await attempt(app, context, sql, values);
      // A trigger may refuse before the policy is asked; nothing gets in either way.
      if (!inserted.error) leaks.push(`insert ${target.table}`);
    }
    expect(leaks).toEqual([]);
  });

  it('reads just their own part of the tables that declare one', async () => {
    const seen = async (sql: string) => {
      await app.query('begin');
      await app.query('select app.use_context($1)', [signContext(delegate)]);
      const { rows } = await app.query<{ id: string }>(sql);
      await app.query('rollback');
      return rows.map(({ id }) => id);
    };
    expect(await seen('select id from onboarding_flows')).toEqual([flowId]);
    expect(await seen('select id from members')).toEqual([delegate.memberId]);
    expect(await seen('select distinct flow_id as id from assignments')).toEqual([flowId]);
    expect(await seen('select distinct tenant_id as id from customers')).toEqual([world.acme.id]);
    expect(await seen('select id from onboarding_templates')).toHaveLength(1);
  });

  it('writes no answer of another step, nor in another flow, whatever it says about the row', async () => {
    const [mine, other] = await stepsOf();
    const insert = (step: string, flow: string, task: string) =>
      attempt(
        app,
        signContext(delegate),
        'insert into onboarding_steps (tenant_id, id, flow_id, step_name, section_id, task_id) values ($1, $2, $3, $4, $5, $6)',
        [world.acme.id, randomUUID(), flow, step, 's', task],
      );
    const elsewhere = await startTestFlow(world);
    expect((await insert(other?.id ?? '', flowId, mine?.taskId ?? '')).error?.code).toBe('42501');
    expect((await insert(mine?.id ?? '', elsewhere, mine?.taskId ?? '')).error?.code).toBe('42501');
    expect((await insert(mine?.id ?? '', flowId, mine?.taskId ?? '')).rows).toBe(1);
  });

  it('changes of a flow and a customer what a save changes, and nothing else', async () => {
    const as = (sql: string) => attempt(app, signContext(delegate), sql);
    for (const set of [
      "status = 'submitted'",
      'submitted_at = now()',
      "config = '{}'::jsonb || '{\"a\":1}'",
      'revision = 99',
    ])
      expect([set, (await as(`update onboarding_flows set ${set}`)).error?.code]).toEqual([set, '42501']);
    expect((await as("update onboarding_flows set status = 'in_progress', revision = revision + 1")).rows).toBe(1);
    expect((await as("update customers set name = 'Mine'")).error?.code).toBe('42501');
    expect((await as("update customers set status = 'active'")).error?.code).toBe('42501');
  });

  it('reaches nothing more through the functions that see past the policies', async () => {
    const refused = async (sql: string, ...values: unknown[]) =>
      (await attempt(app, signContext(delegate), sql, values)).error?.code;
    const elsewhere = await startTestFlow(world);
    const { id } = world.acme;
    expect(await refused("select app.event($1, gen_random_uuid(), $2, 'a.b', '{}')", id, elsewhere)).toBe('42501');
    expect(await refused("select app.event($1, gen_random_uuid(), $2, 'a.b', '{}')", id, flowId)).toBeUndefined();
    const work = JSON.stringify({ tenantId: id, runId: 'x' });
    expect(await refused("select app.enqueue('provision-flow', 'x', $1)", work)).toBe('42501');
    const reserve = "select app.reserve_identifier($1, $2, gen_random_uuid(), 'invented', 'x')";
    expect(await refused(reserve, id, flowId)).toBe('42501');
  });

  it('has a reader on the server that sees one flow and writes nothing', async () => {
    const context = signFlowContext(delegate, flowId);
    const flows = await attempt(app, context, 'select 1 from onboarding_flows');
    expect(flows.rows).toBe(1);
    const written: string[] = [];
    for (const target of tables) {
      const updates = target.columns.map(({ name }) => `update ${target.table} set "${name}" = "${name}"`);
      for (const sql of [...updates, `delete from ${target.table}`]) {
        const result = await attempt(app, context, sql);
        if (!result.error && result.rows > 0) written.push(sql);
      }
    }
    expect(written).toEqual([]);
    expect(
      (await attempt(app, context, "select app.audit($1, gen_random_uuid(), 'a.b', 'x', null, '{}')", [world.acme.id]))
        .error?.code,
    ).toBe('42501');
  });
});

describe('eight people at once @req M3', () => {
  it(`lose no update and see nothing that is not theirs, in ${moves} moves`, async () => {
    const total: ModelCount = { steps: 0, saves: 0, conflicts: 0, refused: 0, looks: 0 };
    const steps = await stepsOf();
    for (let at = 0; at < moves; at += movesPerFlow) {
      const flow = await startTestFlow(world);
      const roles = [
        'owner',
        'owner',
        'contributor',
        'contributor',
        'contributor',
        'viewer',
        'delegate',
        'delegate',
      ] as const;
      const people: MemberActor[] = [];
      for (const role of roles) people.push({ ...(await world.acme.member(role)), flowId: flow });
      const seed = 20_261_121 + at;
      const model = new PeopleModel(app, { tenantId: world.acme.id, flowId: flow, steps }, people, seeded(seed));
      try {
        for (let move = 0; move < Math.min(movesPerFlow, moves - at); move += 1) await model.step();
        await model.settle();
      } catch (error) {
        throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
      }
      for (const key of Object.keys(total) as (keyof ModelCount)[]) total[key] += model.count[key];
    }
    expect(total.steps).toBe(moves);
    // Each of the things that could go wrong was tried often enough to go wrong.
    expect(total.saves).toBeGreaterThan(moves / 20);
    expect(total.conflicts).toBeGreaterThan(moves / 50);
    expect(total.refused).toBeGreaterThan(moves / 20);
    expect(total.looks).toBeGreaterThan(moves / 10);
    if (process.env['PEOPLE_MOVES']) process.stdout.write(`${JSON.stringify(total)}\n`);
  }, 600_000);
});
