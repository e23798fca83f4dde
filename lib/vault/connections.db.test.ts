import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConnectorError, unpaced } from '@/lib/connectors';
import type { Outcome } from '@/lib/errors';
import { immediate } from '@/lib/platform/jobs';
import { safeFetch } from '@/lib/platform/http';
import { systemMeans } from '@/lib/platform/means';
import { withTenant, type Actor } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import {
  checkConnection,
  checkConnectionWorkflow,
  listConnections,
  openConnection,
  removeConnection,
  saveConnection,
  type ConnectionCheckEnvironment,
} from './index';

let database: TestDatabase;
let world: TestWorld;
let admin: Actor;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  admin = world.northwindAdmin;
});
afterAll(() => database.close());
beforeEach(() => database.sql('delete from connections'));

const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'ok' : outcome.refusal.code);
const secret = () => ({ token: `canary-${randomUUID()}` });
const save = (
  given: Record<string, string> = secret(),
  actor = admin,
  settings = { baseUrl: 'https://grafana.example' },
) => withTenant(actor, (tx) => saveConnection(tx, actor, { system: 'grafana', settings, secret: given }));
const row = async (actor = admin) => {
  const rows = await withTenant(actor, (tx) => listConnections(tx, actor));
  if (!rows.ok) throw new Error(rows.refusal.code);
  return rows.value.find(({ system }) => system === 'grafana')?.connection ?? null;
};
const open = () => openConnection(world.northwind.id, 'grafana', 'run:1:dashboard');

describe('a connection of an owner', () => {
  it('is kept sealed, opened for a purpose that is audited, and never shown @req G30', async () => {
    const given = secret();
    expect(codeOf(await save(given))).toBe('ok');
    const stored = await row();
    expect(stored).toMatchObject({
      settings: { baseUrl: 'https://grafana.example' },
      status: 'unchecked',
      lastUsedAt: null,
    });
    expect(JSON.stringify([stored, await database.sql('select to_jsonb(c) from connections c')])).not.toContain(
      given.token,
    );
    expect(await open()).toEqual({
      system: 'grafana',
      settings: { baseUrl: 'https://grafana.example' },
      secret: given,
    });
    expect((await row())?.lastUsedAt).toBeInstanceOf(Date);
    const audits = await database.sql("select details from audit_logs where action = 'connection.opened'");
    expect(audits).toEqual([{ details: { system: 'grafana', purpose: 'run:1:dashboard' } }]);
    await expect(withTenant(admin, (tx) => tx.$queryRaw`select sealed from connections`)).rejects.toThrow(/42501/);
  });

  it('keeps its secret when only the settings are typed, and takes a new one whole', async () => {
    const [one, two] = [secret(), secret()];
    await save(one);
    const settings = { baseUrl: 'https://grafana.example', folderUid: 'customers' };
    expect(codeOf(await save({}, admin, settings))).toBe('ok');
    expect(await open()).toMatchObject({ settings, secret: one });
    await save(two);
    expect((await open())?.secret).toEqual(two);
  });

  it('does not show its secret to another address unless that is given again', async () => {
    const given = secret();
    await save(given);
    const elsewhere = { baseUrl: 'https://other.example' };
    expect(await save({}, admin, elsewhere)).toMatchObject({
      refusal: { fields: { token: [{ code: 'field.required' }] } },
    });
    expect(await open()).toMatchObject({ settings: { baseUrl: 'https://grafana.example' }, secret: given });
    expect(codeOf(await save(given, admin, elsewhere))).toBe('ok');
    expect(await open()).toMatchObject({ settings: elsewhere, secret: given });
  });

  it('forgets a secret that is optional when the address changes', async () => {
    const system = 'prometheus';
    const put = (given: Record<string, string>, baseUrl: string) =>
      withTenant(admin, (tx) => saveConnection(tx, admin, { system, settings: { baseUrl }, secret: given }));
    const now = () => openConnection(world.northwind.id, system, 'test');
    const given = secret();
    expect(codeOf(await put(given, 'https://one.example'))).toBe('ok');
    expect(codeOf(await put({}, 'https://one.example'))).toBe('ok');
    expect((await now())?.secret).toEqual(given);
    expect(codeOf(await put({}, 'https://two.example'))).toBe('ok');
    expect((await now())?.secret).toEqual({});
  });

  it('needs what the system needs', async () => {
    expect(await save({}, admin)).toMatchObject({ refusal: { fields: { token: [{ code: 'field.required' }] } } });
    expect(await save(secret(), admin, { baseUrl: 'grafana' })).toMatchObject({
      refusal: { fields: { baseUrl: [{ code: 'field.url_format' }] } },
    });
    const unknown = { system: 'no-such-system', settings: {}, secret: {} };
    expect(codeOf(await withTenant(admin, (tx) => saveConnection(tx, admin, unknown)))).toBe('not_found');
  });

  it('is for administrators, and another owner has none', async () => {
    await save();
    expect(codeOf(await save(secret(), world.northwindManager))).toBe('forbidden');
    expect(codeOf(await withTenant(world.acmeOwner, (tx) => listConnections(tx, world.acmeOwner)))).toBe('forbidden');
    const stranger = await world.alufuq.member('admin');
    expect(await row(stranger)).toBeNull();
    for (const use of [checkConnection, removeConnection]) {
      expect(codeOf(await withTenant(stranger, (tx) => use(tx, stranger, { system: 'grafana' })))).toBe('not_found');
    }
    expect(await openConnection(world.alufuq.id, 'grafana', 'test')).toBeNull();
    expect(await open()).not.toBeNull();
  });

  it('is gone when it is removed, with its secret', async () => {
    await save();
    expect(codeOf(await withTenant(admin, (tx) => removeConnection(tx, admin, { system: 'grafana' })))).toBe('ok');
    expect(await open()).toBeNull();
    expect(await database.sql('select sealed from connections')).toEqual([{ sealed: null }]);
    expect(codeOf(await save())).toBe('ok');
  });
});

describe('looking at a connection', () => {
  const check = () => withTenant(admin, (tx) => checkConnection(tx, admin, { system: 'grafana' }));
  const perform = async (connection: ConnectionCheckEnvironment['connection'], unexpected: unknown[] = []) => {
    const [found] = await database.sql<{ id: string }>('select id from connections');
    const environment: ConnectionCheckEnvironment = {
      wire: { fetch: safeFetch, pace: unpaced, now: () => new Date() },
      connection,
      means: systemMeans,
      onUnexpected: (error) => unexpected.push(error),
    };
    await checkConnectionWorkflow(environment)(immediate, {
      tenantId: world.northwind.id,
      connectionId: found?.id ?? '',
    });
  };

  it('keeps what was found, with its cause', async () => {
    expect(codeOf(await check())).toBe('not_found');
    await save();
    expect(codeOf(await check())).toBe('ok');
    expect((await row())?.status).toBe('checking');
    await perform(() => Promise.reject(new ConnectorError('unreachable', { system: 'Grafana' })));
    expect(await row()).toMatchObject({ status: 'failed', results: [{ id: 'access', code: 'unreachable' }] });
  });

  it('is asked for of what answers on behalf of customers too, and of no system that we do not know', async () => {
    const meta = { system: 'meta', settings: {}, secret: { app_id: '4711', app_secret: 'canary' } };
    expect(codeOf(await withTenant(admin, (tx) => saveConnection(tx, admin, meta)))).toBe('ok');
    const rows = await withTenant(admin, (tx) => listConnections(tx, admin));
    const marked = rows.ok ? rows.value.filter(({ perCustomer }) => perCustomer).map(({ system }) => system) : [];
    expect(marked).toEqual(['google-ads', 'meta']);
    const ask = (system: string) => withTenant(admin, (tx) => checkConnection(tx, admin, { system }));
    expect(codeOf(await ask('meta'))).toBe('ok');
    expect(codeOf(await ask('no-such-system'))).toBe('not_found');
    await perform(() => Promise.resolve(null));
    const kept = await database.sql('select status, results from connections');
    expect(kept).toMatchObject([{ status: 'failed', results: [{ id: 'access', code: 'not_connected' }] }]);
  });

  it('says nothing about a connection that was saved again meanwhile', async () => {
    await save();
    await check();
    await perform(async () => {
      await save();
      throw new ConnectorError('credential_refused', { system: 'Grafana' });
    });
    expect((await row())?.status).toBe('unchecked');
  });

  it('reports what nobody foresaw, and does not hang', async () => {
    await save();
    await check();
    const unexpected: unknown[] = [];
    await perform(() => Promise.reject(new TypeError('a fault of ours')), unexpected);
    expect((await row())?.results[0]?.code).toBe('unexpected');
    expect(unexpected).toHaveLength(1);
  });
});
