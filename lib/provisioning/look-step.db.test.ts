import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConnectorError } from '@/lib/connectors';
import { systemMeans, type Means } from '@/lib/platform/means';
import { withTenant } from '@/lib/tenancy';
import { openCredential } from '@/lib/vault';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import {
  getCheckAnswers,
  getLookView,
  getStepView,
  getTaskList,
  recheckCredential,
  removeCredential,
  runConnectCheck,
  skipCredential,
  submitCredential,
  submitFlow,
} from '@/lib/onboarding';
import { codeOf, must, post } from '@/lib/onboarding/testing-flow';
import { denied, fine, looksDefinition, performLook } from './testing/looks';
import { startWizardFlow } from '@/lib/onboarding/testing-wizard';

let database: TestDatabase;
let world: TestWorld;
let owner: TestActor;
let flowId: string;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  owner = world.acmeOwner;
});
afterAll(() => database.close());
beforeEach(async () => {
  flowId = await startWizardFlow(world, world.acme.id, looksDefinition);
  must(await post(owner, flowId, 'which', { accountId: '123-456' }));
});

const parts = () => ({ clientId: 'client-1', refreshToken: `canary-${randomUUID()}` });
const submit = (actor: TestActor = owner, given: Record<string, string> = parts(), stepId = 'token', means?: Means) =>
  withTenant(actor, (tx) => submitCredential(tx, actor, { flowId, stepId, parts: given }, means));
const view = async (stepId = 'token', actor: TestActor = owner) =>
  must(await withTenant(actor, (tx) => getLookView(tx, actor, { flowId, stepId, locale: 'en' })));
const perform = (
  { checkId }: Readonly<{ checkId: string }>,
  answer: Parameters<typeof performLook>[1],
  means?: Means,
  unexpected?: unknown[],
) => performLook({ tenantId: world.acme.id, checkId }, answer, means, unexpected);
const kept = (name = 'ads', purpose = 'test') => openCredential({ tenantId: world.acme.id, flowId }, name, purpose);
const audits = (action: string) =>
  database.sql<{ details: Record<string, string> }>(
    'select details from audit_logs where tenant_id = $1 and action = $2 order by seq',
    [world.acme.id, action],
  );
/** Where a text stands in any table of the product, whatever the column. */
const placesOf = async (canary: string): Promise<string[]> => {
  const tables = await database.sql<{ name: string }>(
    "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema in ('public', 'ops', 'kernel', 'dbos', 'app')",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await database.sql(`select 1 from ${name} t where to_jsonb(t)::text like $1 limit 1`, [
      `%${canary}%`,
    ]);
    if (row) found.push(name);
  }
  return found;
};
const shifted = (days: number): Means => ({
  ...systemMeans,
  clock: { now: () => new Date(Date.now() + days * 86_400_000) },
});

describe('a credential that works @req G26 @req G43', () => {
  it('is kept, and only then the step is done', async () => {
    const given = parts();
    const asked = must(await submit(owner, given));
    expect(await view()).toMatchObject({ state: 'checking', done: false, stored: null });
    expect(await kept()).toBeNull();
    const seen: unknown[] = [];
    await perform(asked, ({ args, secret }) => {
      seen.push(args, secret);
      return fine();
    });
    expect(seen).toEqual([{ customerIds: '123-456' }, given]);
    const after = await view();
    expect(after).toMatchObject({
      state: 'passed',
      done: true,
      stored: { storeName: 'ads-123-456', by: 'owner of acme', fingerprint: expect.stringMatching(/^\w{8}$/) },
      next: { kind: 'step', stepId: 'spare' },
    });
    expect(after.results.map(({ id, state, label }) => [id, state, label])).toEqual([
      ['token', 'ok', 'The token is valid'],
      ['account', 'ok', 'It may see the account'],
    ]);
    expect(JSON.stringify(after)).not.toContain(given.refreshToken);
    expect(await kept()).toEqual(given);
    expect(await placesOf(given.refreshToken)).toEqual([]);
  });

  it('is opened for a purpose that stands in the audit chain @req G30', async () => {
    await perform(must(await submit()), () => fine());
    await kept('ads', 'run:1:load');
    const details = (await audits('credential.opened')).map((entry) => entry.details);
    expect(details).toContainEqual({ name: 'ads', purpose: 'run:1:load' });
    expect(await kept('no-such-name')).toBeNull();
  });

  it('is due when the template says, or earlier when it ends by itself @req G30 @req M54', async () => {
    await perform(must(await submit()), () => fine());
    const days = (at: string | null | undefined) => Math.round((Date.parse(at ?? '') - Date.now()) / 86_400_000);
    expect(days((await view()).stored?.rotateAt)).toBe(90);
    const soon = new Date(Date.now() + 20 * 86_400_000).toISOString();
    await perform(must(await submit()), () => fine({ endsAt: soon }));
    expect(days((await view()).stored?.rotateAt)).toBe(20);
  });

  it('replaces the one before, whose value is destroyed', async () => {
    const [one, two] = [parts(), parts()];
    await perform(must(await submit(owner, one)), () => fine());
    await perform(must(await submit(owner, two)), () => fine());
    expect(await kept()).toEqual(two);
    const rows = await database.sql(
      'select sealed is null as gone from credentials where flow_id = $1 order by stored_at',
      [flowId],
    );
    expect(rows).toEqual([{ gone: true }, { gone: false }]);
    const rotated = await audits('credential.rotated');
    expect(rotated.filter(({ details }) => details['flow'] === flowId)).toHaveLength(1);
  });
});

it('a credential that is replaced after the set-up is passed on again @req G30', async () => {
  const isRenewing = async ({ checkId }: Readonly<{ checkId: string }>) =>
    (await database.sql('select 1 from dbos.workflow_status where workflow_uuid = $1', [`renew:${checkId}`])).length >
    0;
  const first = must(await submit());
  await perform(first, () => fine());
  expect(await isRenewing(first)).toBe(false);
  await database.sql(
    "insert into flow_milestones (tenant_id, id, flow_id, name) values ($1, gen_random_uuid(), $2, 'provisioned')",
    [world.acme.id, flowId],
  );
  const second = must(await submit());
  await perform(second, () => fine());
  expect(await isRenewing(second)).toBe(true);
});

describe('a credential that does not work @req G26', () => {
  it('leaves nothing behind, and the page says why and what to do', async () => {
    const given = parts();
    await perform(must(await submit(owner, given)), () => denied());
    const after = await view();
    expect(after).toMatchObject({
      state: 'failed',
      done: false,
      stored: null,
      remedies: ['Give the account read access.'],
    });
    expect(after.results[1]).toMatchObject({
      state: 'failed',
      failure: { code: 'permission_denied', args: { permission: 'account.read' } },
    });
    expect(await kept()).toBeNull();
    expect(await database.sql('select 1 from credentials where flow_id = $1', [flowId])).toEqual([]);
    expect(await database.sql('select 1 from credential_checks where sealed is not null')).toEqual([]);
    expect(await placesOf(given.refreshToken)).toEqual([]);
  });

  it('does not take away the one that works', async () => {
    const good = parts();
    await perform(must(await submit(owner, good)), () => fine());
    await perform(must(await submit()), () => denied('credential_refused'));
    expect(await view()).toMatchObject({ state: 'failed', done: true, remedies: ['Make a new token.'] });
    expect(await kept()).toEqual(good);
  });

  it('is told apart from a system that does not answer, and from what nobody foresaw', async () => {
    await perform(must(await submit()), () => new ConnectorError('unreachable', { system: 'Sample' }));
    expect((await view()).results.map(({ failure }) => failure?.code)).toEqual(['unreachable', 'unreachable']);
    const unexpected: unknown[] = [];
    await perform(must(await submit()), () => new TypeError('a fault of ours'), undefined, unexpected);
    expect((await view()).results[0]?.failure?.code).toBe('unexpected');
    expect(unexpected).toHaveLength(1);
  });

  it('is refused before any look when a part is missing', async () => {
    const refused = await submit(owner, { clientId: 'x', refreshToken: '  ' });
    expect(refused).toMatchObject({
      refusal: { code: 'invalid_input', fields: { refreshToken: [{ code: 'field.required_secret' }] } },
    });
    expect(codeOf(await submit())).toBe('ok');
  });

  it('that was replaced before its look ended is neither kept nor left', async () => {
    const [one, two] = [parts(), parts()];
    const first = must(await submit(owner, one));
    const second = must(await submit(owner, two));
    await perform(second, () => fine());
    await perform(first, () => denied());
    expect(await kept()).toEqual(two);
    expect((await view()).state).toBe('passed');
  });
});

describe('answers and looks', () => {
  it('have to be looked at again when what was looked at has changed', async () => {
    await perform(must(await submit()), () => fine());
    must(await post(owner, flowId, 'which', { accountId: '999' }));
    expect(await view()).toMatchObject({ state: 'changed', done: false });
    const again = must(await withTenant(owner, (tx) => recheckCredential(tx, owner, { flowId, stepId: 'token' })));
    await perform(again, ({ args }) => (args['customerIds'] === '999' ? fine() : denied()));
    expect(await view()).toMatchObject({ state: 'passed', done: true });
  });

  it('count for sending: all of them, in order @req G26', async () => {
    must(await post(owner, flowId, 'words', { greeting: 'hello' }));
    const tasks = async () => must(await withTenant(owner, (tx) => getTaskList(tx, owner, { flowId, locale: 'en' })));
    const send = async () => {
      const { header } = await tasks();
      return withTenant(owner, (tx) => submitFlow(tx, owner, { flowId, revision: header.revision, agreed: true }));
    };
    expect(await tasks()).toMatchObject({ readyToSubmit: false, next: { stepId: 'token' } });
    expect(await send()).toMatchObject({ refusal: { code: 'flow_incomplete', detail: { stepId: 'token' } } });
    await perform(must(await submit()), () => fine());
    must(await withTenant(owner, (tx) => skipCredential(tx, owner, { flowId, stepId: 'spare' })));
    expect(await tasks()).toMatchObject({ readyToSubmit: false, next: { stepId: 'reach' } });
    const asked = must(await withTenant(owner, (tx) => runConnectCheck(tx, owner, { flowId, stepId: 'reach' })));
    await perform(asked, ({ secret }) => (secret['clientId'] === 'client-1' ? fine() : denied()));
    expect(await tasks()).toMatchObject({ readyToSubmit: true });
    const answers = must(await withTenant(owner, (tx) => getCheckAnswers(tx, owner, { flowId, locale: 'en' })));
    const rows = answers.sections.flatMap((section) => section.tasks.flatMap((task) => task.rows));
    expect(rows.filter(({ stepId }) => stepId !== 'which' && stepId !== 'words')).toMatchObject([
      { stepId: 'token', missing: false, answer: { kind: 'credential', state: 'kept' } },
      { stepId: 'spare', missing: false, answer: { kind: 'credential', state: 'skipped' } },
      { stepId: 'reach', missing: false, answer: { kind: 'credential', state: 'checked' } },
    ]);
    expect(codeOf(await send())).toBe('ok');
    expect(codeOf(await withTenant(owner, (tx) => removeCredential(tx, owner, { flowId, stepId: 'token' })))).toBe(
      'flow_locked',
    );
    await perform(must(await submit()), () => fine());
    expect(await audits('credential.rotated')).not.toEqual([]);
  });

  it('lead from page to page in both directions', async () => {
    const form = await withTenant(owner, (tx) => getStepView(tx, owner, { flowId, stepId: 'token', locale: 'en' }));
    expect(form).toMatchObject({ refusal: { code: 'step_not_on_path', detail: { kind: 'credential' } } });
    expect(await view('spare')).toMatchObject({ previousStepId: 'token', next: { stepId: 'reach' } });
  });
});

describe('leaving out and taking back', () => {
  const skip = (stepId: string, actor: TestActor = owner) =>
    withTenant(actor, (tx) => skipCredential(tx, actor, { flowId, stepId }));
  const remove = (actor: TestActor = owner) =>
    withTenant(actor, (tx) => removeCredential(tx, actor, { flowId, stepId: 'token' }));

  it('is for what is optional, and ends when a credential is given after all', async () => {
    expect(codeOf(await skip('token'))).toBe('step_not_completed');
    must(await skip('spare'));
    expect(await view('spare')).toMatchObject({ state: 'skipped', done: true, canSkip: true });
    await perform(must(await submit(owner, parts(), 'spare')), () => fine());
    expect(await view('spare')).toMatchObject({ state: 'passed', canSkip: false });
    expect(codeOf(await skip('spare'))).toBe('step_not_completed');
  });

  it('destroys the value', async () => {
    expect(codeOf(await remove())).toBe('step_not_completed');
    await perform(must(await submit()), () => fine());
    must(await remove());
    expect(await kept()).toBeNull();
    expect(await view()).toMatchObject({ stored: null, done: false });
    expect(await database.sql('select 1 from credentials where sealed is not null and flow_id = $1', [flowId])).toEqual(
      [],
    );
    expect(await audits('credential.removed')).not.toEqual([]);
  });
});

describe('who may', () => {
  it('contributors hand in, those who only look do not, and strangers find nothing', async () => {
    const contributor = await world.acme.member('contributor');
    const viewer = await world.acme.member('viewer');
    expect(codeOf(await submit(contributor))).toBe('ok');
    expect(codeOf(await submit(viewer))).toBe('forbidden');
    expect(codeOf(await submit(world.safaOwner))).toBe('not_found');
    for (const use of [recheckCredential, removeCredential, skipCredential, runConnectCheck]) {
      const outcome = await withTenant(world.safaOwner, (tx) => use(tx, world.safaOwner, { flowId, stepId: 'token' }));
      expect(codeOf(outcome)).toBe('not_found');
    }
    const looked = await withTenant(world.safaOwner, (tx) =>
      getLookView(tx, world.safaOwner, { flowId, stepId: 'token', locale: 'en' }),
    );
    expect(codeOf(looked)).toBe('not_found');
  });

  it('a delegate hands in and leaves out what they were given, and nothing else', async () => {
    const delegate = { ...(await world.acme.member('delegate')), flowId };
    expect(codeOf(await submit(delegate))).toBe('not_found');
    await database.sql(
      "insert into assignments (tenant_id, id, flow_id, scope, scope_id, member_id, expires_at) values ($1, $2, $3, 'task', 'account-task', $4, now() + interval '1 day')",
      [world.acme.id, randomUUID(), flowId, delegate.memberId],
    );
    const asked = must(await submit(delegate));
    expect(await view('token', delegate)).toMatchObject({ state: 'checking' });
    await perform(asked, () => fine());
    expect(await view('token', delegate)).toMatchObject({ state: 'passed', canRemove: false });
    must(await withTenant(delegate, (tx) => skipCredential(tx, delegate, { flowId, stepId: 'spare' })));
    expect(await view('spare')).toMatchObject({ state: 'skipped' });
    const removed = await withTenant(delegate, (tx) => removeCredential(tx, delegate, { flowId, stepId: 'token' }));
    expect(codeOf(removed)).toBe('forbidden');
    expect(codeOf(await submit(delegate, parts(), 'words'))).toBe('not_found');
  });

  it('nobody in the web reads a value or says that it works', async () => {
    must(await submit());
    await expect(withTenant(owner, (tx) => tx.$queryRaw`select sealed from credential_checks`)).rejects.toThrow(
      /42501/,
    );
    await expect(withTenant(owner, (tx) => tx.$queryRaw`select sealed from credentials`)).rejects.toThrow(/42501/);
    await expect(
      withTenant(owner, (tx) => tx.$executeRaw`update credential_checks set status = 'passed', ended_at = now()`),
    ).rejects.toThrow(/42501/);
  });
});

it('a look at a cancelled flow is refused, one at an open one is not', async () => {
  expect(codeOf(await submit(owner, parts(), 'token', shifted(0)))).toBe('ok');
  await database.sql("update onboarding_flows set status = 'cancelled' where id = $1", [flowId]);
  expect(codeOf(await submit())).toBe('flow_locked');
});

it('nothing new is kept of a customer who has left', async () => {
  expect(codeOf(await submit(owner, parts(), 'token', shifted(0)))).toBe('ok');
  const [flow] = await database.sql<{ tenant_id: string }>('select tenant_id from onboarding_flows where id = $1', [
    flowId,
  ]);
  await database.sql(
    `insert into flow_milestones (tenant_id, id, flow_id, name) values ($1, gen_random_uuid(), $2, 'offboarded')`,
    [flow?.tenant_id, flowId],
  );
  expect(codeOf(await submit())).toBe('flow_locked');
});
