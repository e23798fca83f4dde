import { randomUUID } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deliverMessageWith } from '@/lib/messaging';
import { immediate } from '@/lib/platform/jobs';
import { limits } from '@/lib/platform/rate-limit';
import { systemMeans, type Means } from '@/lib/platform/means';
import { withTenant, type MemberActor } from '@/lib/tenancy';
import { provisioningWorld, type ProvisioningWorld } from '../testing/provisioning-world';
import { getSupportView } from './get-diagnostics-view';
import { encloseDiagnostics, sendDiagnostics } from './send-diagnostics';

let here: ProvisioningWorld;
let inbox: Awaited<ReturnType<typeof openInbox>>;
const to = 'help@northwind.example';
const canary = 'canary-of-a-secret-4711';

beforeAll(async () => {
  here = await provisioningWorld();
  inbox = await openInbox();
  process.env.SMTP_URL = `smtp://127.0.0.1:${inbox.port}`;
  await here.database.sql(
    `insert into themes (tenant_id, id, version, name, mark, brand, support_email)
     values ($1, $2, 1, 'Northwind Partners', 'N', '#7a1f3d', $3)`,
    [here.world.northwind.id, randomUUID(), to],
  );
});
beforeEach(() => inbox.mails.splice(0));
afterAll(async () => {
  await inbox.close();
  await here.close();
});

/** A mail server that keeps what it was handed, attachments among it. */
async function openInbox() {
  const mails: { to: string; raw: string; attachments: { name: string; text: string }[]; text: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const raw = Buffer.concat(parts);
        void simpleParser(raw).then(({ attachments, text }) => {
          mails.push({
            to: session.envelope.rcptTo.map(({ address }) => address).join(),
            raw: raw.toString('utf8'),
            attachments: attachments.map(({ filename, content }) => ({
              name: filename ?? '',
              text: content.toString('utf8'),
            })),
            text: text ?? '',
          });
          done();
        });
      });
    },
  });
  const port = await new Promise<number>((listening) => {
    const open = server.listen(0, '127.0.0.1', () => listening((open.address() as { port: number }).port));
  });
  return { port, mails, close: () => new Promise<void>((closed) => server.close(() => closed())) };
}

let count = 0;
async function troubled() {
  count += 1;
  const customer = await here.world.customer(here.world.northwind, `troubled-${count}`);
  const flow = await here.submitted(customer, `troubled_${count}`);
  await here.run(flow);
  await here.database.sql(
    `insert into onboarding_steps (tenant_id, id, flow_id, step_name, section_id, task_id, status, data)
     values ($1, $2, $3, 'elsewhere', 's', 't', 'in_progress', $4)`,
    [flow.tenantId, randomUUID(), flow.flowId, JSON.stringify({ secret: { sealed: canary }, note: { value: canary } })],
  );
  await here.database.sql(
    `insert into check_results (tenant_id, flow_id, scope, place, item_id, status, found_by, note, results, facts)
     values ($1, $2, 'verify', 'looks', 'door', 'failed', 'machine', '', $3, $4),
       ($1, $2, 'verify', 'looks', 'eyes', 'failed', 'person', $5, '[]', '{}')`,
    [
      ...[flow.tenantId, flow.flowId, JSON.stringify([{ id: 'door', ok: false, code: 'timed_out' }])],
      ...[JSON.stringify({ seen: canary }), canary],
    ],
  );
  return flow;
}
const send = (actor: MemberActor, flowId: string, means?: Means) =>
  withTenant(actor, (tx) => sendDiagnostics(tx, actor, { flowId }, means));
const queued = (flowId: string) =>
  here.database.sql<{ id: string; status: string }>(
    `select id, status from messages where flow_id = $1 and kind = 'diagnostics' order by id`,
    [flowId],
  );
const deliver = ({ tenantId }: { tenantId: string }, messageId: string) =>
  deliverMessageWith({ diagnostics: encloseDiagnostics })(immediate, { tenantId, messageId });

describe('diagnostics that are sent to whoever helps @req M56', () => {
  it('travel by mail, in short and as a whole, once for two presses, and stand in the audit', async () => {
    const flow = await troubled();
    const manager = here.world.northwindManager;
    expect(await send(manager, flow.flowId)).toEqual({ ok: true, value: { to } });
    const at = new Date();
    const still: Means = { ...systemMeans, clock: { now: () => at } };
    await send(manager, flow.flowId, still);
    await send(manager, flow.flowId, still);
    const messages = await queued(flow.flowId);
    expect(messages.length).toBeLessThanOrEqual(2);
    const [first] = messages;
    if (!first) throw new Error('Nothing was queued');
    await deliver(flow, first.id);
    expect((await queued(flow.flowId))[0]?.status).toBe('sent');
    const [mail] = inbox.mails;
    expect(mail).toMatchObject({ to, attachments: [{ name: `diagnostics-${flow.flowId}.json` }] });
    expect(mail?.text).toContain('2 checks fail');
    expect(mail?.text).toContain(`/portfolio/${flow.flowId}/support`);
    const bundle: unknown = JSON.parse(mail?.attachments[0]?.text ?? '');
    expect(bundle).toMatchObject({
      format: 'portico/diagnostics@1',
      flow: { id: flow.flowId },
      run: { status: 'done' },
      checks: [
        { item: 'door', status: 'failed', results: [{ code: 'timed_out' }] },
        { item: 'eyes', status: 'failed' },
      ],
    });
    const audited = await here.database.sql(
      `select details from audit_logs where action = 'diagnostics.sent' and entity_id = $1`,
      [flow.flowId],
    );
    expect(audited).toHaveLength(messages.length);
    for (const text of [mail?.raw, mail?.text, mail?.attachments[0]?.text]) expect(text).not.toContain(canary);
  });

  it('are sent a few times an hour and no more', async () => {
    const flow = await troubled();
    const manager = here.world.northwindManager;
    const codes: string[] = [];
    for (let turn = 0; turn <= limits.diagnostics.points; turn += 1) {
      const sent = await send(manager, flow.flowId);
      codes.push(sent.ok ? 'ok' : sent.refusal.code);
    }
    expect(codes).toEqual([...Array.from({ length: limits.diagnostics.points }, () => 'ok'), 'rate_limited']);
  });

  it('are refused to those who do not look after the flow, and where nobody is named', async () => {
    const flow = await troubled();
    const { alufuqManager, acmeOwner, northwindManager } = here.world;
    const auditor = await here.world.northwind.member('auditor');
    expect(await send(alufuqManager, flow.flowId)).toMatchObject({ refusal: { code: 'not_found' } });
    expect(await send(acmeOwner, flow.flowId)).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(await send(auditor, flow.flowId)).toMatchObject({ refusal: { code: 'forbidden' } });
    const view = () =>
      withTenant(northwindManager, (tx) => getSupportView(tx, northwindManager, { flowId: flow.flowId, locale: 'en' }));
    expect(await view()).toMatchObject({ ok: true, value: { sendTo: to } });
    await here.database.sql('update themes set support_email = null where tenant_id = $1', [here.world.northwind.id]);
    expect(await send(northwindManager, flow.flowId)).toMatchObject({ refusal: { code: 'support_address_missing' } });
    expect(await view()).toMatchObject({ ok: true, value: { sendTo: null } });
    expect(await queued(flow.flowId)).toEqual([]);
  });
});
