import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, goodAnswers, must, post, startTestFlow } from '@/lib/onboarding/testing-flow';
import { systemMeans } from '@/lib/platform/means';
import { withTenant, type Actor, type TenantTx } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import {
  askForAnswer,
  assignTask,
  changeMemberRole,
  delegateTask,
  homeOf,
  listPeople,
  presentOthers,
  resendInvitation,
  revokeAssignment,
  revokeInvitation,
  revokeMember,
  takeTask,
} from './index';

let database: TestDatabase;
let world: TestWorld;
let flowId: string;
let taskId: string;
/** Somebody new for each test. */
let address: string;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());
beforeEach(async () => {
  flowId = await startTestFlow(world);
  address = `Dana.${randomUUID().slice(0, 8)}@Acme.example`;
  const view = must(await people(world.acmeOwner));
  taskId = view.tasks[0]?.id ?? '';
});

const as =
  <Input, Result>(run: (tx: TenantTx, actor: Actor, input: Input) => Promise<Result>) =>
  (actor: Actor, input: Input) =>
    withTenant(actor, (tx) => run(tx, actor, input));
const people = (actor: Actor) => as(listPeople)(actor, { flowId, locale: 'en' });
const part = () => ({ scope: 'task' as const, scopeId: taskId });
const delegate = (actor: Actor, email = address) =>
  as(delegateTask)(actor, { flowId, email, name: 'Dana', locale: 'en', parts: [part()], note: 'Please' });
const auditOf = async (action: string) =>
  (await database.sql('select 1 from audit_logs where action = $1 and entity_id = $2', [action, flowId])).length;
const nowhere = '0193b1c2-0000-7000-8000-000000000000';

/** Accepts an invitation as its link does, and answers the person who came. */
async function accept(invitationId: string): Promise<TestActor> {
  const template = await world.acme.member('delegate');
  await database.sql(`update members set email = (select lower(email) from invitations where id = $1) where id = $2`, [
    invitationId,
    template.memberId,
  ]);
  await database.sql('update invitations set accepted_at = now(), accepted_by = $2 where id = $1', [
    invitationId,
    template.userId,
  ]);
  return { ...template, flowId };
}

describe('assignTask @req M3', () => {
  it('names a contributor, once, and the list shows it', async () => {
    const input = { flowId, ...part(), memberId: world.acmeContributor.memberId };
    const first = must(await as(assignTask)(world.acmeOwner, input));
    expect(must(await as(assignTask)(world.acmeOwner, input))).toEqual({ ...first, alreadyAssigned: true });
    const row = must(await people(world.acmeOwner)).people.find(({ memberId }) => memberId === input.memberId);
    expect(row?.parts).toMatchObject([{ assignmentId: first.assignmentId, state: 'live', expiresAt: null }]);
    expect(await auditOf('task.assigned')).toBe(1);
  });

  it('refuses contributors, viewers as helpers, and parts or people that are not there', async () => {
    const viewer = await world.acme.member('viewer');
    const input = { flowId, ...part(), memberId: world.acmeContributor.memberId };
    expect(codeOf(await as(assignTask)(world.acmeContributor, input))).toBe('forbidden');
    expect(codeOf(await as(assignTask)(world.acmeOwner, { ...input, memberId: viewer.memberId }))).toBe(
      'invalid_input',
    );
    expect(codeOf(await as(assignTask)(world.acmeOwner, { ...input, scopeId: 'nothing' }))).toBe('not_found');
    expect(codeOf(await as(assignTask)(world.acmeOwner, { ...input, memberId: world.safaOwner.memberId }))).toBe(
      'not_found',
    );
    expect(codeOf(await as(assignTask)(world.acmeOwner, input))).toBe('ok');
  });

  it('is "not found" for a stranger, exactly as for a flow that does not exist', async () => {
    const input = { flowId, ...part(), memberId: world.acmeContributor.memberId };
    const foreign = await as(assignTask)(world.safaOwner, input);
    expect(foreign).toEqual(await as(assignTask)(world.safaOwner, { ...input, flowId: nowhere }));
    expect(codeOf(foreign)).toBe('not_found');
  });
});

describe('takeTask and revokeAssignment', () => {
  it('lets a contributor take a task and put it back, and nobody else put it back but an owner', async () => {
    const taken = must(await as(takeTask)(world.acmeContributor, { flowId, taskId }));
    const other = await world.acme.member('contributor');
    expect(codeOf(await as(takeTask)(other, { flowId, taskId }))).toBe('task_taken');
    const input = { flowId, assignmentId: taken.assignmentId };
    expect(codeOf(await as(revokeAssignment)(other, input))).toBe('forbidden');
    expect(codeOf(await as(revokeAssignment)(world.acmeContributor, input))).toBe('ok');
    expect(codeOf(await as(revokeAssignment)(world.acmeOwner, input))).toBe('ok');
    expect(await auditOf('task.unassigned')).toBe(1);
    expect(codeOf(await as(takeTask)(other, { flowId, taskId }))).toBe('ok');
  });

  it('refuses viewers and strangers', async () => {
    const viewer = await world.acme.member('viewer');
    const taken = must(await as(takeTask)(world.acmeContributor, { flowId, taskId }));
    expect(codeOf(await as(takeTask)(viewer, { flowId, taskId }))).toBe('forbidden');
    const input = { flowId, assignmentId: taken.assignmentId };
    expect(codeOf(await as(revokeAssignment)(viewer, input))).toBe('forbidden');
    expect(await as(revokeAssignment)(world.safaOwner, input)).toEqual(
      await as(revokeAssignment)(world.safaOwner, { flowId: nowhere, assignmentId: nowhere }),
    );
    expect(codeOf(await as(takeTask)(world.safaOwner, { flowId, taskId }))).toBe('not_found');
  });
});

describe('delegateTask @req M3', () => {
  it('invites somebody to one part, who then sees that part and nothing else until it is taken back', async () => {
    const given = must(await delegate(world.acmeOwner));
    expect(given.to).toBe('invitation');
    const waiting = must(await people(world.acmeOwner)).waiting.find(({ invitationId }) => invitationId === given.id);
    expect(waiting).toMatchObject({ role: 'delegate', email: address.toLowerCase(), parts: [{ state: 'live' }] });
    const dana = await accept(given.id);
    const { flowId: _named, ...withoutFlow } = dana;
    expect(await withTenant(withoutFlow, (tx) => homeOf(tx, withoutFlow))).toEqual({ kind: 'flow', flowId });
    const [first] = goodAnswers();
    expect(codeOf(await post(dana, flowId, 'organisation-name', first?.[1] ?? {}))).toBe('ok');
    expect(codeOf(await post(dana, flowId, 'tenant-id', { tenantIdentifier: 'mine' }))).toBe('not_found');
    expect(codeOf(await people(dana))).toBe('forbidden');
    const row = must(await people(world.acmeOwner)).people.find(({ memberId }) => memberId === dana.memberId);
    const assignmentId = row?.parts[0]?.assignmentId ?? '';
    must(await as(revokeAssignment)(world.acmeOwner, { flowId, assignmentId }));
    expect(codeOf(await post(dana, flowId, 'organisation-name', first?.[1] ?? {}))).toBe('not_found');
    expect(await withTenant(dana, (tx) => homeOf(tx, dana))).toEqual({ kind: 'none' });
  });

  it('lets somebody come who has the part already, and then for the longer of the two', async () => {
    const given = must(await delegate(world.acmeOwner));
    const template = await world.acme.member('delegate');
    await database.sql('update members set email = $1 where id = $2', [address.toLowerCase(), template.memberId]);
    must(await as(assignTask)(world.acmeOwner, { flowId, ...part(), memberId: template.memberId }));
    await database.sql("update assignments set expires_at = now() + interval '1 hour' where member_id = $1", [
      template.memberId,
    ]);
    await database.sql('update invitations set accepted_at = now(), accepted_by = $2 where id = $1', [
      given.id,
      template.userId,
    ]);
    const held = await database.sql<{ expiresAt: Date }>(
      'select expires_at as "expiresAt" from assignments where member_id = $1 and revoked_at is null',
      [template.memberId],
    );
    expect(held).toEqual([{ expiresAt: given.expiresAt }]);
  });

  it('writes down when a part that has an end is given for longer, and nothing when it is given as it is', async () => {
    const dana = await accept(must(await delegate(world.acmeOwner)).id);
    const before = await auditOf('task.assigned');
    await database.sql("update assignments set expires_at = now() - interval '1 day' where member_id = $1", [
      dana.memberId,
    ]);
    const moment = new Date();
    const means = { ...systemMeans, clock: { now: () => moment } };
    const input = { flowId, ...part(), memberId: dana.memberId };
    const again = () => withTenant(world.acmeOwner, (tx) => assignTask(tx, world.acmeOwner, input, means));
    expect(must(await again()).alreadyAssigned).toBe(true);
    expect(codeOf(await post(dana, flowId, 'organisation-name', goodAnswers()[0]?.[1] ?? {}))).toBe('ok');
    expect(await auditOf('task.assigned')).toBe(before + 1);
    must(await again());
    expect(await auditOf('task.assigned')).toBe(before + 1);
  });

  it('does not bring back what somebody had before they were removed, and ends what a new delegate keeps', async () => {
    const colleague = await world.acme.member('contributor');
    const { memberId } = colleague;
    const where = { tenantId: world.acme.id, memberId };
    const live = () =>
      database.sql<{ expiresAt: Date | null }>(
        'select expires_at as "expiresAt" from assignments where member_id = $1 and revoked_at is null',
        [memberId],
      );
    must(await as(assignTask)(world.acmeOwner, { flowId, ...part(), memberId }));
    expect(await live()).toEqual([{ expiresAt: null }]);
    must(await as(changeMemberRole)(world.acmeOwner, { ...where, role: 'delegate' }));
    expect(await live()).toEqual([{ expiresAt: expect.any(Date) }]);
    must(await as(revokeMember)(world.acmeOwner, where));
    expect(await live()).toEqual([]);
  });

  it('gives the same part once, and more parts to the same invitation', async () => {
    const given = must(await delegate(world.acmeOwner));
    expect(must(await delegate(world.acmeOwner)).id).toBe(given.id);
    const rows = await database.sql('select 1 from assignments where invitation_id = $1', [given.id]);
    expect(rows).toHaveLength(1);
  });

  it('lives on with its invitation sent again, and ends with it', async () => {
    const given = must(await delegate(world.acmeOwner));
    await database.sql("update assignments set expires_at = now() - interval '1 day' where invitation_id = $1", [
      given.id,
    ]);
    must(await as(resendInvitation)(world.acmeOwner, { flowId, invitationId: given.id }));
    const state = async () =>
      must(await people(world.acmeOwner)).waiting.find(({ invitationId }) => invitationId === given.id)?.parts[0]
        ?.state;
    expect(await state()).toBe('live');
    must(await as(revokeInvitation)(world.acmeOwner, { flowId, invitationId: given.id }));
    const [row] = await database.sql<{ revoked: boolean }>(
      'select revoked_at is not null as revoked from assignments where invitation_id = $1',
      [given.id],
    );
    expect(row?.revoked).toBe(true);
  });

  it('gives at once to somebody who is here already, and refuses who only reads along', async () => {
    const email = async ({ memberId }: TestActor) =>
      (await database.sql<{ email: string }>('select email from members where id = $1', [memberId]))[0]?.email ?? '';
    expect(must(await delegate(world.acmeOwner, await email(world.acmeContributor)))).toMatchObject({
      to: 'member',
      id: world.acmeContributor.memberId,
    });
    const viewer = await world.acme.member('viewer');
    expect(await delegate(world.acmeOwner, await email(viewer))).toMatchObject({
      refusal: { code: 'invalid_input', fields: { email: [{ code: 'people.problem.readsOnly' }] } },
    });
  });

  it('refuses contributors and strangers', async () => {
    expect(codeOf(await delegate(world.acmeContributor))).toBe('forbidden');
    expect(codeOf(await delegate(world.safaOwner))).toBe('not_found');
    expect(codeOf(await delegate(world.northwindManager))).toBe('ok');
  });
});

describe('askForAnswer', () => {
  const ask = (actor: Actor, stepId = 'tenant-id') => as(askForAnswer)(actor, { flowId, stepId });

  it('records one question a day for each person and page', async () => {
    const viewer = await world.acme.member('viewer');
    expect(must(await ask(viewer)).askedBefore).toBe(false);
    expect(must(await ask(viewer)).askedBefore).toBe(true);
    expect(must(await ask(world.acmeContributor)).askedBefore).toBe(false);
    expect(await auditOf('answer.requested')).toBe(2);
  });

  it('refuses pages that are not there, flows that take no answers, and strangers', async () => {
    expect(codeOf(await ask(world.acmeContributor, 'nothing'))).toBe('not_found');
    expect(codeOf(await ask(world.safaOwner))).toBe('not_found');
    await database.sql("update onboarding_flows set status = 'submitted' where id = $1", [flowId]);
    expect(codeOf(await ask(world.acmeContributor))).toBe('flow_locked');
  });
});

describe('presentOthers', () => {
  it('names the others on the page, and nobody who left, is elsewhere, or may not know', async () => {
    const at = (actor: Actor, stepId = 'tenant-id') => presentOthers(actor, { flowId, stepId });
    expect(await at(world.acmeOwner)).toEqual([]);
    expect(await at(world.acmeContributor)).toEqual([world.acmeOwner.displayName]);
    expect(await at(world.acmeContributor, 'data-region')).toEqual([]);
    expect(await at(world.safaOwner)).toEqual([]);
    expect(await at(world.acmeOwner, 'no-such-step')).toEqual([]);
    expect(await at({ ...(await world.acme.member('delegate')), flowId })).toEqual([]);
    await database.sql("update step_presence set seen_at = now() - interval '2 minutes' where flow_id = $1", [flowId]);
    expect(await at(world.acmeContributor)).toEqual([]);
  });
});
