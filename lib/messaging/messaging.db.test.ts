import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acceptInvitation, consumeCode, consumeLink, findInvitation, requestSignIn } from '@/lib/auth';
import { recordEvent } from '@/lib/platform/events';
import { immediate } from '@/lib/platform/jobs';
import { startMailCatcher, type CaughtMail, type MailCatcher } from '@/lib/simulators';
import { withTenant } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { deliverMessage, deliverMessageWorkflow, deliverSignIn, queueMessages } from '.';

let database: TestDatabase;
let world: TestWorld;
let catcher: MailCatcher;
let flows: { acme: string; safa: string };

beforeAll(async () => {
  database = await testDatabase();
  catcher = await startMailCatcher({ port: 0 });
  process.env.SMTP_URL = `smtp://127.0.0.1:${catcher.port}`;
  world = await withTestWorld(database);
  flows = { acme: await flow(world.acme.id), safa: await flow(world.safa.id) };
  await database.sql(
    `insert into themes (tenant_id, id, version, name, mark, brand, support_email)
     values ($1, $2, 1, 'Northwind Partners', 'N', '#7a1f3d', 'help@northwind.example')`,
    [world.northwind.id, randomUUID()],
  );
});
beforeEach(() => {
  catcher.clear();
  catcher.fault('none');
});
afterAll(async () => {
  await catcher.close();
  await database.close();
});

let template: string | undefined;
const flow = async (tenantId: string): Promise<string> => {
  if (!template) {
    template = randomUUID();
    await database.sql(
      `insert into onboarding_templates (tenant_id, id, key, name, config, version, status, is_active)
       values ($1, $2, 'mail', 'Mail', $3, 1, 'published', true)`,
      [
        world.platform.id,
        template,
        {
          definition: {
            title: { en: 'Data pipeline', ar: 'مسار البيانات' },
            summary: { en: 'Summary', ar: 'ملخص' },
            estimatedMinutes: 14,
            prerequisites: [{ en: 'Access to <your> DNS', ar: 'الوصول إلى DNS' }],
          },
        },
      ],
    );
  }
  const id = randomUUID();
  await database.sql(
    `insert into onboarding_flows (tenant_id, id, customer_id, template_tenant_id, template_id) values ($1, $2, $1, $3, $4)`,
    [tenantId, id, world.platform.id, template],
  );
  return id;
};

const emailOf = async ({ userId }: TestActor): Promise<string> => {
  const [row] = await database.sql<{ email: string }>('select email from users where id = $1', [userId]);
  return row?.email ?? '';
};

const invitation = async (
  tenantId: string,
  flowId: string,
  email: string,
  locale: string,
  name = 'Mara <b>Lind</b>',
) => {
  const [invitationId, messageId] = [randomUUID(), randomUUID()];
  await database.sql(
    `insert into invitations (tenant_id, id, flow_id, email, name, role, locale, invited_by, expires_at)
     values ($1, $2, $3, $4, $5, 'owner', $6, $7, now() + interval '14 days')`,
    [tenantId, invitationId, flowId, email, name, locale, world.northwindManager.userId],
  );
  await database.sql(
    `insert into messages (tenant_id, id, flow_id, kind, subject_id, dedupe_key, to_email, locale)
     values ($1, $2, $3, 'invitation', $4, $5, $6, $7)`,
    [tenantId, messageId, flowId, invitationId, randomUUID(), email, locale],
  );
  return { tenantId, invitationId, messageId };
};

const one = (email: string): CaughtMail => {
  const mails = catcher.mail(email);
  if (mails.length !== 1 || !mails[0]) throw new Error(`${mails.length} mails for ${email}`);
  return mails[0];
};

const tokenIn = (mail: CaughtMail, part: string): string =>
  mail.links.map((link) => link.split(part)[1]).find((rest) => rest !== undefined) ?? '';

const statusOf = async (messageId: string) =>
  (await database.sql('select status, attempts, error, message_id from messages where id = $1', [messageId]))[0];

describe('the sign-in mail', () => {
  const ask = async (email: string, locale = 'en'): Promise<string> => {
    const asked = await requestSignIn({ email, locale, ip: randomUUID() });
    if (!asked.ok) throw new Error(asked.refusal.code);
    return asked.value.challengeId;
  };

  it('really arrives, in the partner’s name and look, with a link and a code that work', async () => {
    const email = await emailOf(world.acmeOwner);
    const challengeId = await ask(email);
    expect(await deliverSignIn({ challengeId })).toEqual({ outcome: 'sent' });
    const mail = one(email);
    expect(mail.from).toContain('Northwind Partners');
    expect(mail.subject).toContain('Northwind Partners');
    expect(mail.html).not.toContain('Portico');
    const code = /\b(\d{6})\b/.exec(mail.text)?.[1] ?? '';
    expect(mail.html).toContain(code);
    expect(mail.subject).not.toContain(code);
    expect((await consumeCode({ challengeId, code, ip: randomUUID() })).ok).toBe(true);
    const second = await ask(email);
    catcher.clear();
    await deliverSignIn({ challengeId: second });
    expect((await consumeLink({ token: tokenIn(one(email), '/sign-in/link/'), ip: randomUUID() })).ok).toBe(true);
  });

  it('goes to nobody for an unknown address', async () => {
    expect(await deliverSignIn({ challengeId: await ask('ghost@acme.example') })).toEqual({ outcome: 'dropped' });
    expect(catcher.ledger()).toEqual([]);
  });

  it('is sent once when its job runs twice, also at the same moment', async () => {
    const email = await emailOf(world.borealisOwner);
    const challengeId = await ask(email);
    const outcomes = await Promise.all([deliverSignIn({ challengeId }), deliverSignIn({ challengeId })]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['retry', 'sent']);
    expect(await deliverSignIn({ challengeId })).toEqual({ outcome: 'dropped' });
    one(email);
  });

  it('is tried again when the mail server puts it off, and the newer link works', async () => {
    const email = await emailOf(await world.acme.member('viewer'));
    const challengeId = await ask(email);
    catcher.fault('defer', 1);
    expect(await deliverSignIn({ challengeId })).toMatchObject({ outcome: 'retry', code: 'deferred' });
    expect(await deliverSignIn({ challengeId })).toEqual({ outcome: 'sent' });
    expect((await consumeLink({ token: tokenIn(one(email), '/sign-in/link/'), ip: randomUUID() })).ok).toBe(true);
  });
});

describe('the invitation', () => {
  it('arrives with a link whose token is nowhere else, and opens the flow', async () => {
    const { tenantId, messageId, invitationId } = await invitation(
      world.acme.id,
      flows.acme,
      'mara@acme.example',
      'en',
    );
    expect(await deliverMessage({ tenantId, messageId })).toEqual({ outcome: 'sent' });
    const mail = one('mara@acme.example');
    expect(mail.subject.replace(/[\u2066-\u2069]/g, '')).toBe('Northwind Partners invites you to set up acme');
    expect(mail.messageId).toBe(`<${messageId}@localhost>`);
    expect(mail.text).toContain('success_manager of northwind');
    expect(mail.text).toContain('14 minutes');
    expect(mail.html).toContain('Mara &lt;b&gt;Lind&lt;/b&gt;');
    expect(mail.html).toContain('Access to &lt;your&gt; DNS');
    expect(mail.text).toContain('help@northwind.example');
    const token = tokenIn(mail, '/i/');
    const [stored] = await database.sql<{ text: string }>(
      `select (select i::text from invitations i where i.id = $1) || (select m::text from messages m where m.id = $2) ||
        coalesce((select string_agg(e::text, '') from events e), '') || (select string_agg(a::text, '') from audit_logs a) as text`,
      [invitationId, messageId],
    );
    expect(stored?.text).not.toContain(token);
    expect(await findInvitation(token)).toMatchObject({
      status: 'valid',
      template: {
        title: { en: 'Data pipeline' },
        estimatedMinutes: 14,
        prerequisites: [{ en: 'Access to <your> DNS' }],
      },
    });
    expect(await acceptInvitation(token)).toMatchObject({ ok: true, value: { flowId: flows.acme } });
  });

  it('in Arabic runs from right to left, with names and addresses that cannot turn it around', async () => {
    const { tenantId, messageId } = await invitation(
      world.safa.id,
      flows.safa,
      'noura@safa.example',
      'ar',
      'نورة\u202e\u2066',
    );
    expect(await deliverMessage({ tenantId, messageId })).toEqual({ outcome: 'sent' });
    const mail = one('noura@safa.example');
    expect(mail.html).toContain('<html lang="ar" dir="rtl">');
    expect(mail.html).toMatch(/<table role="presentation" dir="rtl"/);
    expect(mail.html).toContain('<bdi>');
    expect(mail.text).toContain('مسار البيانات');
    expect(mail.text).toMatch(/\u2068نورة\u2069/);
    expect(mail.text).not.toContain('\u202e');
    expect([...mail.text.matchAll(/[\u2066\u2068]/g)].length).toBe([...mail.text.matchAll(/\u2069/g)].length);
    expect(mail.links.every((link) => link.startsWith('http://localhost:3000/ar/i/'))).toBe(true);
  });

  it('is sent once when its job runs twice, also at the same moment', async () => {
    const { tenantId, messageId } = await invitation(world.acme.id, flows.acme, 'twice@acme.example', 'en');
    const outcomes = await Promise.all([1, 2, 3].map(() => deliverMessage({ tenantId, messageId })));
    expect(outcomes.filter(({ outcome }) => outcome === 'sent')).toHaveLength(1);
    expect(await deliverMessage({ tenantId, messageId })).toEqual({ outcome: 'sent' });
    one('twice@acme.example');
    const events = await database.sql(
      `select 1 from events where name = 'message.sent' and details ->> 'messageId' = $1`,
      [messageId],
    );
    expect(events).toHaveLength(1);
  });

  it('sent again, ends the link of the mail before', async () => {
    const { tenantId, messageId, invitationId } = await invitation(
      world.acme.id,
      flows.acme,
      'again@acme.example',
      'en',
    );
    await deliverMessage({ tenantId, messageId });
    const first = tokenIn(one('again@acme.example'), '/i/');
    const next = randomUUID();
    await database.sql(
      `insert into messages (tenant_id, id, flow_id, kind, subject_id, dedupe_key, to_email, locale)
       values ($1, $2, $3, 'invitation', $4, $5, 'again@acme.example', 'en')`,
      [tenantId, next, flows.acme, invitationId, randomUUID()],
    );
    catcher.clear();
    await deliverMessage({ tenantId, messageId: next });
    expect(await findInvitation(first)).toBe(null);
    expect((await findInvitation(tokenIn(one('again@acme.example'), '/i/')))?.status).toBe('valid');
  });

  it('is dropped when it was taken back before it went out', async () => {
    const { tenantId, messageId, invitationId } = await invitation(
      world.acme.id,
      flows.acme,
      'back@acme.example',
      'en',
    );
    await database.sql('update invitations set revoked_at = now() where id = $1', [invitationId]);
    expect(await deliverMessage({ tenantId, messageId })).toEqual({ outcome: 'dropped' });
    expect(catcher.mail('back@acme.example')).toEqual([]);
  });

  it('is not found by a worker that works for another tenant', async () => {
    const { messageId } = await invitation(world.acme.id, flows.acme, 'outsider@acme.example', 'en');
    expect(await deliverMessage({ tenantId: world.safa.id, messageId })).toEqual({ outcome: 'dropped' });
    expect(await statusOf(messageId)).toMatchObject({ status: 'queued', attempts: 0 });
  });
});

describe('a mail server in trouble', () => {
  it('refuses for good: the message fails, once, and says why without the server’s words', async () => {
    const { tenantId, messageId } = await invitation(world.acme.id, flows.acme, 'no-such-box@acme.example', 'en');
    catcher.fault('reject', 1);
    expect(await deliverMessage({ tenantId, messageId })).toEqual({ outcome: 'failed' });
    expect(await statusOf(messageId)).toMatchObject({
      status: 'failed',
      error: { code: 'refused', responseCode: 550 },
    });
    expect(await deliverMessage({ tenantId, messageId })).toEqual({ outcome: 'failed' });
    const events = await database.sql(
      `select details from events where name = 'message.failed' and details ->> 'messageId' = $1`,
      [messageId],
    );
    expect(events).toEqual([{ details: { messageId, kind: 'invitation', code: 'refused' } }]);
  });

  it('puts off or hangs up: the workflow tries again and sends one mail', async () => {
    const { tenantId, messageId } = await invitation(world.acme.id, flows.acme, 'later@acme.example', 'en');
    catcher.fault('defer', 2);
    const waits: number[] = [];
    await deliverMessageWorkflow({ ...immediate, sleep: async (ms) => void waits.push(ms) }, { tenantId, messageId });
    expect(waits).toEqual([2000, 4000]);
    one('later@acme.example');
    expect(await statusOf(messageId)).toMatchObject({ status: 'sent', attempts: 3, error: null });
  });

  it('is given up after twelve attempts', async () => {
    const { tenantId, messageId } = await invitation(world.acme.id, flows.acme, 'never@acme.example', 'en');
    catcher.fault('disconnect');
    let turns = 0;
    await deliverMessageWorkflow({ ...immediate, sleep: async () => void (turns += 1) }, { tenantId, messageId });
    expect(turns).toBe(11);
    expect(await statusOf(messageId)).toMatchObject({ status: 'failed', attempts: 12 });
  });
});

describe('queueMessages', () => {
  const happen = (actor: TestActor, tenantId: string, flowId: string, name: string): Promise<void> =>
    withTenant(actor, (tx) => recordEvent(tx, tenantId, { name, flowId, details: { runId: randomUUID() } }));
  const queued = async (): Promise<number> => {
    await database.pastOpenTransactions();
    return queueMessages();
  };
  const deliverAll = async (): Promise<void> => {
    const rows = await database.sql<{ tenantId: string; messageId: string }>(
      `select tenant_id as "tenantId", id as "messageId" from messages where status = 'queued' and dedupe_key like 'event:%'`,
    );
    for (const row of rows) await deliverMessage(row);
  };

  it('writes to those whom an event concerns, in their language, once, and to nobody else', async () => {
    await happen(world.acmeOwner, world.acme.id, flows.acme, 'flow.submitted');
    await happen(world.safaOwner, world.safa.id, flows.safa, 'run.done');
    await happen(world.acmeOwner, world.acme.id, flows.acme, 'run.held');
    await happen(world.acmeOwner, world.acme.id, flows.acme, 'step.saved');
    expect(await queued()).toBe(3);
    expect(await queueMessages()).toBe(0);
    await deliverAll();
    const submitted = one(await emailOf(world.acmeOwner));
    expect(submitted.text).toContain('have arrived');
    expect(submitted.links.some((link) => link.endsWith(`/en/flows/${flows.acme}/status`))).toBe(true);
    const done = one(await emailOf(world.safaOwner));
    expect(done.html).toContain('dir="rtl"');
    expect(done.links.some((link) => link.endsWith(`/ar/flows/${flows.safa}/done`))).toBe(true);
    const held = one(await emailOf(world.northwindAdmin));
    expect(held.links.some((link) => link.endsWith(`/en/portfolio/${flows.acme}`))).toBe(true);
    expect(catcher.mail()).toHaveLength(3);
  });

  it('prefers the flow’s own success manager to the administrators', async () => {
    await database.sql('update onboarding_flows set manager_tenant_id = $1, manager_member_id = $2 where id = $3', [
      world.northwind.id,
      world.northwindManager.memberId,
      flows.acme,
    ]);
    await happen(world.acmeOwner, world.acme.id, flows.acme, 'run.undone');
    expect(await queued()).toBe(1);
    await deliverAll();
    expect(one(await emailOf(world.northwindManager)).subject).toContain('undone');
  });

  it('does not write to an owner who has left', async () => {
    const leaver = await world.borealis.member('owner');
    const borealis = await flow(world.borealis.id);
    await happen(leaver, world.borealis.id, borealis, 'run.done');
    expect(await queued()).toBe(2);
    await database.sql('update members set revoked_at = now() where id = $1', [leaver.memberId]);
    await deliverAll();
    expect(catcher.mail(await emailOf(leaver))).toEqual([]);
    one(await emailOf(world.borealisOwner));
  });

  it('never skips an event of a transaction that commits late', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const late = withTenant(world.safaOwner, async (tx) => {
      await recordEvent(tx, world.safa.id, { name: 'flow.submitted', flowId: flows.safa });
      await gate;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await happen(world.acmeOwner, world.acme.id, flows.acme, 'flow.submitted');
    const before = await queueMessages();
    release();
    await late;
    expect(before + (await queued())).toBe(2);
  });
});
