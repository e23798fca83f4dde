import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, must } from '@/lib/onboarding/testing-flow';
import { recordEvent } from '@/lib/platform/events';
import { CutOff } from '@/lib/platform/faults';
import { createSafeFetch } from '@/lib/platform/http';
import { uuidv7 } from '@/lib/platform/ids';
import { asCustomer, withTenant } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { deliverOutbound, queueOutbound, waitsMs, type OutboundMeans } from './deliver';
import { listOutboundDeliveries, redeliver } from './list-deliveries';
import {
  addEndpoint,
  enableEndpoint,
  listEndpoints,
  removeEndpoint,
  rotateEndpointSecret,
  sendTestEvent,
} from './manage-endpoints';

type Arrived = { headers: Record<string, string>; body: string };
let database: TestDatabase;
let world: TestWorld;
let admin: TestActor;
let receiver: Server;
let arrived: Arrived[] = [];
let status = 200;
let ahead = 0;
let outbound: OutboundMeans;

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  admin = world.northwindAdmin;
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      arrived.push({ headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const routes = { 'https://hooks.partner.example': origin };
  outbound = {
    fetch: createSafeFetch({ allowedEndpoints: [origin], routes }),
    means: { clock: { now: () => new Date(Date.now() + ahead) }, newId: () => uuidv7() },
    random: () => 0.5,
  };
});
beforeEach(async () => {
  arrived = [];
  status = 200;
  ahead = 0;
  await database.sql('delete from outbound_deliveries');
  await database.sql('delete from outbound_endpoints');
});
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await database.close();
});

const url = 'https://hooks.partner.example/in';
const add = (actor: TestActor, events: readonly string[] = ['flow.submitted'], address = url) =>
  withTenant(actor, (tx) => addEndpoint(tx, actor, { url: address, events }));
const happen = (tenantId: string, name: string) =>
  asCustomer(tenantId, 'test', (tx) => recordEvent(tx, tenantId, { name, details: { private: 'never sent' } }));
const queueAll = async (): Promise<void> => {
  await database.pastOpenTransactions();
  await queueOutbound();
};
const deliver = async (): Promise<void> => {
  await queueAll();
  await deliverOutbound(outbound);
};
const deliveries = (actor = admin) => withTenant(actor, (tx) => listOutboundDeliveries(tx, actor)).then(must);
const later = (ms: number): void => {
  ahead += ms;
};

describe('events on their way out', () => {
  it('arrive once, signed by Standard Webhooks, with ids and nothing else', async () => {
    const { secret } = must(await add(admin));
    await happen(world.acme.id, 'flow.submitted');
    await deliver();
    await deliver();
    expect(arrived).toHaveLength(1);
    const [first] = arrived;
    const body = new Webhook(secret).verify(first?.body ?? '', first?.headers ?? {}) as Record<string, unknown>;
    expect(body).toMatchObject({ type: 'flow.submitted', data: { customer_id: world.acme.id, onboarding_id: null } });
    expect(first?.body).not.toContain('never sent');
    expect(() => new Webhook(secret).verify(`${first?.body} `, first?.headers ?? {})).toThrow();
    expect(await deliveries()).toMatchObject([
      { status: 'delivered', attempts: 1, lastStatus: 200, event: 'flow.submitted' },
    ]);
  });

  it('go to those above the customer who asked for that kind, and to nobody else', async () => {
    must(await add(admin, ['flow.submitted', 'run.done']));
    const stranger = await world.alufuq.member('admin');
    must(await add(stranger, ['flow.submitted', 'run.done']));
    must(await add(world.platformAdmin, ['run.done']));
    await happen(world.acme.id, 'flow.submitted');
    await happen(world.acme.id, 'run.done');
    await happen(world.acme.id, 'step.saved');
    await deliver();
    await deliver();
    expect((await deliveries()).map(({ event }) => event).sort()).toEqual(['flow.submitted', 'run.done']);
    expect(await deliveries(stranger)).toEqual([]);
    expect((await deliveries(world.platformAdmin)).map(({ event }) => event)).toEqual(['run.done']);
  });

  it('are tried again over about a day, with the same id, and then given up', async () => {
    must(await add(admin));
    status = 503;
    await happen(world.acme.id, 'flow.submitted');
    await deliver();
    const hours = waitsMs.reduce((sum, each) => sum + each, 0) / 3_600_000;
    expect(hours).toBeGreaterThan(20);
    for (const wait of waitsMs) {
      expect((await deliveries())[0]?.status).toBe('pending');
      await deliverOutbound(outbound);
      later(wait + 1000);
      await deliverOutbound(outbound);
    }
    expect(arrived).toHaveLength(waitsMs.length + 1);
    expect(new Set(arrived.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await deliveries()).toMatchObject([{ status: 'dead', attempts: waitsMs.length + 1, lastStatus: 503 }]);

    status = 200;
    const [dead] = await deliveries();
    must(await withTenant(admin, (tx) => redeliver(tx, admin, { deliveryId: dead?.id ?? '' }, outbound.means)));
    await deliverOutbound(outbound);
    expect(await deliveries()).toMatchObject([{ status: 'delivered', attempts: 1 }]);
  });

  it('reach everybody else although one endpoint is broken in a way that nobody foresaw', async () => {
    for (const actor of [admin, world.platformAdmin]) must(await add(actor));
    for (let times = 0; times < 5; times += 1) await happen(world.acme.id, 'flow.submitted');
    await queueAll();
    await database.sql("update outbound_endpoints set sealed = 'broken' where tenant_id = $1", [world.northwind.id]);
    await expect(deliverOutbound(outbound)).rejects.toThrow();
    expect(arrived).toHaveLength(4);
    await expect(deliverOutbound(outbound)).rejects.toThrow();
    expect((await deliveries(world.platformAdmin)).map(({ status }) => status)).toEqual(Array(5).fill('delivered'));
    // Ours alone: the deliveries wait like after any other failure, and nobody blames the endpoint.
    expect((await deliveries()).map(({ lastFailure }) => lastFailure)).toEqual(Array(5).fill('unexpected'));
    expect((await withTenant(admin, (tx) => listEndpoints(tx, admin)).then(must))[0]).toMatchObject({
      status: 'active',
      failingSince: null,
    });
    expect(await deliverOutbound(outbound)).toBe(0);
  });

  it('do not lose a second delivery that was asked for while the last attempt of the first was under way', async () => {
    must(await add(admin));
    await happen(world.acme.id, 'flow.submitted');
    await queueAll();
    await database.sql('update outbound_deliveries set attempts = $1', [waitsMs.length]);
    const [first] = await deliveries();
    const asking: OutboundMeans = {
      ...outbound,
      fetch: async (...request) => {
        must(await withTenant(admin, (tx) => redeliver(tx, admin, { deliveryId: first?.id ?? '' }, outbound.means)));
        status = 503;
        return outbound.fetch(...request);
      },
    };
    await deliverOutbound(asking);
    expect(await deliveries()).toMatchObject([{ status: 'pending', attempts: 0 }]);
    status = 200;
    await deliverOutbound(outbound);
    expect(await deliveries()).toMatchObject([{ status: 'delivered', attempts: 1 }]);
    expect(arrived).toHaveLength(2);
  });

  it('do not put off what was asked for again while an attempt ended in a way that nobody foresaw', async () => {
    must(await add(admin));
    await happen(world.acme.id, 'flow.submitted');
    await queueAll();
    const [first] = await deliveries();
    const breaking: OutboundMeans = {
      ...outbound,
      fetch: async () => {
        must(await withTenant(admin, (tx) => redeliver(tx, admin, { deliveryId: first?.id ?? '' }, outbound.means)));
        throw new Error('nobody foresaw this');
      },
    };
    await expect(deliverOutbound(breaking)).rejects.toThrow('nobody foresaw this');
    expect(await deliverOutbound(outbound)).toBe(1);
    expect(await deliveries()).toMatchObject([{ status: 'delivered', attempts: 1 }]);
  });

  it('go to others although one tenant has many endpoints that do not answer', async () => {
    for (let count = 0; count < 20; count += 1) {
      must(await add(admin, ['flow.submitted'], `https://slow.partner.example/${count}`));
    }
    must(await add(world.platformAdmin));
    for (let times = 0; times < 4; times += 1) await happen(world.acme.id, 'flow.submitted');
    await queueAll();
    let letGo: () => void = () => undefined;
    const silence = new Promise<void>((resolve) => (letGo = resolve));
    let silent = 0;
    const slow: OutboundMeans = {
      ...outbound,
      fetch: async (address, request) => {
        if (!String(address).includes('slow.partner.example')) return outbound.fetch(address, request);
        silent += 1;
        await silence;
        return { ok: false, failure: 'timed_out' };
      },
    };
    const turn = deliverOutbound(slow);
    await expect.poll(() => arrived.length).toBe(4);
    expect(silent).toBeLessThanOrEqual(4);
    letGo();
    await turn;
  });

  it('are sent once by two workers at the same time, and again when one has died with it', async () => {
    must(await add(admin));
    await happen(world.acme.id, 'flow.submitted');
    await queueAll();
    await Promise.all([deliverOutbound(outbound), deliverOutbound(outbound), deliverOutbound(outbound)]);
    expect(arrived).toHaveLength(1);
    await happen(world.acme.id, 'flow.submitted');
    await queueAll();
    const dying = { ...outbound, fetch: () => Promise.reject(new CutOff('the worker died')) };
    await expect(deliverOutbound(dying)).rejects.toThrow('died');
    await deliverOutbound(outbound);
    expect(arrived).toHaveLength(1);
    later(121_000);
    await deliverOutbound(outbound);
    expect(arrived).toHaveLength(2);
  });

  it('stop after five days of failing, at once when the endpoint says that it is gone, and go on when asked', async () => {
    const { id } = must(await add(admin));
    const stateOf = async () => (await withTenant(admin, (tx) => listEndpoints(tx, admin)).then(must))[0]?.status;
    status = 500;
    await happen(world.acme.id, 'flow.submitted');
    await deliver();
    expect(await stateOf()).toBe('active');
    await database.sql("update outbound_endpoints set failing_since = now() - interval '6 days' where id = $1", [id]);
    later(11_000);
    await deliverOutbound(outbound);
    expect(await stateOf()).toBe('disabled');
    later(3_600_000);
    await deliverOutbound(outbound);
    expect(arrived).toHaveLength(2);
    must(await withTenant(admin, (tx) => enableEndpoint(tx, admin, { endpointId: id })));
    status = 410;
    await deliverOutbound(outbound);
    expect([arrived.length, await stateOf()]).toEqual([3, 'disabled']);
  });

  it('never follow an address that leads inside', async () => {
    must(await add(admin, ['flow.submitted'], 'https://inside.example/hook'));
    await happen(world.acme.id, 'flow.submitted');
    const guarded = createSafeFetch({ allowedEndpoints: [], resolve: async () => ['127.0.0.1'] });
    await queueAll();
    await deliverOutbound({ ...outbound, fetch: guarded });
    expect(await deliveries()).toMatchObject([{ status: 'pending', lastStatus: null, lastFailure: 'address_refused' }]);
  });
});

describe('endpoints', () => {
  it('are added with a secret that is shown once and stored sealed', async () => {
    const { secret, id } = must(await add(admin));
    expect(secret).toMatch(/^whsec_/);
    const [row] = await database.sql<{ all: string }>(
      'select to_jsonb(o)::text as all from outbound_endpoints o where id = $1',
      [id],
    );
    expect(row?.all).not.toContain(secret.slice(6));
    const listed = await withTenant(admin, (tx) => listEndpoints(tx, admin)).then(must);
    expect(listed).toMatchObject([{ id, url, events: ['flow.submitted'], status: 'active' }]);
    expect(JSON.stringify(listed)).not.toContain(secret);
  });

  it.each(['http://plain.example/x', 'https://user:pw@x.example', 'ftp://x.example', 'nonsense', ''])(
    'refuse the address %s',
    async (address) => {
      expect(codeOf(await add(admin, ['flow.submitted'], address))).toBe('invalid_input');
    },
  );

  it('refuse no events and unknown ones', async () => {
    expect(codeOf(await add(admin, []))).toBe('invalid_input');
    expect(codeOf(await add(admin, ['step.saved']))).toBe('invalid_input');
    expect(codeOf(await add(admin, ['run.done']))).toBe('ok');
  });

  it('change their secret with an overlap, in which both signatures are sent', async () => {
    const first = must(await add(admin));
    const second = must(
      await withTenant(admin, (tx) => rotateEndpointSecret(tx, admin, { endpointId: first.id }, outbound.means)),
    );
    must(await withTenant(admin, (tx) => sendTestEvent(tx, admin, { endpointId: first.id }, outbound.means)));
    await deliverOutbound(outbound);
    const [both] = arrived;
    for (const secret of [first.secret, second.secret]) {
      expect(new Webhook(secret).verify(both?.body ?? '', both?.headers ?? {})).toMatchObject({ type: 'portico.test' });
    }
    await database.sql("update outbound_endpoints set previous_until = now() - interval '1 minute'");
    must(await withTenant(admin, (tx) => sendTestEvent(tx, admin, { endpointId: first.id }, outbound.means)));
    await deliverOutbound(outbound);
    const last = arrived.at(-1);
    expect(() => new Webhook(first.secret).verify(last?.body ?? '', last?.headers ?? {})).toThrow();
    expect(new Webhook(second.secret).verify(last?.body ?? '', last?.headers ?? {})).toBeDefined();
  });

  it('keep the secret that the receiver has when a change is sent twice', async () => {
    const first = must(await add(admin));
    const rotate = async () =>
      must(await withTenant(admin, (tx) => rotateEndpointSecret(tx, admin, { endpointId: first.id }, outbound.means)));
    const counts = async (secret: string): Promise<boolean> => {
      arrived = [];
      must(await withTenant(admin, (tx) => sendTestEvent(tx, admin, { endpointId: first.id }, outbound.means)));
      await deliverOutbound(outbound);
      const [last] = arrived;
      try {
        return Boolean(new Webhook(secret).verify(last?.body ?? '', last?.headers ?? {}));
      } catch {
        return false;
      }
    };
    const [second, third] = [await rotate(), await rotate()];
    expect([await counts(first.secret), await counts(third.secret), await counts(second.secret)]).toEqual([
      true,
      true,
      false,
    ]);
    // Later on it is a change of its own: whoever has taken the third one over keeps it for a day.
    later(61_000);
    const fourth = await rotate();
    expect([await counts(third.secret), await counts(fourth.secret), await counts(first.secret)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('belong to their tenant: others find nothing, other roles may not', async () => {
    const { id } = must(await add(admin));
    must(await withTenant(admin, (tx) => sendTestEvent(tx, admin, { endpointId: id })));
    const [delivery] = await deliveries();
    const stranger = await world.alufuq.member('admin');
    const all = (actor: TestActor) =>
      withTenant(actor, async (tx) => [
        codeOf(await rotateEndpointSecret(tx, actor, { endpointId: id })),
        codeOf(await enableEndpoint(tx, actor, { endpointId: id })),
        codeOf(await sendTestEvent(tx, actor, { endpointId: id })),
        codeOf(await redeliver(tx, actor, { deliveryId: delivery?.id ?? '' })),
        codeOf(await removeEndpoint(tx, actor, { endpointId: id })),
      ]);
    expect(await all(stranger)).toEqual(Array(5).fill('not_found'));
    expect(await all(world.platformAdmin)).toEqual(Array(5).fill('not_found'));
    expect(await all(world.northwindManager)).toEqual(Array(5).fill('forbidden'));
    expect(await all(admin)).toEqual(Array(5).fill('ok'));
    expect(codeOf(await withTenant(admin, (tx) => sendTestEvent(tx, admin, { endpointId: id })))).toBe('not_found');
    expect(codeOf(await withTenant(admin, (tx) => sendTestEvent(tx, admin, { endpointId: randomUUID() })))).toBe(
      'not_found',
    );
    expect(codeOf(await add(world.northwindManager))).toBe('forbidden');
  });
});
