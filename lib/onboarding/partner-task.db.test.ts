import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import type { FlowDefinition } from '@/lib/flow-definition';
import { withTenant } from '@/lib/tenancy';
import { completePartnerTask, listPartnerTasks, undoPartnerTask } from './partner-task';
import { codeOf, must, post } from './testing-flow';
import { startSampleFlow } from './testing-journey';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const text = (en: string) => ({ en, ar: en });
const definition: FlowDefinition = {
  schema: 'portico/flow@1',
  key: 'with-partner-task',
  version: 1,
  title: text('Sample'),
  summary: text('A sample'),
  locales: ['en', 'ar'],
  metadata: { author: 'Tests' },
  estimatedMinutes: 5,
  firstValue: 'submitted',
  identifiers: [],
  lifecycle: [{ from: 'onboarding', to: 'validated', when: 'task_done:call' }],
  declaration: text('It is so'),
  sections: [
    {
      id: 'all',
      title: text('All'),
      tasks: [
        {
          id: 'asking',
          title: text('Questions'),
          owner: 'contributor',
          steps: [
            {
              id: 'name',
              kind: 'form',
              title: text('Name?'),
              fields: [{ id: 'name', type: 'text', label: text('Name'), required: true, class: 'plain', due: 'now' }],
            },
          ],
        },
        {
          id: 'calling',
          title: text('Welcome call'),
          owner: 'contributor',
          dependsOn: ['asking'],
          steps: [
            { id: 'call', kind: 'partner-task', title: text('Call them'), proof: text('Date of the call'), dueDays: 3 },
          ],
        },
      ],
    },
  ],
};

async function started(slug: string): Promise<{ flowId: string; owner: TestActor; customerId: string }> {
  const customer = await world.customer(world.northwind, slug);
  const owner = await customer.member('owner');
  return { flowId: await startSampleFlow(database, world, definition, customer.id), owner, customerId: customer.id };
}
const complete = (actor: TestActor, flowId: string, note = '12 November, with Grace', stepId = 'call') =>
  withTenant(actor, (tx) => completePartnerTask(tx, actor, { flowId, stepId, note }));
const undo = (actor: TestActor, flowId: string) =>
  withTenant(actor, (tx) => undoPartnerTask(tx, actor, { flowId, stepId: 'call' }));
const tasks = async (actor: TestActor, flowId: string) =>
  must(await withTenant(actor, (tx) => listPartnerTasks(tx, actor, { flowId, locale: 'en' })));
const namesOf = async (table: 'events' | 'audit_logs', flowId: string): Promise<string[]> =>
  (
    await database.sql<{ name: string }>(
      table === 'events'
        ? `select name from events where flow_id = $1 and name like 'task.%' order by at`
        : `select action as name from audit_logs where entity_id = $1 and action like 'task.%' order by seq`,
      [flowId],
    )
  ).map(({ name }) => name);

describe('completePartnerTask', () => {
  it('waits for the tasks before it, then marks it with its proof and moves the customer as declared', async () => {
    const { flowId, owner, customerId } = await started('partner-one');
    expect(await tasks(world.northwindManager, flowId)).toMatchObject([
      { stepId: 'call', state: 'blocked', blockedBy: ['Questions'], canComplete: true },
    ]);
    expect(codeOf(await complete(world.northwindManager, flowId))).toBe('task_blocked');
    must(await post(owner, flowId, 'name', { name: 'Acme' }));
    await database.sql(`update customers set status = 'onboarding' where tenant_id = $1`, [customerId]);

    expect(codeOf(await complete(world.northwindManager, flowId, '  '))).toBe('invalid_input');
    must(await complete(world.northwindManager, flowId));
    expect(await tasks(owner, flowId)).toMatchObject([
      { state: 'done', canComplete: false, done: { note: '12 November, with Grace' } },
    ]);
    expect(codeOf(await complete(world.northwindManager, flowId))).toBe('task_already_done');
    const status = async () =>
      (await database.sql<{ status: string }>('select status from customers where tenant_id = $1', [customerId]))[0]
        ?.status;
    expect(await status()).toBe('validated');

    must(await undo(world.northwindManager, flowId));
    expect(await status()).toBe('onboarding');
    expect(await tasks(world.northwindManager, flowId)).toMatchObject([{ state: 'open', done: null }]);
    expect(codeOf(await undo(world.northwindManager, flowId))).toBe('task_not_done');
    must(await complete(world.northwindManager, flowId, 'Again'));
    expect(await namesOf('events', flowId)).toEqual(['task.completed', 'task.reopened', 'task.completed']);
    expect(await namesOf('audit_logs', flowId)).toEqual(['task.completed', 'task.reopened', 'task.completed']);
  });

  it('is one mark when two mark it at the same time', async () => {
    const { flowId, owner } = await started('partner-two');
    must(await post(owner, flowId, 'name', { name: 'Acme' }));
    const codes = await Promise.all([1, 2].map(async () => codeOf(await complete(world.northwindManager, flowId))));
    expect(codes.sort()).toEqual(['ok', 'task_already_done']);
  });

  it('refuses customers, steps that are none of the partner’s, and strangers as for nothing', async () => {
    const { flowId, owner } = await started('partner-three');
    expect(codeOf(await complete(owner, flowId))).toBe('forbidden');
    expect(codeOf(await undo(owner, flowId))).toBe('forbidden');
    expect(codeOf(await complete(world.northwindManager, flowId, 'x', 'name'))).toBe('step_not_on_path');
    const stranger = await complete(world.alufuqManager, flowId);
    expect(stranger).toEqual(await complete(world.alufuqManager, randomUUID()));
    expect(codeOf(stranger)).toBe('not_found');
    expect(codeOf(await undo(world.alufuqManager, flowId))).toBe('not_found');
    const seen = await withTenant(world.alufuqManager, (tx) =>
      listPartnerTasks(tx, world.alufuqManager, { flowId, locale: 'en' }),
    );
    expect(codeOf(seen)).toBe('not_found');
  });
});
