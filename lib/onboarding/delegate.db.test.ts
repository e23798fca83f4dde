import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withTenant } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { getCheckAnswers, getFlowFile, getStatusView, getStepView, getTaskList } from './index';
import { codeOf, goodAnswers, must, post, startTestFlow, storedAnswers } from './testing-flow';

let database: TestDatabase;
let world: TestWorld;
let flowId: string;
let delegate: TestActor;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());
beforeEach(async () => {
  flowId = await startTestFlow(world);
  delegate = { ...(await world.acme.member('delegate')), flowId };
});

/** Gives a part to the delegate, as the superuser: the use cases have tests of their own. */
const give = (scopeId: string, expires = "now() + interval '1 day'", scope = 'task') =>
  database.sql(
    `insert into assignments (tenant_id, id, flow_id, scope, scope_id, member_id, expires_at) values ($1, $2, $3, $4, $5, $6, ${expires})`,
    [world.acme.id, randomUUID(), flowId, scope, scopeId, delegate.memberId],
  );
const list = (actor: TestActor) => withTenant(actor, (tx) => getTaskList(tx, actor, { flowId, locale: 'en' }));
const step = (actor: TestActor, stepId: string) =>
  withTenant(actor, (tx) => getStepView(tx, actor, { flowId, stepId, locale: 'en' }));
const answersTo = (stepId: string) => goodAnswers().find(([id]) => id === stepId)?.[1] ?? {};
const taskOf = async (stepId: string) => {
  const view = must(await list(world.acmeOwner));
  return view.sections.flatMap(({ tasks }) => tasks).find(({ stepIds }) => stepIds.includes(stepId))?.id ?? '';
};

describe('a delegate @req M3', () => {
  it('sees and answers the task that was given to them, and no other', async () => {
    must(await post(world.acmeOwner, flowId, 'organisation-name', answersTo('organisation-name')));
    const task = await taskOf('technical-contact');
    await give(task);
    const tasks = must(await list(delegate)).sections.flatMap((section) => section.tasks);
    expect(tasks.map(({ id }) => id)).toEqual([task]);
    const view = must(await step(delegate, 'technical-contact'));
    expect(view.canAnswer).toBe(true);
    expect(JSON.stringify(view)).not.toContain('Acme Inc');
    must(await post(delegate, flowId, 'technical-contact', answersTo('technical-contact')));
    expect((await storedAnswers(database, flowId))['technicalContactName']).toMatchObject({
      value: 'Grace',
      by: delegate.userId,
    });
    expect(must(await list(delegate)).readyToSubmit).toBe(false);
  });

  it('gets for every other step the answer for one that does not exist', async () => {
    await give(await taskOf('technical-contact'));
    for (const stepId of ['organisation-name', 'tenant-id', 'no-such-step']) {
      expect(await step(delegate, stepId)).toEqual({
        ok: false,
        refusal: expect.objectContaining({ code: 'not_found' }),
      });
      expect(await step(delegate, stepId)).toEqual(await step(delegate, 'no-such-step'));
      expect(codeOf(await post(delegate, flowId, stepId, {}))).toBe('not_found');
    }
  });

  it('sees nothing before, after it ended, and once it is taken back', async () => {
    expect(codeOf(await list(delegate))).toBe('not_found');
    const task = await taskOf('technical-contact');
    await give(task, "now() - interval '1 second'");
    expect(codeOf(await list(delegate))).toBe('not_found');
    await database.sql("update assignments set expires_at = now() + interval '1 day' where flow_id = $1", [flowId]);
    expect(codeOf(await list(delegate))).toBe('ok');
    await database.sql('update assignments set revoked_at = now() where flow_id = $1', [flowId]);
    expect(codeOf(await list(delegate))).toBe('not_found');
    expect(codeOf(await step(delegate, 'technical-contact'))).toBe('not_found');
    expect(codeOf(await post(delegate, flowId, 'technical-contact', answersTo('technical-contact')))).toBe('not_found');
    expect(await storedAnswers(database, flowId)).toEqual({});
  });

  it('reserves the identifier where that is their question, and no other', async () => {
    await give(await taskOf('tenant-id'));
    must(await post(world.acmeOwner, flowId, 'organisation-name', answersTo('organisation-name')));
    const name = `acme_${randomUUID().slice(0, 8)}`;
    const saved = await post(delegate, flowId, 'tenant-id', { tenantIdentifier: name });
    expect(codeOf(saved)).toBe('ok');
    const rows = await database.sql('select 1 from customer_identifiers where value = $1', [name]);
    expect(rows).toHaveLength(1);
  });

  it('opens none of the pages that show the whole flow', async () => {
    await give(await taskOf('technical-contact'));
    const input = { flowId, locale: 'en' };
    expect(codeOf(await withTenant(delegate, (tx) => getCheckAnswers(tx, delegate, input)))).toBe('forbidden');
    expect(codeOf(await withTenant(delegate, (tx) => getStatusView(tx, delegate, input)))).toBe('forbidden');
    expect(codeOf(await withTenant(delegate, (tx) => getFlowFile(tx, delegate, input)))).toBe('forbidden');
  });
});
