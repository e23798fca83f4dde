import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { withTenant } from '@/lib/tenancy';
import { getCheckAnswers } from './get-check-answers';
import { getStatusView } from './get-status-view';
import { getStepView } from './get-step-view';
import { getTaskList } from './get-task-list';
import { listFlows } from './list-flows';
import { reopenFlow } from './reopen-flow';
import { submitFlow, type SubmitFlowInput } from './submit-flow';
import { startFlow } from './start-flow';
import { answerAll, codeOf, must, post, startTestFlow } from './testing-flow';

let database: TestDatabase;
let world: TestWorld;

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const submit = (actor: TestActor, input: SubmitFlowInput) => withTenant(actor, (tx) => submitFlow(tx, actor, input));
const taskList = (actor: TestActor, flowId: string) =>
  withTenant(actor, (tx) => getTaskList(tx, actor, { flowId, locale: 'en' }));

/** A customer of its own for each test, since identifiers are held per customer. */
async function readyFlow(slug: string): Promise<{ flowId: string; owner: TestActor; revision: number }> {
  const customer = await world.customer(world.northwind, slug);
  const owner = await customer.member('owner');
  const flowId = await startTestFlow(world, customer.id);
  await answerAll(owner, flowId, slug.replaceAll('-', '_'));
  const { header } = must(await taskList(owner, flowId));
  return { flowId, owner, revision: header.revision };
}

describe('startFlow', () => {
  it('pins the published version, invites, queues the mail and records it', async () => {
    const flowId = await startTestFlow(world);
    const [flow] = await database.sql(
      'select f.status, t.key, t.version from onboarding_flows f join onboarding_templates t on t.id = f.template_id where f.id = $1',
      [flowId],
    );
    expect(flow).toEqual({ status: 'invited', key: 'data-pipeline', version: 2 });
    const rows = await database.sql(
      `select i.email, i.role, m.kind, m.status from invitations i join messages m on m.subject_id = i.id where i.flow_id = $1`,
      [flowId],
    );
    expect(rows).toEqual([{ email: 'owner@acme.example', role: 'owner', kind: 'invitation', status: 'queued' }]);
  });

  it('refuses strangers, customers themselves and unknown templates', async () => {
    await startTestFlow(world);
    const start = (actor: TestActor, templateKey = 'data-pipeline') =>
      withTenant(actor, (tx) =>
        startFlow(tx, actor, {
          customerTenantId: world.acme.id,
          templateKey,
          invite: { email: 'a@b.example', locale: 'en' },
        }),
      );
    expect(codeOf(await start(world.alufuqManager))).toBe('not_found');
    expect(codeOf(await start(world.acmeOwner))).toBe('forbidden');
    expect(codeOf(await start(world.northwindManager, 'no-such-template'))).toBe('not_found');
    expect(codeOf(await start(world.northwindManager))).toBe('ok');
  });
});

describe('getTaskList', () => {
  it('derives tasks, their state and where to go on from the answers alone', async () => {
    const flowId = await startTestFlow(world);
    const before = must(await taskList(world.acmeOwner, flowId));
    expect(before.next).toMatchObject({ taskId: 'organisation-details', stepId: 'organisation-name' });
    expect(before.header.progress).toMatchObject({
      tasksCompleted: 0,
      sectionIndex: 1,
      sectionTitle: 'Your organisation',
    });
    const access = before.sections.flatMap(({ tasks }) => tasks).find(({ id }) => id === 'access-consent');
    expect(access).toMatchObject({ status: 'cannot_start', stepId: null, blockedBy: ['Organisation details'] });

    must(
      await post(world.acmeOwner, flowId, 'organisation-name', {
        organisationName: 'Acme',
        country: 'DE',
        website: '',
      }),
    );
    const after = must(await taskList(world.acmeOwner, flowId));
    expect(after.next).toMatchObject({ stepId: 'technical-contact' });
    expect(after.sections[0]?.tasks[0]).toMatchObject({ status: 'completed', stepId: 'organisation-name' });
  });

  it('speaks the language that is asked for', async () => {
    const flowId = await startTestFlow(world);
    const view = await withTenant(world.acmeOwner, (tx) => getTaskList(tx, world.acmeOwner, { flowId, locale: 'ar' }));
    expect(must(view).sections[0]?.title).toBe('مؤسستكم');
  });

  it('is read-only for staff and closed to strangers', async () => {
    const flowId = await startTestFlow(world);
    expect(must(await taskList(world.northwindManager, flowId))).toMatchObject({ canAnswer: false, canSubmit: false });
    expect(await taskList(world.safaOwner, flowId)).toEqual(
      await taskList(world.safaOwner, '00000000-0000-7000-8000-000000000000'),
    );
    expect(codeOf(await taskList(world.alufuqManager, 'not a uuid'))).toBe('not_found');
  });
});

describe('submitFlow', () => {
  it('freezes the answers and queues one run, however often it is pressed', async () => {
    const { flowId, owner, revision } = await readyFlow('submit-once');
    const first = must(await submit(owner, { flowId, revision, agreed: true }));
    expect(first).toMatchObject({ alreadySubmitted: false, runId: expect.any(String) });
    const second = must(await submit(owner, { flowId, revision, agreed: true }));
    expect(second).toMatchObject({ alreadySubmitted: true });
    const runs = await database.sql('select id, number, status from provisioning_runs where flow_id = $1', [flowId]);
    expect(runs).toEqual([{ id: first.runId, number: 1, status: 'planned' }]);
    const events = await database.sql(`select 1 from events where flow_id = $1 and name = 'flow.submitted'`, [flowId]);
    expect(events).toHaveLength(1);
    const late = await post(owner, flowId, 'data-region', { region: 'us' });
    expect(codeOf(late)).toBe('flow_locked');
    const [customer] = await database.sql('select status from customers where tenant_id = $1', [owner.tenantId]);
    expect(customer).toEqual({ status: 'configured' });
  });

  it('lets exactly one of two simultaneous submissions through', async () => {
    const { flowId, owner, revision } = await readyFlow('submit-race');
    const outcomes = await Promise.all([1, 2, 3].map(() => submit(owner, { flowId, revision, agreed: true })));
    expect(outcomes.map((outcome) => must(outcome).alreadySubmitted).sort()).toEqual([false, true, true]);
    expect(await database.sql('select 1 from provisioning_runs where flow_id = $1', [flowId])).toHaveLength(1);
  });

  it('refuses an incomplete flow, a missing declaration and answers that changed since they were checked', async () => {
    const { flowId, owner, revision } = await readyFlow('submit-refusals');
    const undeclared = await submit(owner, { flowId, revision, agreed: false });
    expect(undeclared).toMatchObject({ refusal: { code: 'invalid_input', fields: { declaration: [{}] } } });
    must(await post(owner, flowId, 'data-region', { region: 'us' }));
    expect(codeOf(await submit(owner, { flowId, revision, agreed: true }))).toBe('flow_changed');
    must(await post(owner, flowId, 'billing-contact', { separateBillingContact: '' }, { intent: 'later' }));
    expect(codeOf(await submit(owner, { flowId, revision: revision + 1, agreed: true }))).not.toBe('ok');
    const fresh = await startTestFlow(world);
    expect(await submit(world.acmeOwner, { flowId: fresh, revision: 0, agreed: true })).toMatchObject({
      refusal: { code: 'flow_incomplete', detail: { stepId: 'organisation-name' } },
    });
  });

  it('takes the owner: contributors and strangers are refused', async () => {
    const { flowId, owner, revision } = await readyFlow('submit-roles');
    const input = { flowId, revision, agreed: true };
    expect(codeOf(await submit({ ...owner, role: 'contributor' }, input))).toBe('forbidden');
    expect(codeOf(await submit(world.safaOwner, input))).toBe('not_found');
    expect(codeOf(await submit(world.borealisOwner, input))).toBe('not_found');
    expect(codeOf(await submit(owner, input))).toBe('ok');
  });
});

describe('reopenFlow', () => {
  it('opens a flow whose run was undone, and not before', async () => {
    const { flowId, owner, revision } = await readyFlow('reopen');
    must(await submit(owner, { flowId, revision, agreed: true }));
    const reopen = (actor: TestActor, seen: number) =>
      withTenant(actor, (tx) => reopenFlow(tx, actor, { flowId, revision: seen }));
    expect(codeOf(await reopen(owner, revision + 1))).toBe('flow_locked');
    await database.sql(`update provisioning_runs set status = 'undone' where flow_id = $1`, [flowId]);
    expect(codeOf(await reopen(world.safaOwner, revision + 1))).toBe('not_found');
    expect(codeOf(await reopen(owner, revision))).toBe('flow_changed');
    expect(codeOf(await reopen(owner, revision + 1))).toBe('ok');
    expect(codeOf(await post(owner, flowId, 'data-region', { region: 'us' }))).toBe('ok');
    const { header } = must(await taskList(owner, flowId));
    expect(must(await submit(owner, { flowId, revision: header.revision, agreed: true })).runId).not.toBeNull();
    const runs = await database.sql('select number from provisioning_runs where flow_id = $1 order by number', [
      flowId,
    ]);
    expect(runs).toEqual([{ number: 1 }, { number: 2 }]);
  });
});

describe('what is shown afterwards', () => {
  it('lists all answers that count, with who gave them and without any secret', async () => {
    const { flowId, owner } = await readyFlow('check-answers');
    must(
      await post(owner, flowId, 'existing-credential', {
        hasExistingCredential: 'yes',
        existingCredential: 'correct-horse-battery',
        _shown: ['hasExistingCredential', 'existingCredential'],
      }),
    );
    const view = must(await withTenant(owner, (tx) => getCheckAnswers(tx, owner, { flowId, locale: 'en' })));
    const rows = new Map(
      view.sections
        .flatMap(({ tasks }) => tasks)
        .flatMap((task) => task.rows)
        .map((row) => [row.fieldId, row]),
    );
    expect(rows.get('region')?.answer).toEqual({ kind: 'text', lines: ['European Union'] });
    expect(rows.get('website')?.answer).toEqual({ kind: 'none' });
    expect(rows.get('existingCredential')?.answer).toEqual({ kind: 'sealed' });
    expect(rows.get('organisationName')?.given).toMatchObject({ by: 'owner of check-answers' });
    expect(rows.has('billingContactName')).toBe(false);
    expect(JSON.stringify(view)).not.toMatch(/correct-horse|s1\./);
    expect(view).toMatchObject({ readyToSubmit: true, canSubmit: true });
  });

  it('says where a submitted flow stands, and refuses strangers', async () => {
    const { flowId, owner, revision } = await readyFlow('status-view');
    must(await submit(owner, { flowId, revision, agreed: true }));
    const status = (actor: TestActor) => withTenant(actor, (tx) => getStatusView(tx, actor, { flowId, locale: 'en' }));
    expect(must(await status(owner))).toMatchObject({
      submittedAt: expect.any(String),
      provisionedAt: null,
      reveals: [{ stepId: 'reveal-api-key', what: 'customerKey.key', revealedAt: null, canReveal: true }],
    });
    expect(codeOf(await status(world.alufuqManager))).toBe('not_found');
    const step = await withTenant(owner, (tx) =>
      getStepView(tx, owner, { flowId, stepId: 'data-region', locale: 'en' }),
    );
    expect(must(step).canAnswer).toBe(false);
  });

  it('lists flows of the own tree only, page by page', async () => {
    const list = (actor: TestActor, after?: string) =>
      withTenant(actor, (tx) => listFlows(tx, actor, { limit: 2, after }));
    const first = must(await list(world.northwindManager));
    expect(first.rows).toHaveLength(2);
    const second = must(await list(world.northwindManager, first.next ?? ''));
    expect(second.rows.map(({ flowId }) => flowId)).not.toContain(first.rows[0]?.flowId);
    expect(must(await list(world.alufuqManager)).rows).toEqual([]);
    expect(must(await list(world.acmeOwner)).rows.every(({ tenantId }) => tenantId === world.acme.id)).toBe(true);
  });
});
