import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { immediate, type Durable } from '@/lib/platform/jobs';
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
import { getList, onboardListWorkflow, prepareList, startList } from '.';

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
const work = (bulkId: string, durable: Durable = immediate) =>
  onboardListWorkflow()(durable, { tenantId: world.northwind.id, bulkId });
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
    const pauses: number[] = [];
    await work(bulkId, { ...immediate, sleep: (ms) => Promise.resolve(void pauses.push(ms)) });
    const found = must(await view(bulkId));
    expect(found).toMatchObject({ status: 'done', counts: { waiting: 0, done: 5, refused: 0 } });
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

  it('goes on where it was cut off, and invites nobody twice @req G62', async () => {
    const before = (await invited()).length;
    const lines = ['one', 'two', 'three'].map((id) => `Cut ${id},cut_${id},x,P,${id}@cut.example,en`);
    const { bulkId } = must(await prepare(`${header}${lines.join('\n')}`));
    must(await start(bulkId));
    let dead = false;
    const dying: Durable = {
      ...immediate,
      step: async (name, run) => {
        const value = await run();
        // The work was done, and the process died before it could be remembered.
        if (name.startsWith('customer:2')) dead = true;
        if (dead) throw new Error('killed');
        return value;
      },
      sleep: () => (dead ? Promise.reject(new Error('killed')) : Promise.resolve()),
    };
    await expect(work(bulkId, dying)).rejects.toThrow('killed');
    expect(must(await view(bulkId)).counts).toEqual({ waiting: 1, done: 2, refused: 0 });
    await work(bulkId);
    expect(must(await view(bulkId))).toMatchObject({ status: 'done', counts: { waiting: 0, done: 3, refused: 0 } });
    expect(await invited()).toHaveLength(before + 3);
  });

  it('tries again what failed unforeseen, and in the end leaves it out and goes on', async () => {
    const lines = ['a', 'b'].map((id) => `Odd ${id},odd_${id},x,P,${id}@odd.example,en`);
    const { bulkId } = must(await prepare(`${header}${lines.join('\n')}`));
    must(await start(bulkId));
    // Something that nobody can make sense of. The engine tries a step that throws for ever, so none may throw.
    await database.sql("update bulk_onboarding_rows set data = '{}' where bulk_id = $1 and position = 1", [bulkId]);
    const answers: unknown[] = [];
    await work(bulkId, {
      ...immediate,
      step: async (name, run) => {
        const answer = await run();
        if (name.startsWith('customer:1')) answers.push(answer);
        return answer;
      },
    });
    expect(answers).toEqual(Array(4).fill('failed'));
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
