import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withTenant, type Actor } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { getFlowFile, getTimeline, inviteCustomer, listPortfolio, type ListPortfolioInput } from './index';
import { codeOf, goodAnswers, must, post, startTestFlow } from './testing-flow';

let database: TestDatabase;
let world: TestWorld;
let flowId: string;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  flowId = await startTestFlow(world);
  for (const [stepId, values] of goodAnswers().slice(0, 4)) must(await post(world.acmeOwner, flowId, stepId, values));
});
afterAll(() => database.close());

const portfolio = (actor: Actor, input: Partial<ListPortfolioInput> = {}) =>
  withTenant(actor, (tx) => listPortfolio(tx, actor, { locale: 'en', limit: 50, ...input }));
const file = (actor: Actor, id = flowId) =>
  withTenant(actor, (tx) => getFlowFile(tx, actor, { flowId: id, locale: 'en' }));
const timeline = (actor: Actor, id = flowId) =>
  withTenant(actor, (tx) => getTimeline(tx, actor, { flowId: id, locale: 'en' }));
const missing = '0193b1c2-0000-7000-8000-000000000000';

describe('listPortfolio', () => {
  it('says where each customer stands, in words of the template', async () => {
    const { rows } = must(await portfolio(world.northwindManager));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      flowId,
      customerName: 'acme',
      ownerName: 'northwind',
      status: 'in_progress',
      daysOpen: 0,
    });
    expect(rows[0]?.tasksCompleted).toBeGreaterThan(0);
    expect(rows[0]?.tasksTotal).toBeGreaterThan(rows[0]?.tasksCompleted ?? 99);
    expect(rows[0]?.nextTaskTitle).toMatch(/\w/);
    expect(rows[0]?.sectionTitle).toMatch(/\w/);
  });

  it('filters by status and by text', async () => {
    expect(must(await portfolio(world.northwindManager, { status: 'done' })).rows).toEqual([]);
    expect(must(await portfolio(world.northwindManager, { search: 'ACM' })).rows).toHaveLength(1);
    expect(must(await portfolio(world.northwindManager, { search: '%' })).rows).toEqual([]);
  });

  it('shows the platform all and strangers nothing, and refuses who only reads figures', async () => {
    expect(must(await portfolio(world.platformAdmin)).rows).toHaveLength(1);
    expect(must(await portfolio(world.alufuqManager)).rows).toEqual([]);
    expect(codeOf(await portfolio(await world.northwind.member('analyst')))).toBe('forbidden');
  });
});

describe('getFlowFile', () => {
  const answersOf = async (actor: Actor) => {
    const view = must(await file(actor));
    return Object.fromEntries(
      view.sections.flatMap(({ tasks }) => tasks.flatMap(({ rows }) => rows.map((row) => [row.fieldId, row.answer]))),
    );
  };

  it('shows answers to a success manager', async () => {
    const answers = await answersOf(world.northwindManager);
    expect(answers['technicalContactEmail']).toEqual({ kind: 'machine', lines: ['grace@acme.example'] });
    expect(answers['organisationName']).toMatchObject({ lines: ['Acme Inc'] });
  });

  it('hides answers about people from roles that do not work with them', async () => {
    const reviewer = await world.northwind.member('reviewer');
    const answers = await answersOf(reviewer);
    expect(answers['technicalContactEmail']).toEqual({ kind: 'hidden' });
    expect(answers['organisationName']).toMatchObject({ lines: ['Acme Inc'] });
    expect(JSON.stringify(must(await file(reviewer)))).not.toContain('grace@');
  });

  it('refuses analysts, and is the same for a foreign and a missing flow', async () => {
    expect(codeOf(await file(await world.northwind.member('analyst')))).toBe('forbidden');
    expect(await file(world.alufuqManager)).toEqual(await file(world.alufuqManager, missing));
    expect(codeOf(await file(world.alufuqManager))).toBe('not_found');
  });
});

describe('getTimeline', () => {
  it('tells what happened, the latest first, with people and places by name', async () => {
    const { entries, more } = must(await timeline(world.northwindManager));
    expect(more).toBe(false);
    const names = entries.map(({ name }) => name);
    expect(names.at(-1)).toMatch(/flow\.invited|message\./);
    expect(names).toEqual(expect.arrayContaining(['flow.invited', 'flow.started', 'step.saved', 'message.queued']));
    expect([...entries].sort((a, b) => b.at.getTime() - a.at.getTime())).toEqual(entries);
    const saved = entries.find(({ name }) => name === 'step.saved');
    expect(saved).toMatchObject({ by: 'owner of acme' });
    expect(saved?.about).toMatch(/\w/);
    expect(entries.find(({ source }) => source === 'message')).toMatchObject({ kind: 'invitation' });
  });

  it('adds the audit for those who may read it, without saying anything twice', async () => {
    const admin = must(await timeline(world.northwindAdmin)).entries;
    const manager = must(await timeline(world.northwindManager)).entries;
    expect(manager.some(({ source }) => source === 'audit')).toBe(false);
    await withTenant(
      world.northwindAdmin,
      (tx) =>
        tx.$executeRaw`select app.audit(${world.acme.id}::uuid, gen_random_uuid(), 'flow.reviewed', 'flow', ${flowId}::uuid, '{}')`,
    );
    const after = must(await timeline(world.northwindAdmin)).entries;
    expect(after.length).toBe(admin.length + 1);
    expect(after[0]).toMatchObject({ source: 'audit', name: 'flow.reviewed' });
    expect(admin.filter(({ name }) => name === 'step.saved').every(({ source }) => source === 'event')).toBe(true);
  });

  it('refuses analysts, and is the same for a foreign and a missing flow', async () => {
    expect(codeOf(await timeline(await world.northwind.member('analyst')))).toBe('forbidden');
    expect(await timeline(world.alufuqManager)).toEqual(await timeline(world.alufuqManager, missing));
    expect(await timeline(world.alufuqManager, 'no-uuid')).toEqual(await timeline(world.alufuqManager, missing));
  });
});

describe('inviteCustomer', () => {
  const invite = (actor: Actor, ownerTenantId: string, templateKey = 'data-pipeline') =>
    withTenant(actor, (tx) =>
      inviteCustomer(tx, actor, {
        customer: { ownerTenantId, name: 'Borealis Labs', locale: 'en', timeZone: 'Europe/Berlin' },
        templateKey,
        invite: { email: 'ada@borealis.example', name: 'Ada', locale: 'en' },
      }),
    );
  const customers = async () => (await database.sql('select 1 from customers')).length;

  it('makes customer, flow, invitation and mail', async () => {
    const { tenantId, flowId: started } = must(await invite(world.northwindAdmin, world.northwind.id));
    const [row] = await database.sql<{ mails: number; invitations: number }>(
      `select (select count(*)::int from messages where flow_id = $1) as mails,
        (select count(*)::int from invitations where flow_id = $1 and tenant_id = $2) as invitations`,
      [started, tenantId],
    );
    expect(row).toEqual({ mails: 1, invitations: 1 });
  });

  it('leaves nothing behind when it refuses', async () => {
    const before = await customers();
    expect(codeOf(await invite(world.northwindAdmin, world.northwind.id, 'no-such-template'))).toBe('not_found');
    expect(codeOf(await invite(world.northwindAdmin, world.alufuq.id))).toBe('not_found');
    expect(codeOf(await invite(await world.northwind.member('reviewer'), world.northwind.id))).toBe('forbidden');
    expect(codeOf(await invite(world.acmeOwner, world.northwind.id))).toBe('forbidden');
    expect(await customers()).toBe(before);
  });
});
