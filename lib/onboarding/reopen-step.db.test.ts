import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { withTenant } from '@/lib/tenancy';
import { getTaskList } from './get-task-list';
import { openFlow } from './open-flow';
import { openReopenings, reopenStep } from './reopen-step';
import { submitFlow } from './submit-flow';
import { answerAll, codeOf, goodAnswers, must, post, startTestFlow, storedAnswers } from './testing-flow';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const stepId = 'organisation-name';
const note = 'Please use the name of the contract';
const reopen = (actor: TestActor, flowId: string, more: { stepId?: string; note?: string } = {}) =>
  withTenant(actor, (tx) => reopenStep(tx, actor, { flowId, stepId, note, ...more }));
const waiting = (actor: TestActor, flowId: string) =>
  withTenant(actor, async (tx) => [
    ...(await openReopenings(tx, must(await openFlow(tx, flowId, new Date())).state)).values(),
  ]);
const list = async (actor: TestActor, flowId: string) =>
  must(await withTenant(actor, (tx) => getTaskList(tx, actor, { flowId, locale: 'en' })));

async function answered(slug: string): Promise<{ flowId: string; owner: TestActor }> {
  const customer = await world.customer(world.northwind, slug);
  const owner = await customer.member('owner');
  const flowId = await startTestFlow(world, customer.id);
  await answerAll(owner, flowId, slug.replaceAll('-', '_'));
  return { flowId, owner };
}

describe('reopenStep', () => {
  it('gives a completed page back with a note, keeps its answers, and is settled by the next Continue', async () => {
    const { flowId, owner } = await answered('reopen-one');
    const before = await storedAnswers(database, flowId);
    expect((await list(owner, flowId)).readyToSubmit).toBe(true);
    must(await reopen(world.northwindManager, flowId));

    expect(await storedAnswers(database, flowId)).toEqual(before);
    expect((await list(owner, flowId)).readyToSubmit).toBe(false);
    expect(await waiting(owner, flowId)).toMatchObject([{ stepId, note, side: 'partner' }]);
    const [audit] = await database.sql<{ details: object }>(
      `select details from audit_logs where entity_id = $1 and action = 'step.reopened'`,
      [flowId],
    );
    expect(audit?.details).toEqual({ flow: flowId, step: stepId, side: 'partner' });
    expect(
      await database.sql(`select from events where flow_id = $1 and name = 'step.reopened'`, [flowId]),
    ).toHaveLength(1);

    const values = goodAnswers('reopen_one').find(([id]) => id === stepId)?.[1] ?? {};
    must(await post(owner, flowId, stepId, values));
    expect(await waiting(owner, flowId)).toEqual([]);
    expect((await list(owner, flowId)).readyToSubmit).toBe(true);
  });

  it('withdraws what was sent in when staff ask for a change, and not when the customer does', async () => {
    const { flowId, owner } = await answered('reopen-two');
    const { revision } = (await list(owner, flowId)).header;
    must(await withTenant(owner, (tx) => submitFlow(tx, owner, { flowId, revision, agreed: true })));
    await database.sql(`update provisioning_runs set status = 'undone' where flow_id = $1`, [flowId]);
    await database.sql(`update onboarding_flows set status = 'submitted' where id = $1`, [flowId]);
    expect(codeOf(await reopen(owner, flowId))).toBe('flow_locked');
    must(await reopen(world.northwindManager, flowId));
    expect((await list(owner, flowId)).header).toMatchObject({ status: 'changes_requested', open: true });
    expect(
      await database.sql(
        `select from flow_milestones where flow_id = $1 and name = 'submitted' and withdrawn_at is null`,
        [flowId],
      ),
    ).toEqual([]);
  });

  it('lets a customer’s owner give a page back to a colleague, by name', async () => {
    const { flowId, owner } = await answered('reopen-three');
    must(await reopen(owner, flowId));
    expect(await waiting(owner, flowId)).toMatchObject([{ side: 'customer', person: owner.displayName }]);
  });

  it('refuses pages that are not completed or not there, an empty note, contributors, and strangers as for nothing', async () => {
    const customer = await world.customer(world.northwind, 'reopen-four');
    const flowId = await startTestFlow(world, customer.id);
    expect(codeOf(await reopen(world.northwindManager, flowId))).toBe('step_not_completed');
    expect(codeOf(await reopen(world.northwindManager, flowId, { stepId: 'no-such-step' }))).toBe('step_not_on_path');
    await expect(reopen(world.northwindManager, flowId, { note: '  ' })).rejects.toThrow();
    expect(codeOf(await reopen(await customer.member('contributor'), flowId))).toBe('forbidden');
    const stranger = await reopen(world.alufuqManager, flowId);
    expect(stranger).toEqual(await reopen(world.alufuqManager, randomUUID()));
    expect(codeOf(stranger)).toBe('not_found');
  });
});
