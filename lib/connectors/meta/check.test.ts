import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startMeta, type HttpFault, type MetaSimulator, type MetaUser } from '@/lib/simulators';
import type { CheckContext, CheckReport } from '../check';
import { routedMeans } from '../testing/google-world';
import { patienceFor } from '../testing/outside';
import { forgetBreakers, type WireMeans } from '../wire';
import { metaApi, metaCheck, metaScopes } from './index';

let meta: MetaSimulator;
let wire: WireMeans;
const token = 'EAAcanaryToken';
const user: MetaUser = {
  name: 'Acme Marketing',
  appId: '4711',
  scopes: ['ads_read'],
  accounts: ['act_12345678'],
  expiresAt: Date.UTC(2099, 0, 2) / 1000,
  dataAccessExpiresAt: Date.UTC(2099, 0, 1) / 1000,
};
const origins = ['https://graph.facebook.com'];
const ours = { system: 'meta', settings: {}, secret: { app_id: '4711', app_secret: 'canary-app-secret' } };

beforeAll(async () => {
  meta = await startMeta({ holdMs: 1200 });
  wire = routedMeans(meta.origin, origins);
  meta.addApp('4711', 'canary-app-secret');
});
afterAll(() => meta.close());
beforeEach(() => {
  meta.clear();
  meta.addToken(token, user);
  forgetBreakers();
});

const look = (change: Partial<CheckContext> = {}): Promise<CheckReport> =>
  metaCheck.run({
    args: { accountIds: ['act_12345678'] },
    secret: { access_token: token },
    connection: () => Promise.resolve(ours),
    wire,
    ...change,
  });

describe('the look at Meta', () => {
  it('succeeds when /me is 200, the scopes are there and the accounts open; says when the token ends @req G28', async () => {
    expect(await look()).toEqual({
      ok: true,
      results: [
        { id: '/me', ok: true },
        { id: 'ads_read', ok: true },
        { id: 'act_12345678', ok: true },
      ],
      facts: {
        account: 'Acme Marketing',
        scopes: 'ads_read',
        apiVersion: 'v25.0',
        endsAt: '2099-01-01T00:00:00.000Z',
      },
    });
    expect(meta.ledger()[0]).toMatchObject({ method: 'GET', path: '/v25.0/me', status: 200 });
  });

  it('never puts a token or our secret into an address @req G28 G33', async () => {
    await look();
    await look({ connection: () => Promise.resolve(null) });
    expect(meta.addresses().length).toBeGreaterThan(4);
    for (const address of meta.addresses()) expect(address).not.toMatch(/canary|EAA|access_token|input_token/);
  });

  it('needs one scope only, and names it when it is missing @req G31', async () => {
    expect(metaScopes).toEqual(['ads_read']);
    meta.addToken(token, { ...user, scopes: ['public_profile'] });
    expect((await look()).results).toEqual([
      { id: '/me', ok: true },
      { id: 'ads_read', ok: false, code: 'permission_denied', args: { system: 'Meta', permission: 'ads_read' } },
      {
        id: 'act_12345678',
        ok: false,
        code: 'permission_denied',
        args: { system: 'Meta', permission: 'act_12345678' },
      },
    ]);
  });

  it('takes a token that may do more', async () => {
    meta.addToken(token, { ...user, scopes: ['ads_management'] });
    expect((await look({ args: {} })).ok).toBe(true);
  });

  it('does without an app of ours, and with a token of another app', async () => {
    const without = await look({ connection: () => Promise.resolve(null) });
    expect(without).toMatchObject({ ok: true, facts: { scopes: 'ads_read' } });
    expect(without.facts.endsAt).toBeUndefined();
    meta.addToken(token, { ...user, appId: '1' });
    expect(await look()).toMatchObject({ ok: true, facts: { scopes: 'ads_read' } });
  });

  it('holds an app of ours that Meta does not know against us, and not against the customer', async () => {
    for (const wrong of [
      { app_id: '999', app_secret: 'canary-app-secret' },
      { app_id: '4711', app_secret: 'canary-wrong' },
    ]) {
      const report = await look({ connection: () => Promise.resolve({ ...ours, secret: wrong }) });
      expect(report).toMatchObject({ ok: false, results: [{ id: '/me', ok: false, code: 'not_connected' }] });
    }
  });

  it('refuses a token that is unknown, withdrawn or over, and an account that is not opened @req G26', async () => {
    expect((await look({ args: { accountIds: 'act_9, 123' } })).results.slice(2)).toMatchObject([
      { id: 'act_9', ok: false, code: 'permission_denied' },
      { id: '123', ok: false, code: 'permission_denied' },
    ]);
    meta.addToken(token, { ...user, expiresAt: 1000 });
    expect((await look()).results).toMatchObject([{ id: '/me', ok: false, code: 'credential_refused' }]);
    meta.revoke(token);
    expect((await look()).results).toMatchObject([{ id: '/me', ok: false, code: 'credential_refused' }]);
    expect((await look({ secret: {} })).results).toMatchObject([{ code: 'credential_missing' }]);
  });

  it('speaks the version of the connection, ours otherwise', async () => {
    const older = { ...ours, settings: { apiVersion: 'v24.0' } };
    expect((await look({ connection: () => Promise.resolve(older) })).facts.apiVersion).toBe('v24.0');
    const wrong = { ...ours, settings: { apiVersion: '../evil' } };
    expect((await look({ connection: () => Promise.resolve(wrong) })).results[0]?.code).toBe('not_connected');
    expect(metaApi.endsOn).toBe('2028-07-29');
  });

  const faults: readonly (readonly [HttpFault, string])[] = [
    ['timeout', 'timed_out'],
    ['drip', 'timed_out'],
    ['reset', 'unreachable'],
    ['garbage', 'answer_unreadable'],
    ['status_401', 'credential_refused'],
    ['status_403', 'permission_denied'],
    ['status_429', 'rate_limited'],
    ['status_500', 'unavailable'],
  ];
  it.each(faults)(
    '%s is a result at the place where it came, and no secret is in it @req G29 G33',
    async (fault, code) => {
      meta.fault(fault, { match: '/me' });
      const patience = patienceFor(fault);
      const first = await look(patience === undefined ? {} : { wire: routedMeans(meta.origin, origins, patience) });
      expect(first.results).toMatchObject([{ id: '/me', ok: false, code }]);
      forgetBreakers();
      meta.fault('status_500', { match: 'POST' });
      const second = await look();
      expect(second.results).toMatchObject([{ ok: false, code: 'unavailable' }]);
      expect(inspect([first, second, meta.ledger()], { depth: 9 })).not.toMatch(/canary|EAA/);
    },
  );
});
