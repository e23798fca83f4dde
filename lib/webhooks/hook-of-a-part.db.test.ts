import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { delegateTask } from '@/lib/members';
import { getTaskList } from '@/lib/onboarding';
import { codeOf, must } from '@/lib/onboarding/testing-flow';
import { publishedTemplate } from '@/lib/provisioning/testing/submitted-flow';
import { withTenant, type MemberActor } from '@/lib/tenancy';
import type { TestActor } from '@/scripts/testing/database';
import { nameHook, revealHookSecret, rotateHookSecret } from './change-hook';
import { getHookView } from './get-hook-view';
import { listHooks } from './list-hooks';
import { sendTest } from './send-test';
import { deliver, hookWorld, type HookWorld, type OpenHook } from './testing/hook-world';
import { withHookTask } from './testing/hook-task';

let here: HookWorld;
let templateId: string;
let open: OpenHook;
let delegate: TestActor;
let elsewhere: TestActor;
const stepId = 'deliveries';

beforeAll(async () => {
  here = await hookWorld();
  templateId = await publishedTemplate(here.database.sql, here.world.platform.id, withHookTask());
  open = await opened();
  delegate = { ...(await here.world.acme.member('delegate')), flowId: open.flowId };
  elsewhere = { ...(await here.world.acme.member('delegate')), flowId: open.flowId };
  await give(delegate, 'hook-task');
  await give(elsewhere, 'organisation-details');
});
afterAll(() => here.close());

async function opened(): Promise<OpenHook> {
  const made = await here.hookFor(here.world.acme);
  await here.database.sql('update onboarding_flows set template_id = $2 where id = $1', [made.flowId, templateId]);
  return made;
}
const give = (to: TestActor, task: string) =>
  here.database.sql(
    `insert into assignments (tenant_id, id, flow_id, scope, scope_id, member_id, expires_at)
     values ($1, $2, $3, 'task', $4, $5, now() + interval '1 day')`,
    [here.world.acme.id, randomUUID(), to.flowId, task, to.memberId],
  );
const view = (actor: MemberActor) =>
  withTenant(actor, (tx) => getHookView(tx, actor, { flowId: open.flowId, stepId, locale: 'en' }));
const place = () => ({ flowId: open.flowId, stepId });

describe('a hook whose task was given to somebody @req M3 M20', () => {
  it('can be given like every other task', async () => {
    const { acmeOwner } = here.world;
    const input = { flowId: open.flowId, email: 'desk@acme.test', locale: 'en' };
    const asked = (scopeId: string) =>
      withTenant(acmeOwner, (tx) =>
        delegateTask(tx, acmeOwner, { ...input, parts: [{ scope: 'task' as const, scopeId }] }),
      );
    expect(codeOf(await asked('hook-task'))).toBe('ok');
    expect(codeOf(await asked('no-such-task'))).toBe('not_found');
  });

  it('shows them the page with what came and what was refused, never the secret', async () => {
    await deliver(open.hook, { body: '{}', headers: [['x-sdp-signature', '0'.repeat(64)]] });
    const shown = must(await view(delegate));
    expect(shown).toMatchObject({
      state: 'waiting',
      taskTitle: 'Enter the hook',
      mayReveal: false,
      mayChange: true,
      hook: { header: 'x-sdp-signature', refusals: [{ reason: 'wrong_signature', times: 1 }] },
    });
    expect(JSON.stringify(shown)).not.toContain(open.secret);
    const list = must(
      await withTenant(delegate, (tx) => getTaskList(tx, delegate, { flowId: open.flowId, locale: 'en' })),
    );
    const tasks = list.sections.flatMap((section) => section.tasks);
    expect(tasks.map((task) => [task.id, task.kind, task.stepId])).toEqual([['hook-task', 'webhook', stepId]]);
  });

  it('lets them note its id and send a test, and neither see nor change its secret', async () => {
    const name = (actor: MemberActor) =>
      withTenant(actor, (tx) => nameHook(tx, actor, { ...place(), externalId: '300000001' }));
    expect(must(await name(delegate)).externalId).toBe('300000001');
    expect(must(await view(here.world.acmeOwner)).hook?.externalId).toBe('300000001');
    expect(must(await sendTest(delegate, place(), '203.0.113.9'))).toMatchObject({ test: true });
    const codes = [
      await withTenant(delegate, (tx) => revealHookSecret(tx, delegate, place())),
      await withTenant(delegate, (tx) => rotateHookSecret(tx, delegate, place())),
      await withTenant(delegate, (tx) => listHooks(tx, delegate, { flowId: open.flowId })),
    ].map(codeOf);
    expect(codes).toEqual(['forbidden', 'forbidden', 'forbidden']);
  });

  it('is not there for the delegate of another task, of another flow, and for other customers', async () => {
    const stranger = { ...(await here.world.safa.member('delegate')), flowId: open.flowId };
    const other = await opened();
    const there = { ...delegate, flowId: other.flowId };
    const missing = await withTenant(delegate, (tx) =>
      getHookView(tx, delegate, { flowId: open.flowId, stepId: 'nothing', locale: 'en' }),
    );
    for (const actor of [elsewhere, stranger, there]) {
      expect(await view(actor)).toEqual(missing);
      expect(codeOf(await sendTest(actor, place(), '203.0.113.9'))).toBe('not_found');
      expect(codeOf(await withTenant(actor, (tx) => nameHook(tx, actor, { ...place(), externalId: 'x' })))).toBe(
        'not_found',
      );
    }
    expect(codeOf(missing)).toBe('not_found');
    expect(codeOf(await view(delegate))).toBe('ok');
  });

  it('is theirs in the database too: their own hook to read, its id to note, and nothing else', async () => {
    const other = await opened();
    const ids = (actor: MemberActor) =>
      withTenant(actor, (tx) => tx.$queryRaw<{ id: string }[]>`select id from inbound_hooks order by id`);
    expect(await ids(delegate)).toEqual([{ id: open.hook.hookId }]);
    expect(await ids(elsewhere)).toEqual([]);
    const refusals = (actor: MemberActor) =>
      withTenant(actor, (tx) => tx.$queryRaw<{ reason: string }[]>`select reason from inbound_refusals`);
    expect(await refusals(delegate)).toEqual([{ reason: 'wrong_signature' }]);
    expect(await refusals(elsewhere)).toEqual([]);
    await expect(
      withTenant(delegate, (tx) => tx.$executeRaw`update inbound_hooks set revealed_at = null, sealed = 'mine'`),
    ).rejects.toThrow(/notes the id of a hook/);
    const named = (actor: MemberActor) =>
      withTenant(actor, (tx) => tx.$executeRaw`update inbound_hooks set external_id = '7'`);
    expect([await named(delegate), await named(elsewhere)]).toEqual([1, 0]);
    const [untouched] = await here.database.sql<{ external: string | null }>(
      'select external_id as external from inbound_hooks where id = $1',
      [other.hook.hookId],
    );
    expect(untouched).toEqual({ external: null });
  });

  it('is gone with the task', async () => {
    await here.database.sql('update assignments set revoked_at = now() where member_id = $1', [delegate.memberId]);
    expect(codeOf(await view(delegate))).toBe('not_found');
    expect(await withTenant(delegate, (tx) => tx.$queryRaw`select id from inbound_hooks`)).toEqual([]);
    expect(codeOf(await view(here.world.acmeOwner))).toBe('ok');
  });
});
