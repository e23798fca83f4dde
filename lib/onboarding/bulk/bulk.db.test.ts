import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemMeans, type Means } from '@/lib/platform/means';
import { withTenant, withTenantOrNothing } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { library } from '@/lib/flow-templates/library';
import { publishTemplate, saveDraft } from '@/lib/flow-templates';
import { must } from '../testing-flow';
import { getList, onboardLists, prepareList, startList } from '.';

let database: TestDatabase;
let world: TestWorld;
let manager: TestActor;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  manager = world.northwindManager;
  const definition = library.find(({ key }) => key === 'data-pipeline');
  if (!definition) throw new Error('no template');
  const admin = world.northwindAdmin;
  const { templateId } = must(
    await withTenant(admin, (tx) =>
      saveDraft(tx, admin, { tenantId: world.northwind.id, key: 'data-pipeline', draft: definition }),
    ),
  );
  must(await withTenant(admin, (tx) => publishTemplate(tx, admin, { tenantId: world.northwind.id, templateId })));
});
afterAll(() => database.close());

const prepare = (text: string, actor: TestActor = manager, templateKey = 'data-pipeline') =>
  withTenantOrNothing(actor, (tx) => prepareList(tx, actor, { templateKey, text, locale: 'en' }));
const start = (bulkId: string, actor: TestActor = manager) =>
  withTenant(actor, (tx) => startList(tx, actor, { bulkId }));
const view = async (bulkId: string, actor: TestActor = manager) =>
  withTenant(actor, (tx) => getList(tx, actor, { bulkId }));
/** A clock that the test moves: the pace of a list stands in its rows. */
let ahead = 0;
const begin = Date.now();
const means: Means = { ...systemMeans, clock: { now: () => new Date(begin + ahead) } };
/** Lets the worker's clock strike, every so often, until nothing of the list waits any more. */
const work = async (bulkId: string, everyMs = 500): Promise<void> => {
  for (let turn = 0; turn < 400; turn += 1) {
    await onboardLists(means);
    if (must(await view(bulkId)).status !== 'running') return;
    ahead += everyMs;
  }
};
const invited = () =>
  database.sql<{ email: string; name: string }>('select email, name from invitations order by created_at, id');
const header = 'name,identifier,industry,person,email,locale\n';

describe('a list of customers', () => {
  it('is judged line by line before anybody is invited @req G62 @req G67', async () => {
    const { bulkId } = must(
      await prepare(
        `${header}Judged One,judged_one,energy,Ann,ann@one.example,en
,no_name,x,Bo,bo@two.example,en
Judged Three,judged three,x,Cy,cy@three.example,en
Judged Four,,x,Di,not an address,en
Judged one,judged_five,x,Ed,ed@five.example,en
Judged Six,,x,Flo,flo@six.example,xx`,
      ),
    );
    const found = must(await view(bulkId));
    expect(found.status).toBe('preview');
    expect(found.rows.map(({ line, status, problem }) => [line, status, problem])).toEqual([
      [2, 'waiting', null],
      [3, 'refused', 'name_missing'],
      [4, 'refused', 'identifier_invalid'],
      [5, 'refused', 'email_invalid'],
      [6, 'refused', 'repeated'],
      [7, 'refused', 'language_unknown'],
    ]);
    expect(await invited()).toEqual([]);
    // Nothing is worked on before somebody has said so.
    await work(bulkId);
    expect(await invited()).toEqual([]);
  });

  it('invites the five customers of the example, one after the other, once each @req C20 @req G62', async () => {
    const ids = ['acmeinc_23xv2', 'techcorp_99zz', 'datasystems_01', 'cloudworks_5a', 'example_org_7'];
    const lines = ids.map(
      (id, index) => `Company ${id},${id},cloud,Person ${index},person${index}@${index}.example,en`,
    );
    const { bulkId } = must(await prepare(`${header}${lines.join('\n')}`));
    must(await start(bulkId));
    must(await start(bulkId));
    await work(bulkId);
    const found = must(await view(bulkId));
    expect(found).toMatchObject({ status: 'done', counts: { waiting: 0, done: 5, refused: 0 } });
    const times = await database.sql<{ at: Date }>(
      'select at from bulk_onboarding_rows where bulk_id = $1 order by position',
      [bulkId],
    );
    const pauses = times.slice(1).map(({ at }, index) => at.getTime() - (times[index]?.at.getTime() ?? 0));
    expect(pauses).toHaveLength(4);
    for (const pause of pauses) {
      expect(pause).toBeGreaterThanOrEqual(1000);
      expect(pause).toBeLessThanOrEqual(2000);
    }
    expect((await invited()).map(({ email }) => email)).toEqual(
      ids.map((_, index) => `person${index}@${index}.example`),
    );
    const held = await database.sql<{ value: string }>(
      `select value from customer_identifiers where system = 'data-pipeline' and value = any ($1) order by value`,
      [ids],
    );
    expect(held.map(({ value }) => value)).toEqual([...ids].sort());
    // Who was invited stands with the invitation alone.
    expect(JSON.stringify(found)).not.toContain('@');
  });

  it('goes on where a worker died in the middle, and invites nobody twice @req G62', async () => {
    const before = (await invited()).length;
    const lines = ['one', 'two', 'three'].map((id) => `Cut ${id},cut_${id},x,P,${id}@cut.example,en`);
    const { bulkId } = must(await prepare(`${header}${lines.join('\n')}`));
    must(await start(bulkId));
    const waits = async (): Promise<number[]> =>
      (
        await database.sql<{ pid: number }>(
          `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
             and query ilike '%into%invitations%'`,
        )
      ).map(({ pid }) => pid);
    await onboardLists(means);
    ahead += 2000;
    // The customer exists by now, within the transaction; the invitation has to wait.
    const other = new pg.Client({ connectionString: database.superuserUrl });
    await other.connect();
    await other.query('begin; lock table invitations in share mode');
    const dying = onboardLists(means);
    await expect.poll(waits).toHaveLength(1);
    const [pid] = await waits();
    await database.sql('select pg_terminate_backend($1)', [pid]);
    await dying.catch(() => undefined);
    await other.query('rollback');
    await other.end();
    expect(must(await view(bulkId)).counts).toEqual({ waiting: 2, done: 1, refused: 0 });
    await work(bulkId);
    expect(must(await view(bulkId))).toMatchObject({ status: 'done', counts: { waiting: 0, done: 3, refused: 0 } });
    expect(await invited()).toHaveLength(before + 3);
  });

  it('is worked on by two workers at once without anybody being invited twice, or sooner', async () => {
    const before = (await invited()).length;
    const lines = ['x', 'y'].map((id) => `Both ${id},both_${id},x,P,${id}@both.example,en`);
    const { bulkId } = must(await prepare(`${header}${lines.join('\n')}`));
    must(await start(bulkId));
    await Promise.all([onboardLists(means), onboardLists(means), onboardLists(means)]);
    expect(must(await view(bulkId)).counts).toEqual({ waiting: 1, done: 1, refused: 0 });
    await work(bulkId);
    expect(await invited()).toHaveLength(before + 2);
  });

  it('tries again what failed unforeseen while the others go on, and in the end leaves it out', async () => {
    const lines = ['a', 'b'].map((id) => `Odd ${id},odd_${id},x,P,${id}@odd.example,en`);
    const { bulkId } = must(await prepare(`${header}${lines.join('\n')}`));
    must(await start(bulkId));
    // Something that nobody can make sense of.
    await database.sql("update bulk_onboarding_rows set data = '{}' where bulk_id = $1 and position = 1", [bulkId]);
    const attempts = async () =>
      (
        await database.sql<{ attempts: number | null }>(
          "select (data ->> 'attempts')::int as attempts from bulk_onboarding_rows where bulk_id = $1 and position = 1",
          [bulkId],
        )
      )[0]?.attempts;
    await onboardLists(means);
    ahead += 2000;
    await onboardLists(means);
    expect([await attempts(), must(await view(bulkId)).counts]).toEqual([1, { waiting: 1, done: 1, refused: 0 }]);
    await work(bulkId, 5000);
    expect(await attempts()).toBe(3);
    const { rows, status } = must(await view(bulkId));
    expect(status).toBe('done');
    expect(rows.map((row) => [row.status, row.problem])).toEqual([
      ['refused', 'other'],
      ['done', null],
    ]);
  });

  it('leaves out a customer that has come about meanwhile, and goes on with the next', async () => {
    const text = `${header}Late One,late_one,x,P,one@late.example,en\nLate Two,late_two,x,P,two@late.example,en`;
    const first = must(await prepare(text));
    const second = must(await prepare(`${header}Late One,late_one,x,P,other@late.example,en`));
    must(await start(second.bulkId));
    await work(second.bulkId);
    must(await start(first.bulkId));
    await work(first.bulkId);
    const { rows, status } = must(await view(first.bulkId));
    expect(status).toBe('done');
    expect(rows.map((row) => [row.status, row.problem])).toEqual([
      ['refused', 'customer_exists'],
      ['done', null],
    ]);
    const third = must(await prepare(text));
    expect(must(await view(third.bulkId)).rows.map(({ problem }) => problem)).toEqual([
      'customer_exists',
      'customer_exists',
    ]);
    expect(await start(third.bulkId)).toMatchObject({ ok: false, refusal: { code: 'nothing_to_onboard' } });
  });
});

describe('who may', () => {
  const text = `${header}Mine One,,x,P,one@mine.example,en`;

  it('refuses a list without customers, and one that is too long', async () => {
    for (const empty of ['', '\n', `${header}`]) {
      expect(await prepare(empty)).toMatchObject({ ok: false, refusal: { code: 'invalid_input' } });
    }
    expect(await prepare(`${header}Caf\uFFFD,,x,P,p@cafe.example,en`)).toMatchObject({
      ...{ ok: false, refusal: { code: 'invalid_input' } },
    });
    const long = Array.from({ length: 501 }, (_, index) => `Many ${index},,x,P,p${index}@many.example,en`).join('\n');
    expect(await prepare(long)).toMatchObject({ ok: false, refusal: { code: 'invalid_input' } });
    expect(await prepare(text, manager, 'no-such-template')).toMatchObject({
      ok: false,
      refusal: { code: 'not_found' },
    });
  });

  it('refuses those who may not add customers', async () => {
    const { bulkId } = must(await prepare(text));
    const owner = world.acmeOwner;
    expect(await prepare(text, owner)).toMatchObject({ ok: false, refusal: { code: 'forbidden' } });
    expect(await start(bulkId, owner)).toMatchObject({ ok: false, refusal: { code: 'forbidden' } });
    expect(await view(bulkId, owner)).toMatchObject({ ok: false, refusal: { code: 'forbidden' } });
  });

  it('knows nothing of another partner’s list', async () => {
    const { bulkId } = must(await prepare(text));
    const stranger = world.alufuqManager;
    for (const answer of [await view(bulkId, stranger), await start(bulkId, stranger), await view('x')]) {
      expect(answer).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
    }
    expect(must(await view(bulkId)).status).toBe('preview');
  });
});
