import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  googleOrigins,
  startAuthentik,
  startGoogle,
  startMailCatcher,
  startMeta,
  startSendGrid,
  startSes,
  type AuthentikSimulator,
  type HttpSimulator,
  type MetaSimulator,
  type SendGridSimulator,
  type SesSimulator,
} from '@/lib/simulators';
import { authentikRights } from '../authentik';
import type { CheckReport } from '../check';
import type { Connection } from '../connection';
import type { SmtpMeans } from '../mail';
import { meansTo, patienceFor, usualFaults } from '../testing/outside';
import { forgetBreakers, unpaced } from '../wire';
import { createProbes, probes } from './index';

type Secret = Readonly<Record<string, string>>;

const settings: Readonly<Record<string, Secret>> = {
  authentik: { baseUrl: 'https://auth.partner.example' },
  ses: { region: 'eu-central-1' },
};
const origins: Readonly<Record<string, string>> = {
  'google-ads': googleOrigins[0],
  meta: 'https://graph.facebook.com',
  authentik: 'https://auth.partner.example',
  sendgrid: 'https://api.sendgrid.com',
  ses: 'https://email.eu-central-1.amazonaws.com',
};
const good: Readonly<Record<string, Secret>> = {
  'google-ads': { client_id: 'canary-client', client_secret: 'canary-client-secret' },
  meta: { app_id: '4711', app_secret: 'canary-app-secret' },
  authentik: { token: 'canary-token' },
  sendgrid: { api_key: 'SG.canary-key' },
  ses: { access_key_id: 'AKIACANARY', secret_access_key: 'canary/secret+key' },
};
/** The same with one part wrong, which still stands in no result. */
const wrong: Readonly<Record<string, Secret>> = {
  'google-ads': { client_id: 'canary-client', client_secret: 'canary-wrong' },
  meta: { app_id: '4711', app_secret: 'canary-wrong' },
  authentik: { token: 'canary-wrong' },
  sendgrid: { api_key: 'SG.canary-wrong' },
  ses: { access_key_id: 'AKIACANARY', secret_access_key: 'canary-wrong' },
};
const rights: Readonly<Record<string, readonly string[]>> = {
  authentik: authentikRights,
  sendgrid: ['mail.send'],
  ses: ['ses:GetAccount', 'SendingEnabled', 'ProductionAccessEnabled'],
};
const systems = Object.keys(good);

let simulators: Readonly<Record<string, HttpSimulator>>;
let meta: MetaSimulator;
let authentik: AuthentikSimulator;
let sendGrid: SendGridSimulator;
let ses: SesSimulator;

beforeAll(async () => {
  const means = { port: 0, holdMs: 400 };
  const google = await startGoogle(means);
  [meta, authentik, sendGrid, ses] = await Promise.all([
    startMeta(means),
    startAuthentik(means),
    startSendGrid(means),
    startSes(means),
  ]);
  google.tokens.addClient('canary-client', 'canary-client-secret');
  meta.addApp('4711', 'canary-app-secret');
  authentik.addToken('canary-token');
  sendGrid.addKey('SG.canary-key');
  ses.addKey({ keyId: 'AKIACANARY', secret: 'canary/secret+key' });
  simulators = { 'google-ads': google, meta, authentik, sendgrid: sendGrid, ses };
});
afterAll(async () => {
  await Promise.all(Object.values(simulators).map((each) => each.close()));
});
beforeEach(() => {
  forgetBreakers();
  for (const each of Object.values(simulators)) each.clear();
});

const simulatorOf = (system: string): HttpSimulator => {
  const found = simulators[system];
  if (!found) throw new Error(`${system} is not simulated`);
  return found;
};
const connectionOf = (system: string, secret: Secret | undefined): Connection => ({
  system,
  settings: settings[system] ?? {},
  secret: secret ?? {},
});
const look = async (system: string, connection: Connection | null, timeoutMs?: number): Promise<CheckReport> => {
  const [probe] = probes[system] ?? [];
  if (!probe) throw new Error(`${system} has no look`);
  const report = await probe.run({
    args: {},
    secret: {},
    connection: (name) => Promise.resolve(name === system ? connection : null),
    wire: meansTo(simulatorOf(system), origins[system] ?? '', timeoutMs),
  });
  const answered = report.results.map(({ id }) => id);
  expect(probe.asks.slice(0, answered.length)).toEqual(answered);
  return report;
};
const lookWith = (system: string, secret: Secret | undefined) => look(system, connectionOf(system, secret));
const missing = (id: string, system: string) => ({
  id,
  ok: false,
  code: 'permission_denied',
  args: { system, permission: id },
});

describe.each(systems)('a look at %s', (system) => {
  it('finds everything in order, and changes nothing', async () => {
    const report = await lookWith(system, good[system]);
    const expected = ['access', ...(rights[system] ?? [])].map((id) => ({ id, ok: true }));
    expect(report).toEqual({ ok: true, results: expected, facts: {} });
    expect(simulatorOf(system).ledger().length).toBeGreaterThan(0);
    expect(simulatorOf(system).ledger()).not.toContainEqual(expect.objectContaining({ effect: expect.any(String) }));
    expect(inspect([report, simulatorOf(system).ledger()], { depth: 9 })).not.toMatch(/canary/i);
  });

  it('says that the credential is wrong, or that there is none', async () => {
    const refused = await lookWith(system, wrong[system]);
    expect(refused).toMatchObject({ ok: false, results: [{ id: 'access', ok: false, code: 'credential_refused' }] });
    expect(inspect([refused, simulatorOf(system).ledger()], { depth: 9 })).not.toMatch(/canary/i);
    expect(await look(system, null)).toMatchObject({ ok: false, results: [{ id: 'access', code: 'not_connected' }] });
    const empty = await lookWith(system, {});
    expect(empty).toMatchObject({
      results: [{ id: 'access', code: system === 'authentik' ? 'credential_refused' : 'not_connected' }],
    });
  });

  // Meta tells a conflict by a number of its own.
  const own: Readonly<Record<string, string>> = { meta: 'status_409' };
  const faults = usualFaults.filter(([fault]) => fault !== own[system]);
  it.each(faults)('answers %s with %s', async (fault, code) => {
    simulatorOf(system).fault(fault);
    const report = await look(system, connectionOf(system, good[system]), patienceFor(fault));
    expect(report).toMatchObject({ ok: false, results: [{ id: 'access', ok: false, code }] });
    expect(inspect([report, simulatorOf(system).ledger()], { depth: 9 })).not.toMatch(/canary/i);
  });
});

describe('a look that finds a right missing', () => {
  it('names the right of a key at SendGrid', async () => {
    sendGrid.addKey('SG.reader', false);
    expect(await lookWith('sendgrid', { api_key: 'SG.reader' })).toMatchObject({
      ok: false,
      results: [{ id: 'access', ok: true }, missing('mail.send', 'SendGrid')],
    });
  });

  it('names the rights of a token at Authentik, and tries nothing out for an administrator', async () => {
    await lookWith('authentik', good.authentik);
    expect(authentik.ledger().map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /api/v3/core/users/me/']);
    authentik.addToken('reader', false);
    expect((await lookWith('authentik', { token: 'reader' })).results).toEqual([
      { id: 'access', ok: true },
      { id: 'authentik_core.view_group', ok: true },
      missing('authentik_core.add_group', 'Authentik'),
      { id: 'authentik_core.view_user', ok: true },
      missing('authentik_core.add_user', 'Authentik'),
    ]);
    authentik.addToken('groups', ['view_group', 'add_group']);
    const failing = (await lookWith('authentik', { token: 'groups' })).results.filter(({ ok }) => !ok);
    expect(failing.map(({ id }) => id)).toEqual(['authentik_core.view_user', 'authentik_core.add_user']);
    authentik.addToken('exact', ['view_group', 'add_group', 'view_user', 'add_user']);
    expect(await lookWith('authentik', { token: 'exact' })).toMatchObject({ ok: true });
    expect([authentik.groups(), authentik.users()]).toEqual([[], []]);
  });

  it('tells at SES the right to look, sending that was stopped, and the sandbox', async () => {
    ses.addKey({ keyId: 'AKIABLIND', secret: 'blind' }, false);
    expect(await lookWith('ses', { access_key_id: 'AKIABLIND', secret_access_key: 'blind' })).toMatchObject({
      ok: false,
      results: [{ id: 'access', ok: true }, missing('ses:GetAccount', 'Amazon SES')],
    });
    ses.pause(true);
    ses.confine(true);
    expect(await lookWith('ses', good.ses)).toMatchObject({
      ok: false,
      results: [
        { id: 'access', ok: true },
        { id: 'ses:GetAccount', ok: true },
        { id: 'SendingEnabled', ok: false, code: 'sending_paused', args: { system: 'Amazon SES' } },
        { id: 'ProductionAccessEnabled', ok: false, code: 'sandbox_only', args: { system: 'Amazon SES' } },
      ],
    });
    ses.pause(false);
    ses.confine(false);
    expect(await lookWith('ses', good.ses)).toMatchObject({ ok: true });
  });
});

describe('a look at advertising networks', () => {
  it('puts no secret of ours into an address', async () => {
    await lookWith('meta', good.meta);
    await lookWith('meta', { app_id: '1', app_secret: 'canary-app-secret' });
    expect(meta.addresses().length).toBeGreaterThanOrEqual(2);
    for (const address of meta.addresses()) expect(address).not.toMatch(/canary|4711|token/);
  });

  it('does not know an app, or a client, of another id', async () => {
    for (const [system, secret] of [
      ['meta', { app_id: '1', app_secret: 'canary-app-secret' }],
      ['google-ads', { client_id: 'another', client_secret: 'canary-client-secret' }],
    ] as const) {
      expect(await lookWith(system, secret)).toMatchObject({ results: [{ code: 'credential_refused' }] });
    }
  });
});

describe('a look at a mail server', () => {
  const run = async (smtp: SmtpMeans, port: number) => {
    const [probe] = createProbes(smtp).smtp ?? [];
    if (!probe) throw new Error('SMTP has no look');
    return probe.run({
      args: {},
      secret: {},
      connection: () =>
        Promise.resolve({ system: 'smtp', settings: { host: 'mail.partner.example', port: String(port) }, secret: {} }),
      wire: { fetch: () => Promise.reject(new Error('not asked')), pace: unpaced, now: () => new Date() },
    });
  };
  const here: SmtpMeans = {
    resolve: () => Promise.resolve(['127.0.0.1']),
    listed: () => ['mail.partner.example:1', 'mail.partner.example:587'],
  };

  it('connects and goes without a mail', async () => {
    const catcher = await startMailCatcher({ port: 0 });
    const listed = { ...here, listed: () => [`mail.partner.example:${catcher.port}`] };
    expect(await run(listed, catcher.port)).toEqual({ ok: true, results: [{ id: 'access', ok: true }], facts: {} });
    expect(catcher.mail()).toEqual([]);
    await catcher.close();
  });

  it('says that nobody listens, and knocks at no inner address', async () => {
    expect(await run(here, 1)).toMatchObject({ ok: false, results: [{ id: 'access', code: 'unreachable' }] });
    const inner = { ...here, listed: () => [] };
    expect(await run(inner, 587)).toMatchObject({ ok: false, results: [{ id: 'access', code: 'address_refused' }] });
  });
});
