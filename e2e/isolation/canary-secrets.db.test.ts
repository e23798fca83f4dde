import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POST as onboardRoute } from '@/app/api/v1/customers/onboard/route';
import { acceptInvitation, consumeCode, createApiKey, findInvitation, requestSignIn, resolveSession } from '@/lib/auth';
import { openSealed } from '@/lib/crypto';
import { getCheckAnswers, getFlowFile, getStatusView, getStepView, getTimeline, submitFlow } from '@/lib/onboarding';
import { answerAll, must, post, startTestFlow, storedAnswers } from '@/lib/onboarding/testing-flow';
import { getRevealView, getRunView, revealSecret } from '@/lib/provisioning';
import { provisioningWorld, type ProvisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import { startMailCatcher, type CaughtMail, type MailCatcher } from '@/lib/simulators';
import { withTenant } from '@/lib/tenancy';
import { lookUpCustomerKey } from '@/lib/vault';
import type { TestActor } from '@/scripts/testing/database';

const answer = 'canary-of-an-answer-7Qv2';
let here: ProvisioningWorld;
let catcher: MailCatcher;
let worker: ChildProcess;
let logs = '';
let flowId = '';
let owner: TestActor;
const secrets = new Map<string, string>();

/** One customer's way from the invitation to the key, and one more by a single call, with the real worker at work. */
beforeAll(async () => {
  here = await provisioningWorld();
  catcher = await startMailCatcher({ port: 0 });
  process.env.SMTP_URL = `smtp://127.0.0.1:${catcher.port}`;
  worker = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'lib/worker/main.ts'], {
    env: { ...process.env, LOG_LEVEL: 'trace' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [worker.stdout, worker.stderr]) stream?.on('data', (part: Buffer) => (logs += part.toString()));
  await new Promise((resolve) => worker.once('message', resolve));

  const customer = await here.world.customer(here.world.northwind, 'canary');
  owner = await customer.member('owner');
  flowId = await startTestFlow(here.world, customer.id);
  secrets.set('invitation token', linkIn(await mailTo('owner@acme.example'), '/i/'));
  const accepted = must(await acceptInvitation(secrets.get('invitation token') ?? ''));
  secrets.set('session token of the invitation', accepted.token);

  const [address] = await here.database.sql<{ email: string }>('select email from members where id = $1', [
    owner.memberId,
  ]);
  const asked = must(await requestSignIn({ email: address?.email ?? '', locale: 'en', ip: randomUUID() }));
  const mail = await mailTo(address?.email ?? '');
  secrets.set('sign-in token', linkIn(mail, '/sign-in/link/'));
  secrets.set('sign-in code', /\b(\d{6})\b/.exec(mail.text)?.[1] ?? '');
  const signedIn = await consumeCode({
    challengeId: asked.challengeId,
    code: secrets.get('sign-in code') ?? '',
    ip: randomUUID(),
  });
  secrets.set('session token', must(signedIn).token);

  await answerAll(owner, flowId, 'canary_1');
  secrets.set('secret answer', answer);
  must(
    await post(owner, flowId, 'existing-credential', {
      hasExistingCredential: 'yes',
      existingCredential: answer,
      _shown: ['hasExistingCredential', 'existingCredential'],
    }),
  );
  const [flow] = await here.database.sql<{ revision: number }>(
    'select revision::int as revision from onboarding_flows where id = $1',
    [flowId],
  );
  must(await withTenant(owner, (tx) => submitFlow(tx, owner, { flowId, revision: flow?.revision ?? 0, agreed: true })));
  await until(async () => {
    const [row] = await here.database.sql('select 1 from onboarding_flows where id = $1 and status = $2', [
      flowId,
      'done',
    ]);
    return row !== undefined;
  });
  const shown = await withTenant(owner, (tx) => revealSecret(tx, owner, { flowId, stepId: 'reveal-api-key' }));
  secrets.set('key of the customer', must(shown).secret.reveal());

  const { northwindAdmin } = here.world;
  const made = await withTenant(northwindAdmin, (tx) =>
    createApiKey(tx, northwindAdmin, { name: 'CRM', purpose: 'onboard', days: 30 }),
  );
  secrets.set('API key of the partner', must(made).key);
  const response = await onboardRoute(
    new Request('http://localhost/api/v1/customers/onboard', {
      method: 'POST',
      headers: {
        'x-api-key': must(made).key,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({ tenant_id: 'canary_2' }),
    }),
    { params: Promise.resolve({}) },
  );
  secrets.set('key shown by the API', String(((await response.json()) as { api_key?: unknown }).api_key));
}, 600_000);

afterAll(async () => {
  worker.kill('SIGKILL');
  await catcher.close();
  await here.close();
});

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`nothing happened; the worker says:\n${logs.slice(-3000)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
const mailTo = async (email: string): Promise<CaughtMail> => {
  await until(() => Promise.resolve(catcher.mail(email).length > 0));
  const [mail] = catcher.mail(email);
  if (!mail) throw new Error(`no mail for ${email}`);
  return mail;
};
const linkIn = (mail: CaughtMail, part: string): string =>
  mail.links.map((link) => link.split(part)[1]).find((rest) => rest !== undefined) ?? '';

/** Every row of every table of a database, the durable engine's among them, by table. */
async function everyRow(url: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'`,
    );
    const found = new Map<string, string>();
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string | null }>(
        `select string_agg(to_jsonb(t)::text, E'\\n') as text from ${name} t`,
      );
      found.set(name, rows[0]?.text ?? '');
    }
    return found;
  } finally {
    await client.end();
  }
}

/** Where a secret stands, as it is or in one of the forms in which bytes are written down. */
function hits(places: ReadonlyMap<string, string>, secret: string): string[] {
  // Six digits turn up in times and numbers; they count where they stand alone.
  const forms = /^\d{6}$/.test(secret)
    ? [new RegExp(`(?<![\\w.])${secret}(?![\\w])`)]
    : [
        secret,
        partOf(secret),
        Buffer.from(secret).toString('hex'),
        Buffer.from(secret).toString('base64').slice(0, -4),
      ];
  return [...places]
    .filter(([, text]) => forms.some((form) => (typeof form === 'string' ? text.includes(form) : form.test(text))))
    .map(([name]) => name);
}

/** The part of a key that nobody can know: its beginning is the customer's name. */
const partOf = (secret: string): string => secret.split('_api_').at(-1) ?? secret;

const views = async (): Promise<Map<string, string>> => {
  const { northwindManager } = here.world;
  const input = { flowId, locale: 'en' };
  const shown = await Promise.all([
    ...[owner, northwindManager].map((actor) => withTenant(actor, (tx) => getCheckAnswers(tx, actor, input))),
    ...[owner, northwindManager].map((actor) => withTenant(actor, (tx) => getStatusView(tx, actor, input))),
    withTenant(northwindManager, (tx) => getFlowFile(tx, northwindManager, input)),
    withTenant(northwindManager, (tx) => getTimeline(tx, northwindManager, input)),
    withTenant(northwindManager, (tx) => getRunView(tx, northwindManager, { flowId })),
    withTenant(owner, (tx) => getStepView(tx, owner, { ...input, stepId: 'existing-credential' })),
    withTenant(owner, (tx) => getRevealView(tx, owner, { flowId, stepId: 'reveal-api-key' })),
  ]);
  return new Map(shown.map((view, index) => [`view ${index}`, JSON.stringify(view)]));
};

const names = [
  'invitation token',
  'session token of the invitation',
  'sign-in token',
  'sign-in code',
  'session token',
  'secret answer',
  'key of the customer',
  'API key of the partner',
  'key shown by the API',
] as const;

describe('a secret', () => {
  it('was really there, each of them', () => {
    expect([...secrets.keys()]).toEqual([...names]);
    for (const [name, secret] of secrets) expect([name, secret.length >= 6]).toEqual([name, true]);
    expect(secrets.get('key shown by the API')).toMatch(/^canary_2_api_\w{16}$/);
  });

  it.each(names)('stands in no row of any table, in plain or encoded: %s', async (name) => {
    const rows = await everyRow(here.database.superuserUrl);
    for (const table of [
      'dbos.workflow_status',
      'public.messages',
      'public.idempotency_keys',
      'public.customer_keys',
    ]) {
      expect([table, (rows.get(table) ?? '').length > 0]).toEqual([table, true]);
    }
    expect(hits(rows, secrets.get(name) ?? '')).toEqual([]);
  });

  it.each(names)('stands in no log of the worker: %s', (name) => {
    expect(logs).toContain('the worker is ready');
    expect(hits(new Map([['log', logs]]), secrets.get(name) ?? '')).toEqual([]);
  });

  it.each(names)('stands in no view of the flow: %s', async (name) => {
    const shown = await views();
    expect([...shown.values()].filter((view) => view.includes('"ok":true')).length).toBe(shown.size);
    expect(hits(shown, secrets.get(name) ?? '')).toEqual([]);
  });

  it('would be found where it stood, in each form', () => {
    for (const form of [answer, Buffer.from(answer).toString('hex'), Buffer.from(`${answer}x`).toString('base64')]) {
      expect(hits(new Map([['planted', `{"a":"${form}"}`]]), answer)).toEqual(['planted']);
    }
    expect(hits(new Map([['planted', '{"code":"123456"}']]), '123456')).toEqual(['planted']);
    expect(hits(new Map([['time', '2026-01-01T00:00:00.123456+00:00']]), '123456')).toEqual([]);
  });

  it('still works where it belongs: sealed, hashed and looked up', async () => {
    const [row] = await here.database.sql<{ id: string }>(
      `select id from onboarding_steps where flow_id = $1 and step_name = 'existing-credential'`,
      [flowId],
    );
    const { sealed } = (await storedAnswers(here.database, flowId))['existingCredential'] ?? {};
    const place = {
      tenantId: owner.tenantId,
      table: 'onboarding_steps',
      column: 'data.existingCredential',
      rowId: row?.id ?? '',
    };
    const opened = await withTenant(owner, (tx) => openSealed(tx, place, String(sealed), 'test'));
    expect(opened.reveal()).toBe(answer);
    const found = await withTenant(owner, (tx) => lookUpCustomerKey(tx, secrets.get('key of the customer') ?? ''));
    expect(found).toMatchObject({ tenantId: owner.tenantId, flowId });
    expect(await findInvitation(secrets.get('invitation token') ?? '')).toMatchObject({ status: 'used', flowId });
    expect(await resolveSession(secrets.get('session token') ?? '')).toMatchObject({ userId: owner.userId });
  });
});
