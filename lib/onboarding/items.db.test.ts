import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemMeans } from '@/lib/platform/means';
import { withTenant } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { getCheckAnswers } from './get-check-answers';
import { getItemView } from './get-item-view';
import { getStepView } from './get-step-view';
import { removeItem, saveItem, type SaveItemInput } from './save-item';
import { codeOf, must, post } from './testing-flow';
import { startWizardFlow } from './testing-wizard';

let database: TestDatabase;
let world: TestWorld;
let flowId: string;

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
beforeEach(async () => {
  flowId = await startWizardFlow(world);
});
afterAll(() => database.close());

const place = { stepId: 'people', listId: 'cashiers', base: null, locale: 'en' } as const;
const ada = { cashierName: 'Ada', cashierRole: 'a', cashierPhone: '' };
const save = (actor: TestActor, more: Partial<SaveItemInput> = {}) =>
  saveItem(actor, { ...place, flowId, itemId: systemMeans.newId(), values: ada, ...more });
const list = async (actor: TestActor) =>
  must(await withTenant(actor, (tx) => getStepView(tx, actor, { flowId, stepId: 'people', locale: 'en' })));
const page = (actor: TestActor, itemId: string) =>
  withTenant(actor, (tx) => getItemView(tx, actor, { flowId, stepId: 'people', itemId, locale: 'en' }));

describe('saveItem', () => {
  it('adds an item under its own id, records it, and counts in the step @req I53', async () => {
    const itemId = systemMeans.newId();
    expect(must(await save(world.acmeOwner, { itemId }))).toMatchObject({ itemId, listId: 'cashiers' });
    const [row] = await database.sql<{ data: Record<string, { value: unknown }>; status: string }>(
      'select data, status from onboarding_steps where flow_id = $1',
      [flowId],
    );
    expect(row?.data[`cashiers/${itemId}`]?.value).toEqual({ cashierName: 'Ada', cashierRole: 'a' });
    expect(row?.status).toBe('in_progress');
    const [audit] = await database.sql<{ details: { fields: string[] } }>(
      `select details from audit_logs where action = 'step.saved' and details ->> 'flow' = $1`,
      [flowId],
    );
    expect(audit?.details.fields).toEqual([`cashiers/${itemId}`]);
    const events = await database.sql<{ name: string }>('select name from events where flow_id = $1 order by at', [
      flowId,
    ]);
    expect(events.map(({ name }) => name)).toEqual(['flow.invited', 'flow.started', 'step.saved']);
    const [shown] = (await list(world.acmeOwner)).fields[0]?.items ?? [];
    expect(shown).toMatchObject({ id: itemId, answers: [{ lines: ['Ada'] }, { lines: ['a'] }] });
  });

  it('lets two people add at the same time', async () => {
    const both = await Promise.all([
      save(world.acmeOwner),
      save(world.acmeContributor, { values: { ...ada, cashierName: 'Grace' } }),
    ]);
    expect(both.map(codeOf)).toEqual(['ok', 'ok']);
    const names = (await list(world.acmeOwner)).fields[0]?.items?.map(({ answers }) => answers[0]);
    expect(names).toHaveLength(2);
    expect(JSON.stringify(names)).toMatch(/Ada.*Grace|Grace.*Ada/);
  });

  it('adds once what is sent twice', async () => {
    const itemId = systemMeans.newId();
    expect([await save(world.acmeOwner, { itemId }), await save(world.acmeOwner, { itemId })].map(codeOf)).toEqual([
      'ok',
      'ok',
    ]);
    expect((await list(world.acmeOwner)).fields[0]?.items).toHaveLength(1);
  });

  it('asks where two people change the same item, and takes the answer', async () => {
    const itemId = systemMeans.newId();
    must(await save(world.acmeOwner, { itemId }));
    const base = must(await page(world.acmeOwner, itemId)).base;
    must(await save(world.acmeContributor, { itemId, base, values: { ...ada, cashierName: 'Ada Lovelace' } }));
    const mine = { itemId, base, values: { ...ada, cashierName: 'Countess' } };
    const refused = await save(world.acmeOwner, mine);
    expect(codeOf(refused)).toBe('conflict');
    const [conflict] = (refused.ok ? [] : refused.refusal.detail?.['conflicts']) as { base: string; stored: unknown }[];
    expect(JSON.stringify(conflict?.stored)).toContain('Ada Lovelace');
    expect(must(await page(world.acmeOwner, itemId)).name).toMatchObject({ lines: ['Ada Lovelace'] });
    must(await save(world.acmeOwner, { ...mine, base: conflict?.base ?? null }));
    expect(must(await page(world.acmeOwner, itemId)).name).toMatchObject({ lines: ['Countess'] });
  });

  it('refuses wrong answers, a full list, and what looks wrong until it is sent again @req I60', async () => {
    const wrong = await save(world.acmeOwner, { values: { ...ada, cashierName: '' } });
    expect(codeOf(wrong)).toBe('invalid_input');
    expect(wrong.ok ? {} : wrong.refusal.fields).toMatchObject({ cashierName: [{ code: 'field.required' }] });
    const odd = { ...ada, cashierPhone: '+1 111 111 1111' };
    expect(codeOf(await save(world.acmeOwner, { values: odd }))).toBe('please_check');
    expect(codeOf(await save(world.acmeOwner, { values: odd, sure: { cashierPhone: odd.cashierPhone } }))).toBe('ok');
    must(await save(world.acmeOwner));
    must(await save(world.acmeOwner));
    expect(codeOf(await save(world.acmeOwner))).toBe('invalid_input');
    expect(codeOf(await page(world.acmeOwner, 'new'))).toBe('step_not_on_path');
    expect((await list(world.acmeOwner)).fields[0]?.items).toHaveLength(3);
  });

  it('is "not found" for another tenant, refused to who only looks, and locked once it is sent in', async () => {
    expect(codeOf(await save(world.safaOwner))).toBe('not_found');
    expect(codeOf(await page(world.safaOwner, 'new'))).toBe('not_found');
    expect(codeOf(await save(await world.acme.member('viewer')))).toBe('forbidden');
    expect(codeOf(await save(world.acmeOwner, { listId: 'others' }))).toBe('step_not_on_path');
    expect(codeOf(await save(world.acmeOwner, { itemId: 'not-an-id' }))).toBe('step_not_on_path');
    await database.sql(`update onboarding_flows set status = 'submitted' where id = $1`, [flowId]);
    expect(codeOf(await save(world.acmeOwner))).toBe('flow_locked');
  });
});

describe('removeItem', () => {
  const remove = (actor: TestActor, itemId: string, base: string | null) =>
    removeItem(actor, { ...place, flowId, itemId, base });

  it('takes an item out, once and for all', async () => {
    const itemId = systemMeans.newId();
    must(await save(world.acmeOwner, { itemId }));
    const { base } = must(await page(world.acmeOwner, itemId));
    must(await remove(world.acmeContributor, itemId, base));
    must(await remove(world.acmeOwner, itemId, base));
    expect((await list(world.acmeOwner)).fields[0]?.items).toEqual([]);
    expect(codeOf(await page(world.acmeOwner, itemId))).toBe('step_not_on_path');
  });

  it('asks when the item was changed meanwhile, and is "not found" for another tenant', async () => {
    const itemId = systemMeans.newId();
    must(await save(world.acmeOwner, { itemId }));
    const { base } = must(await page(world.acmeOwner, itemId));
    expect(codeOf(await remove(world.safaOwner, itemId, base))).toBe('not_found');
    must(await save(world.acmeContributor, { itemId, base, values: { ...ada, cashierRole: 'b' } }));
    expect(codeOf(await remove(world.acmeOwner, itemId, base))).toBe('conflict');
    expect((await list(world.acmeOwner)).fields[0]?.items).toHaveLength(1);
  });
});

describe('a list on its page', () => {
  it('asks whether there is more, leads there, and is done with no', async () => {
    expect(codeOf(await post(world.acmeOwner, flowId, 'people', {}))).toBe('invalid_input');
    must(await save(world.acmeOwner));
    const unsaid = await post(world.acmeOwner, flowId, 'people', {}, { more: { cashiers: null } });
    expect(codeOf(unsaid)).toBe('invalid_input');
    const more = must(await post(world.acmeOwner, flowId, 'people', {}, { more: { cashiers: 'yes' } }));
    expect(more.next).toEqual({ kind: 'item', stepId: 'people', fieldId: 'cashiers', fromCheck: false });
    const done = must(await post(world.acmeOwner, flowId, 'people', {}, { more: { cashiers: 'no' } }));
    expect(done.next.kind).toBe('step');
    const [row] = await database.sql<{ status: string }>('select status from onboarding_steps where flow_id = $1', [
      flowId,
    ]);
    expect(row?.status).toBe('completed');
    const check = must(
      await withTenant(world.acmeOwner, (tx) => getCheckAnswers(tx, world.acmeOwner, { flowId, locale: 'en' })),
    );
    const rows = check.sections.flatMap(({ tasks }) => tasks.flatMap((task) => task.rows));
    expect(rows.find(({ fieldId }) => fieldId === 'cashiers')).toMatchObject({
      answer: { kind: 'items', items: [{ answers: [{ lines: ['Ada'] }, { lines: ['a'] }] }] },
      given: { by: world.acmeOwner.displayName },
    });
  });
});
