import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import type { FlowDefinition, PartnerTaskStep } from '@/lib/flow-definition';
import { systemMeans, type Means } from '@/lib/platform/means';
import { withTenant } from '@/lib/tenancy';
import { listDueTasks } from './due-tasks';
import { completePartnerTask, listPartnerTasks } from './partner-task';
import { tendTasks } from './tend-tasks';
import { codeOf, must } from './testing-flow';
import { startSampleFlow } from './testing-journey';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const text = (en: string) => ({ en, ar: en });
const task = (id: string, dueDays: number, more: Partial<PartnerTaskStep> = {}): PartnerTaskStep => ({
  id,
  kind: 'partner-task',
  title: text(id),
  anchor: 'validated:checks',
  dueDays,
  ...more,
});
const definition: FlowDefinition = {
  schema: 'portico/flow@1',
  key: 'with-dated-tasks',
  version: 1,
  title: text('Sample'),
  summary: text('A sample'),
  locales: ['en', 'ar'],
  metadata: { author: 'Tests' },
  estimatedMinutes: 5,
  firstValue: 'submitted',
  identifiers: [],
  lifecycle: [],
  declaration: text('It is so'),
  sections: [
    {
      id: 'all',
      title: text('All'),
      tasks: [
        {
          id: 'afterwards',
          title: text('Afterwards'),
          owner: 'owner',
          steps: [task('day-one', 1), task('week-one', 7), task('ongoing', 30, { everyDays: 8 })],
        },
      ],
    },
  ],
};

const dayMs = 86_400_000;
const inDays = (days: number): Means => ({
  ...systemMeans,
  clock: { ...systemMeans.clock, now: () => new Date(Date.now() + days * dayMs) },
});

async function live(slug: string): Promise<string> {
  const customer = await world.customer(world.northwind, slug);
  const flowId = await startSampleFlow(database, world, definition, customer.id);
  await database.sql(
    `insert into flow_milestones (tenant_id, id, flow_id, name) values ($1, gen_random_uuid(), $2, 'validated:checks')`,
    [customer.id, flowId],
  );
  return flowId;
}
const due = async (days: number, means?: Means) => {
  const actor = world.northwindManager;
  return must(await withTenant(actor, (tx) => listDueTasks(tx, actor, { locale: 'en', days }, means))).tasks;
};
const events = async (flowId: string, name: string) =>
  (
    await database.sql<{ step: string }>(
      `select details ->> 'step' as step from events where flow_id = $1 and name = $2 order by at`,
      [flowId, name],
    )
  ).map(({ step }) => step);
const complete = (flowId: string, stepId: string, means?: Means) =>
  withTenant(world.northwindManager, (tx) =>
    completePartnerTask(tx, world.northwindManager, { flowId, stepId, note: 'Done' }, means),
  );

describe('tasks with dates', () => {
  it('are listed by their day from going live on, and alert once when it has passed @req M36 M37 M38', async () => {
    const flowId = await live('dated-one');
    const mine = async (days: number, means?: Means) =>
      (await due(days, means)).filter((each) => each.flowId === flowId).map(({ stepId, overdue }) => [stepId, overdue]);
    expect(await mine(0)).toEqual([]);
    expect(await mine(7.1)).toEqual([
      ['day-one', false],
      ['week-one', false],
    ]);
    expect(await mine(7, inDays(2))).toEqual([
      ['day-one', true],
      ['week-one', false],
    ]);
    await tendTasks(inDays(2));
    await tendTasks(inDays(2));
    expect(await events(flowId, 'task.overdue')).toEqual(['day-one']);
    must(await complete(flowId, 'day-one'));
    expect(await mine(7, inDays(2))).toEqual([['week-one', false]]);
    const open = await database.sql(
      `select from flow_milestones where flow_id = $1 and name like 'task_overdue:%' and withdrawn_at is null`,
      [flowId],
    );
    expect(open).toEqual([]);
  });

  it('come back for the last quarter of their term, as often as they are done @req M39', async () => {
    const flowId = await live('dated-two');
    const state = async (means: Means) => {
      const actor = world.northwindManager;
      const all = must(await withTenant(actor, (tx) => listPartnerTasks(tx, actor, { flowId, locale: 'en' }, means)));
      return all.find(({ stepId }) => stepId === 'ongoing');
    };
    must(await complete(flowId, 'ongoing'));
    await database.sql(
      `update flow_milestones set at = now() - interval '7 days' where flow_id = $1 and name = 'task_done:ongoing'`,
      [flowId],
    );
    expect(await state(systemMeans)).toMatchObject({ state: 'done', everyDays: 8 });
    expect(await tendTasks()).toBeGreaterThan(0);
    const again = await state(systemMeans);
    expect(again).toMatchObject({ state: 'open', overdue: false });
    expect(Math.round((new Date(again?.dueAt ?? 0).getTime() - Date.now()) / dayMs)).toBe(1);
    expect(await state(inDays(2))).toMatchObject({ overdue: true });
    expect(await events(flowId, 'task.returned')).toEqual(['ongoing']);
    must(await complete(flowId, 'ongoing'));
    expect(await state(systemMeans)).toMatchObject({ state: 'done' });
    const [kept] = await database.sql<{ count: number }>(
      `select count(*)::int as count from flow_milestones where flow_id = $1 and name = 'task_done:ongoing'`,
      [flowId],
    );
    expect(kept?.count).toBe(2);
  });

  it('are the business of those who do them, in their own customers', async () => {
    await live('dated-three');
    const outsider = world.alufuqManager;
    const seen = must(
      await withTenant(outsider, (tx) => listDueTasks(tx, outsider, { locale: 'en', days: 90 }, inDays(60))),
    );
    expect(seen.tasks).toEqual([]);
    expect((await due(90, inDays(60))).length).toBeGreaterThan(0);
    const owner = await world.acme.member('owner');
    expect(codeOf(await withTenant(owner, (tx) => listDueTasks(tx, owner, { locale: 'en' })))).toBe('forbidden');
  });
});
