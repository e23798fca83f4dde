import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { consume, limits } from '@/lib/platform/rate-limit';
import { asCustomer } from '@/lib/tenancy';
import { firstDelivery, liveHook, removeHook } from './hook';
import { signatureHeaders } from './profiles';
import { deliver, hookWorld, type HookWorld, type OpenHook } from './testing/hook-world';

let here: HookWorld;
beforeAll(async () => {
  here = await hookWorld();
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => here.close());

let tickets = 0;
const ticket = () =>
  JSON.stringify({ event: 'ticket.created', ticket: { id: String((tickets += 1)), subject: 'Ünïcode' } });
const signed = ({ hook, secret }: OpenHook, body: string, at = new Date()) =>
  Object.entries(signatureHeaders(hook, secret, { id: `msg_${randomUUID()}`, at, body }));
const sdp = (secret: string, body: string) => createHmac('sha256', secret).update(body).digest('hex');
const stored = (open: OpenHook) =>
  here.database.sql<{
    delivery_id: string;
    kind: string;
    about: string;
    is_test: boolean;
    repeats: number;
    tenant_id: string;
  }>('select * from inbound_deliveries where hook_id = $1 order by received_at, id', [open.hook.hookId]);
const milestones = async ({ flowId }: OpenHook) =>
  (
    await here.database.sql<{ name: string }>(
      "select name from flow_milestones where flow_id = $1 and withdrawn_at is null and name like '%:hook' order by name",
      [flowId],
    )
  ).map(({ name }) => name);

describe('a hook', () => {
  it('has a secret of 32 random bytes of its own, sealed, and one address @req M8', async () => {
    const [one, other] = [await here.hookFor(here.world.acme), await here.hookFor(here.world.borealis)];
    expect(one.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(other.secret).not.toBe(one.secret);
    const [row] = await here.database.sql<{ all: string }>(
      'select to_jsonb(h)::text as all from inbound_hooks h where id = $1',
      [one.hook.hookId],
    );
    expect(row?.all).not.toContain(one.secret);
    expect(await milestones(one)).toEqual(['hook_ready:hook']);
  });
});

describe('a delivery by HMAC-SHA256 in a header', () => {
  it('is taken in once it is signed over its raw body, in hexadecimal or base64, with or without the prefix @req M21', async () => {
    const open = await here.hookFor(here.world.acme);
    const forms = [
      (mac: Buffer) => mac.toString('hex'),
      (mac: Buffer) => mac.toString('hex').toUpperCase(),
      (mac: Buffer) => `sha256=${mac.toString('hex')}`,
      (mac: Buffer) => mac.toString('base64'),
      (mac: Buffer) => `sha256=${mac.toString('base64')}`,
    ];
    for (const form of forms) {
      const body = ticket();
      const mac = createHmac('sha256', open.secret).update(body).digest();
      const answer = await deliver(open.hook, { body, headers: [['X-SDP-Signature', form(mac)]] });
      expect(answer.status).toBe(200);
    }
    expect(await stored(open)).toHaveLength(forms.length);
  });

  it('belongs to the tenant of the hook, whatever tenant the address names @req M20', async () => {
    const open = await here.hookFor(here.world.acme);
    const body = ticket();
    const answer = await deliver(open.hook, {
      body,
      query: '?tenant_id=borealis',
      headers: [['x-sdp-signature', sdp(open.secret, body)]],
    });
    expect(answer.status).toBe(200);
    expect((await stored(open)).map(({ tenant_id }) => tenant_id)).toEqual([here.world.acme.id]);
  });

  it('keeps ids, never the body, and marks the first delivery @req M25', async () => {
    const open = await here.hookFor(here.world.acme);
    const body = JSON.stringify({
      event: 'ticket.created',
      ticket: { id: '77', subject: 'private words', requester: 'a@b.example' },
    });
    expect((await deliver(open.hook, { body, headers: signed(open, body) })).status).toBe(200);
    const rows = await stored(open);
    expect(rows.map(({ kind, about }) => ({ kind, about }))).toEqual([{ kind: 'ticket.created', about: '77' }]);
    expect(JSON.stringify(rows)).not.toContain('private words');
    expect(await milestones(open)).toEqual(['delivered:hook', 'hook_ready:hook']);
    const first = await asCustomer(open.tenantId, 'test', (tx) =>
      firstDelivery(tx, { tenantId: open.tenantId, hookId: open.hook.hookId }),
    );
    expect(first?.about).toBe('77');
    const events = await here.database.sql<{ name: string }>(
      "select name from events where flow_id = $1 and name = 'webhook.received'",
      [open.flowId],
    );
    expect(events).toHaveLength(1);
  });

  it('answers the same delivery again with 200 and does nothing more, in whatever order @req M22', async () => {
    const open = await here.hookFor(here.world.acme);
    const [a, b] = [ticket(), ticket()];
    for (const body of [b, a, b, a, b]) {
      expect((await deliver(open.hook, { body, headers: signed(open, body) })).status).toBe(200);
    }
    const together = ticket();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => deliver(open.hook, { body: together, headers: signed(open, together) })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect((await stored(open)).map(({ repeats }) => repeats)).toEqual([2, 1, 7]);
    const events = await here.database.sql("select 1 from events where flow_id = $1 and name = 'webhook.received'", [
      open.flowId,
    ]);
    expect(events).toHaveLength(3);
  });

  it('is not taken for another one because an unsigned id differs', async () => {
    const open = await here.hookFor(here.world.acme);
    const body = ticket();
    for (const id of ['msg_1', 'msg_2']) {
      await deliver(open.hook, { body, headers: [...signed(open, body), ['webhook-id', id]] });
    }
    expect(await stored(open)).toHaveLength(1);
  });

  it('is refused unsigned or wrongly signed, and the owner learns which it was @req M51', async () => {
    const open = await here.hookFor(here.world.acme);
    const other = await here.hookFor(here.world.safa);
    const body = ticket();
    const wrong: [string, string][][] = [
      [],
      [['x-sdp-signature', '']],
      [['x-sdp-signature', 'nonsense']],
      [['x-sdp-signature', sdp(open.secret, body).slice(2)]],
      [['x-sdp-signature', sdp(open.secret, `${body} `)]],
      [['x-sdp-signature', sdp(other.secret, body)]],
      [['x-signature', sdp(open.secret, body)]],
      [
        ['x-sdp-signature', sdp(open.secret, body)],
        ['x-sdp-signature', sdp(open.secret, body)],
      ],
    ];
    for (const headers of wrong) expect((await deliver(open.hook, { body, headers })).status).toBe(401);
    expect(await stored(open)).toEqual([]);
    const refusals = await here.database.sql<{ reason: string; times: number }>(
      'select reason, times from inbound_refusals where hook_id = $1 order by reason',
      [open.hook.hookId],
    );
    expect(Object.fromEntries(refusals.map(({ reason, times }) => [reason, times]))).toEqual({
      malformed_signature: 4,
      no_signature: 2,
      wrong_signature: 2,
    });
    expect((await deliver(open.hook, { body, headers: signed(open, body) })).status).toBe(200);
  });

  it('answers for a hook that is not there exactly as for a wrong signature', async () => {
    const open = await here.hookFor(here.world.acme);
    const closed = await here.hookFor(here.world.acme);
    await asCustomer(closed.tenantId, 'test', (tx) => removeHook(tx, closed, new Date()));
    const body = ticket();
    const tries = [
      deliver(open.hook, { body, headers: [['x-sdp-signature', sdp('x', body)]] }),
      deliver({ ...open.hook, hookId: randomUUID() }, { body, headers: signed(open, body) }),
      deliver({ ...open.hook, hookId: 'nothing' }, { body, headers: signed(open, body) }),
      deliver({ ...open.hook, connector: 'another' }, { body, headers: signed(open, body) }),
      deliver(closed.hook, { body, headers: signed(closed, body) }),
    ];
    const seen = await Promise.all(
      tries.map(async (answer) => {
        const { status, headers } = await answer;
        const { requestId, ...rest } = (await (await answer).json()) as Record<string, unknown>;
        expect(headers.get('x-request-id')).toBe(requestId);
        return { status, type: headers.get('content-type'), names: [...headers.keys()].join(), rest };
      }),
    );
    expect(seen[0]?.status).toBe(401);
    for (const each of seen) expect(each).toEqual(seen[0]);
    expect(await asCustomer(closed.tenantId, 'test', (tx) => liveHook(tx, closed))).toBeNull();
  });

  it('takes JSON up to 256 KB and nothing else', async () => {
    const open = await here.hookFor(here.world.acme);
    const status = async (body: string, type = 'application/json') =>
      (await deliver(open.hook, { body, headers: [...signed(open, body), ['content-type', type]] })).status;
    const padded = (bytes: number) => `{"id":1,"pad":"${'x'.repeat(bytes - 17)}"}`;
    expect(padded(256 * 1024)).toHaveLength(256 * 1024);
    expect(await status(padded(256 * 1024))).toBe(200);
    expect(await status(padded(256 * 1024 + 1))).toBe(413);
    expect(await status('{"id":2}', 'text/plain')).toBe(415);
    expect(await status('{"id":3}', 'application/json; charset=utf-8')).toBe(200);
    for (const body of ['', '[]', '"text"', '{"id":', 'null']) expect([body, await status(body)]).toEqual([body, 422]);
  });
});

describe('a delivery by Standard Webhooks', () => {
  const standard = { profile: 'standard', header: '' } as const;

  it('counts for 300 seconds before and after, and not for 301', async () => {
    const open = await here.hookFor(here.world.acme, standard);
    expect(open.secret).toMatch(/^whsec_/);
    // The database goes by its own clock, which a context must not be behind: this second, near its end.
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(Math.floor(Date.now() / 1000) * 1000 + 900) });
    const status = async (seconds: number) => {
      const body = ticket();
      const at = new Date(Date.now() + seconds * 1000);
      return (await deliver(open.hook, { body, headers: signed(open, body, at) })).status;
    };
    const seen: [number, number][] = [];
    for (const seconds of [-301, -300, 0, 300, 301]) seen.push([seconds, await status(seconds)]);
    expect(seen).toEqual([
      [-301, 401],
      [-300, 200],
      [0, 200],
      [300, 200],
      [301, 401],
    ]);
    const reasons = await here.database.sql<{ reason: string }>(
      'select reason from inbound_refusals where hook_id = $1 order by reason',
      [open.hook.hookId],
    );
    expect(reasons.map(({ reason }) => reason)).toEqual(['too_new', 'too_old']);
  });

  it('counts once by its signed id, and the id is part of what is signed', async () => {
    const open = await here.hookFor(here.world.acme, standard);
    const body = ticket();
    const headers = signed(open, body);
    for (let turn = 0; turn < 3; turn += 1) expect((await deliver(open.hook, { body, headers })).status).toBe(200);
    expect((await stored(open)).map(({ repeats }) => repeats)).toEqual([2]);
    const renamed = headers.map(([name, value]): [string, string] => [
      name,
      name === 'webhook-id' ? 'msg_other' : value,
    ]);
    expect((await deliver(open.hook, { body, headers: renamed })).status).toBe(401);
  });
});

describe('a storm', () => {
  it('of genuine deliveries at one hook is slowed down', async () => {
    const [open, calm] = [await here.hookFor(here.world.acme), await here.hookFor(here.world.acme)];
    const before = limits.webhook.points - 2;
    for (let taken = 0; taken < before; taken += 1) await consume('webhook', open.hook.hookId);
    const send = async (to: OpenHook) => {
      const body = ticket();
      return deliver(to.hook, { body, headers: signed(to, body) });
    };
    const statuses = [await send(open), await send(open), await send(open), await send(calm)].map(
      ({ status }) => status,
    );
    expect(statuses).toEqual([200, 200, 429, 200]);
    expect(Number((await send(open)).headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
