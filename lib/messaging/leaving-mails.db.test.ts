import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  approveOffboarding,
  cancelOffboarding,
  declineOffboarding,
  getOffboardingView,
  offboardFlow,
  requestOffboarding,
} from '@/lib/offboarding';
import { recordEvent } from '@/lib/platform/events';
import { immediate } from '@/lib/platform/jobs';
import { decideApproval } from '@/lib/provisioning';
import {
  changingActions,
  provisioningWorld,
  type ProvisioningWorld,
} from '@/lib/provisioning/testing/provisioning-world';
import { startMailCatcher, type CaughtMail, type MailCatcher } from '@/lib/simulators';
import { asCustomer, withTenant, type MemberActor } from '@/lib/tenancy';
import type { TestTenant } from '@/scripts/testing/database';
import { deliverMessage, queueMessages } from '.';

let here: ProvisioningWorld;
let catcher: MailCatcher;
beforeAll(async () => {
  here = await provisioningWorld();
  catcher = await startMailCatcher({ port: 0 });
  process.env.SMTP_URL = `smtp://127.0.0.1:${catcher.port}`;
});
beforeEach(() => catcher.clear());
afterAll(async () => {
  await catcher.close();
  await here.close();
});

type Flow = Readonly<{ flowId: string; tenantId: string; tenant: TestTenant; owner: MemberActor }>;
let count = 0;
/** A customer that works, with its owner. */
async function active(partner: TestTenant): Promise<Flow> {
  count += 1;
  const tenant = await here.world.customer(partner, `mail-${count}`);
  const { flowId, tenantId, runId } = await here.submitted(tenant, `mail_${count}`);
  await here.database.sql("update provisioning_runs set status = 'done' where id = $1", [runId]);
  await here.database.sql("update onboarding_flows set status = 'done' where id = $1", [flowId]);
  await here.database.sql("update customers set status = 'active' where tenant_id = $1", [tenantId]);
  return { flowId, tenantId, tenant, owner: await tenant.member('owner') };
}

/** Queues what has happened, as many messages as expected, and delivers them. Answers whom they went to. */
async function posted(expected: number): Promise<string[]> {
  await here.database.pastOpenTransactions();
  expect(await queueMessages()).toBe(expected);
  expect(await queueMessages()).toBe(0);
  const rows = await here.database.sql<{ tenantId: string; messageId: string }>(
    `select tenant_id as "tenantId", id as "messageId" from messages where status = 'queued'`,
  );
  for (const row of rows) await deliverMessage(row);
  return catcher
    .mail()
    .flatMap(({ to }) => to)
    .sort();
}
const emailOf = async ({ userId }: MemberActor): Promise<string> =>
  (await here.database.sql<{ email: string }>('select email from users where id = $1', [userId]))[0]?.email ?? '';
const emails = async (...people: MemberActor[]) => (await Promise.all(people.map(emailOf))).sort();
const mailTo = async (person: MemberActor): Promise<CaughtMail> => {
  const [mail, ...more] = catcher.mail(await emailOf(person));
  if (!mail || more.length > 0) throw new Error('not exactly one mail');
  return mail;
};
const ends = (mail: CaughtMail) => mail.links.map((link) => new URL(link).pathname);

const view = async (actor: MemberActor, { flowId }: Flow) => {
  const read = await withTenant(actor, (tx) => getOffboardingView(tx, actor, { flowId, locale: 'en' }));
  if (!read.ok) throw new Error(read.refusal.code);
  return read.value;
};
async function ask(actor: MemberActor, flow: Flow, optionId: string): Promise<void> {
  const option = (await view(actor, flow)).options.find(({ id }) => id === optionId);
  if (!option) throw new Error('no such way');
  const input = { flowId: flow.flowId, optionId, phrase: option.phrase, reason: 'private', shown: option.fingerprint };
  const asked = await withTenant(actor, (tx) => requestOffboarding(tx, actor, input));
  if (!asked.ok) throw new Error(asked.refusal.code);
}
async function agree(actor: MemberActor, flow: Flow): Promise<void> {
  const decision = { flowId: flow.flowId, shown: (await view(actor, flow)).waiting?.fingerprint };
  const agreed = await withTenant(actor, (tx) => approveOffboarding(tx, actor, decision));
  if (!agreed.ok) throw new Error(agreed.refusal.code);
}
const decline = (actor: MemberActor, { flowId }: Flow) =>
  withTenant(actor, (tx) => declineOffboarding(tx, actor, { flowId }));
const cancel = (actor: MemberActor, { flowId }: Flow) =>
  withTenant(actor, (tx) => cancelOffboarding(tx, actor, { flowId }));
/** Ends the run of a wish as the engine does, with what the engine tells. */
async function end({ flowId, tenantId }: Flow, status: 'done' | 'held'): Promise<void> {
  const [run] = await here.database.sql<{ id: string }>(
    "select id from provisioning_runs where flow_id = $1 and kind = 'offboarding'",
    [flowId],
  );
  const runId = run?.id ?? '';
  await offboardFlow(async () => {
    await here.database.sql('update provisioning_runs set status = $2 where id = $1', [runId, status]);
    await asCustomer(tenantId, `run:${runId}`, (tx) =>
      recordEvent(tx, tenantId, { flowId, name: `offboarding.${status}`, details: { runId } }),
    );
  })(immediate, { tenantId, runId });
}

describe('a customer who asks to leave', () => {
  it('whoever may agree is asked, in their language; the customer hears what came of it, each once', async () => {
    const { world } = here;
    const flow = await active(world.alufuq);
    await ask(flow.owner, flow, 'keep-data');
    expect(await posted(1)).toEqual(await emails(world.alufuqManager));
    const asked = await mailTo(world.alufuqManager);
    expect(asked.html).toContain('dir="rtl"');
    expect(asked.subject).toContain('هل توافق');
    expect(asked.text).not.toContain('private');
    expect(ends(asked)).toContain(`/ar/portfolio/${flow.flowId}/offboard`);
    catcher.clear();
    await agree(world.alufuqManager, flow);
    expect(await posted(1)).toEqual(await emails(flow.owner));
    expect(ends(await mailTo(flow.owner))).toContain(`/en/flows/${flow.flowId}/status`);
    catcher.clear();
    await end(flow, 'done');
    expect(await posted(1)).toEqual(await emails(flow.owner));
    expect((await mailTo(flow.owner)).subject).toContain('has ended');
    expect(await posted(0)).toHaveLength(1);
  });

  it('hears that it stopped half-way, and staff that they are needed', async () => {
    const { world } = here;
    const flow = await active(world.northwind);
    await ask(flow.owner, flow, 'keep-data');
    await agree(world.northwindManager, flow);
    await end(flow, 'held');
    // Nobody is asked any more about what was decided before the mail went out.
    expect(await posted(4)).toEqual(await emails(flow.owner, flow.owner, world.northwindAdmin));
    expect(ends(await mailTo(world.northwindAdmin))).toContain(`/en/portfolio/${flow.flowId}/offboard`);
    expect((await mailTo(world.northwindAdmin)).subject).toContain('needs you');
    const subjects = catcher.mail(await emailOf(flow.owner)).map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject.includes('has stopped for now'))).toHaveLength(1);
  });
});

describe('staff who ask', () => {
  it('are not asked themselves: the administrators and whoever has the flow are', async () => {
    const { world } = here;
    const flow = await active(world.northwind);
    const manager = await world.northwind.member('success_manager');
    await here.database.sql(
      'update onboarding_flows set manager_tenant_id = $1, manager_member_id = $2 where id = $3',
      [world.northwind.id, manager.memberId, flow.flowId],
    );
    await ask(world.northwindAdmin, flow, 'delete-data');
    expect(await posted(1)).toEqual(await emails(manager));
    catcher.clear();
    await decline(manager, flow);
    expect(await posted(1)).toEqual(await emails(world.northwindAdmin));
    const declined = await mailTo(world.northwindAdmin);
    expect(declined.subject).toContain('goes on');
    expect(ends(declined)).toContain(`/en/portfolio/${flow.flowId}/offboard`);
    catcher.clear();
    await ask(manager, flow, 'delete-data');
    expect(await posted(1)).toEqual(await emails(world.northwindAdmin));
  });

  it('write to nobody where nobody has to agree, and hear when it is through', async () => {
    const { world } = here;
    const flow = await active(world.northwind);
    await ask(world.northwindManager, flow, 'keep-data');
    expect(await posted(0)).toEqual([]);
    await end(flow, 'done');
    expect(await posted(1)).toEqual(await emails(world.northwindManager));
  });

  it('who ask, take it back and ask again are heard of each time, three times an hour and no more', async () => {
    const { world } = here;
    const flow = await active(world.northwind);
    for (let times = 1; times <= 3; times += 1) {
      await ask(world.northwindManager, flow, 'delete-data');
      expect(await posted(1)).toHaveLength(times);
      await cancel(world.northwindManager, flow);
    }
    await ask(world.northwindManager, flow, 'delete-data');
    expect(await posted(0)).toHaveLength(3);
    await here.database.sql("update messages set created_at = now() - interval '61 minutes' where flow_id = $1", [
      flow.flowId,
    ]);
    await cancel(world.northwindManager, flow);
    await ask(world.northwindManager, flow, 'delete-data');
    expect(await posted(1)).toHaveLength(4);
  });
});

describe('a set-up that waits for people', () => {
  const waitingFor = (role?: string) =>
    changingActions((actions) => [
      {
        id: 'approval',
        uses: 'approval.wait',
        title: { en: 'A second look', ar: 'نظرة ثانية' },
        with: role ? { role } : {},
        onLaterFailure: 'ignore',
      },
      ...actions.map((action) => (action.id === 'dataset' ? { ...action, needs: ['approval'] } : action)),
    ]);
  const anybody = waitingFor();
  const reviewers = waitingFor('reviewer');

  it('asks those who may agree once, whatever is looked at again, and no stranger', async () => {
    const { world } = here;
    const flow = await here.submitted(await world.customer(world.northwind, 'approved'), 'approved', anybody);
    await here.run(flow);
    await here.run(flow);
    expect(await posted(1)).toEqual(await emails(world.northwindAdmin));
    const mail = await mailTo(world.northwindAdmin);
    expect(mail.text).toContain('A second look');
    expect(ends(mail)).toContain(`/en/portfolio/${flow.flowId}/run`);
  });

  it('asks the role that it names, and nobody once it was decided', async () => {
    const { world } = here;
    const reviewer = await world.northwind.member('reviewer');
    const first = await here.submitted(await world.customer(world.northwind, 'reviewed'), 'reviewed', reviewers);
    await here.run(first);
    expect(await posted(1)).toEqual(await emails(reviewer));
    catcher.clear();
    const second = await here.submitted(await world.customer(world.northwind, 'decided'), 'decided', reviewers);
    await here.run(second);
    const decision = { flowId: second.flowId, actionId: 'approval', decision: 'approve' } as const;
    expect((await withTenant(reviewer, (tx) => decideApproval(tx, reviewer, decision))).ok).toBe(true);
    await here.run(second);
    const told = await posted(1);
    expect(told).not.toContain(await emailOf(reviewer));
  });
});
