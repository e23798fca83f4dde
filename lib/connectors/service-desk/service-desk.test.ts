import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSafeFetch } from '@/lib/platform/http';
import { startServiceDesk, type HttpFault, type ServiceDeskSimulator } from '@/lib/simulators';
import type { CheckContext } from '../check';
import { patienceFor } from '../testing/outside';
import { forgetBreakers, unpaced, type WireMeans } from '../wire';
import {
  connectivityCheck,
  markOf,
  permissionsCheck,
  serviceDesk,
  serviceDeskAccess,
  serviceDeskProfiles,
} from './index';

const host = 'acme-corp.servicedeskplus.com';
const url = `https://${host}`;
let simulator: ServiceDeskSimulator;
let means: WireMeans;
let key = '';

const meansFor = (timeoutMs?: number): WireMeans => ({
  fetch: createSafeFetch({
    allowedEndpoints: [simulator.origin],
    routes: { 'https://*.servicedeskplus.com': simulator.origin, 'https://accounts.zoho.eu': simulator.origin },
    resolve: () => Promise.resolve(['127.0.0.1']),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  }),
  pace: unpaced,
  now: () => new Date(),
});

beforeAll(async () => {
  simulator = await startServiceDesk({ port: 0, holdMs: 400, retryMs: 20 });
  means = meansFor();
  key = simulator.addKey(host);
});
afterAll(() => simulator.close());
beforeEach(() => {
  forgetBreakers();
  simulator.clear();
  simulator.deliveries.clear();
  const instance = simulator.instance(host);
  instance.tickets.length = 0;
  instance.hooks.length = 0;
  instance.apiEnabled = true;
  instance.notesInList = true;
});

const context = (args: CheckContext['args'] = {}, apiKey = key, wire = means): CheckContext => ({
  args: { url, ...args },
  secret: { api_key: apiKey },
  connection: () => Promise.resolve(null),
  wire,
});
const effects = () => simulator.ledger().flatMap(({ effect }) => effect ?? []);

describe.each(serviceDeskProfiles)('the service desk in the dialect %s', (profile) => {
  const desk = (apiKey = key, wire = means) => serviceDesk({ url, profile, key: apiKey }, wire);

  it('creates, finds, notes, closes and removes a ticket @req M24 @req M28', async () => {
    const made = await desk().createTicket({
      subject: 'Test ticket',
      description: 'One <b>line</b> & "another"\nAnd a second',
      key: 'run:a',
    });
    expect(made).toMatchObject({ description: 'One <b>line</b> & "another"\nAnd a second', status: 'Open' });
    expect(made.subject).toBe(`Test ticket [${markOf('run:a')}]`);
    expect(made.createdAt).toBeInstanceOf(Date);
    expect(await desk().findTicketByKey('run:a')).toMatchObject({ id: made.id });
    expect(await desk().findTicketByKey('run:b')).toBeNull();
    expect(await desk().listTickets(5)).toHaveLength(1);

    const note = await desk().addWorkNote(made.id, 'A <summary>\nof it', 'run:n');
    expect(note.text).toBe(`A <summary>\nof it\n\n[${markOf('run:n')}]`);
    expect(await desk().addWorkNote(made.id, 'A <summary>\nof it', 'run:n')).toEqual(note);
    expect(await desk().listWorkNotes(made.id)).toEqual([note]);

    expect(await desk().closeTicket(made.id)).toBe(true);
    expect(await desk().closeTicket(made.id)).toBe(true);
    expect(await desk().getTicket(made.id)).toMatchObject({ status: 'Closed' });
    expect(await desk().deleteTicket(made.id)).toBe(true);
    expect(await desk().deleteTicket(made.id)).toBe(false);
    expect(await desk().closeTicket(made.id)).toBe(false);
    expect(await desk().getTicket(made.id)).toBeNull();
    expect(await desk().findTicketByKey('run:a')).toBeNull();
  });

  it('creates one ticket and one note although the answer to the first attempt was lost', async () => {
    const ticket = { subject: 'Once', description: '', key: 'run:once' };
    simulator.fault('after_effect', { match: 'POST' });
    await expect(desk().createTicket(ticket)).rejects.toMatchObject({ code: 'unreachable', retryable: true });
    const made = await desk().createTicket(ticket);
    simulator.fault('after_effect', { match: 'POST' });
    await expect(desk().addWorkNote(made.id, 'text', 'run:note')).rejects.toMatchObject({ code: 'unreachable' });
    await desk().addWorkNote(made.id, 'text', 'run:note');
    expect(effects().map((effect) => effect.split(' ')[0])).toEqual(['ticket.created', 'note.added']);
  });

  it('finds the oldest of two tickets that a doubled request has made, until none is left', async () => {
    simulator.fault('duplicate', { match: 'POST' });
    await desk().createTicket({ subject: 'Twice', description: '', key: 'run:twice' });
    let removed = 0;
    for (let found = await desk().findTicketByKey('run:twice'); found; removed += 1) {
      await desk().deleteTicket(found.id);
      found = await desk().findTicketByKey('run:twice');
    }
    expect(removed).toBe(2);
  });

  it('deletes what a doubled request has made too much, and nothing else', async () => {
    const other = await desk().createTicket({ subject: 'Other', description: '', key: 'run:other' });
    simulator.fault('duplicate', { match: 'POST' });
    const kept = await desk().createTicket({ subject: 'Twice', description: '', key: 'run:double' });
    expect(await desk().deleteDoubles('run:double', kept.id)).toBe(1);
    expect(await desk().deleteDoubles('run:double', kept.id)).toBe(0);
    expect((await desk().listTickets(5)).map(({ id }) => id).sort()).toEqual([other.id, kept.id].sort());
  });

  const faults: readonly [HttpFault, string][] = [
    ['timeout', 'timed_out'],
    ['late', 'timed_out'],
    ['drip', 'timed_out'],
    ['reset', 'unreachable'],
    ['garbage', 'answer_unreadable'],
    ['status_401', 'credential_refused'],
    ['status_403', 'permission_denied'],
    ['status_409', 'already_exists'],
    ['status_429', 'rate_limited'],
    ['status_500', 'unavailable'],
    ['status_503', 'unavailable'],
  ];
  it.each(faults)('answers %s with %s and works again afterwards', async (fault, code) => {
    simulator.fault(fault);
    const failure = desk(key, meansFor(patienceFor(fault))).listTickets(5);
    await expect(failure).rejects.toMatchObject({ code, args: { system: 'ServiceDesk Plus' } });
    await expect(failure).rejects.not.toThrow(key);
    simulator.clear();
    expect(await desk().listTickets(5)).toEqual([]);
  });
});

it('lists tickets whose descriptions are larger than any answer may be', async () => {
  const desk = serviceDesk({ url, profile: 'sdp-cloud-v3', key }, means);
  const { id } = await simulator.saveTicket(host, 'Pictures', `<img src="data:${'A'.repeat(1_500_000)}">see`);
  expect(await desk.listTickets(5)).toMatchObject([{ id, description: 'see' }]);
});

it('reads notes one by one where a list leaves their text out', async () => {
  const desk = serviceDesk({ url, profile: 'sdp-cloud-v3', key }, means);
  simulator.instance(host).notesInList = false;
  const { id } = await desk.createTicket({ subject: 'Notes', description: '', key: 'n' });
  await desk.addWorkNote(id, 'first', '1');
  await desk.addWorkNote(id, 'second', '2');
  expect((await desk.listWorkNotes(id)).map(({ text }) => text.split('\n')[0])).toEqual(['first', 'second']);
});

it('takes the portal from an address that somebody copied out of the browser', async () => {
  const desk = serviceDesk(
    { url: `${url}/app/itdesk/HomePage.do?x=1#top`, profile: 'sdp-cloud-v3', key: ` ${key}\n` },
    means,
  );
  expect(await desk.listTickets(1)).toEqual([]);
  expect(simulator.ledger()[0]?.path).toBe('/app/itdesk/api/v3/requests');
});

describe('keys of the cloud, fetched at Zoho', () => {
  const opened = (changes: Record<string, string> = {}) => {
    const { clientId, clientSecret, refreshToken } = simulator.addClient(host);
    const parts = { client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken, data_centre: 'EU' };
    return serviceDeskAccess(url, 'sdp-cloud-v3', { ...parts, ...changes });
  };
  const fetched = () => simulator.ledger().filter(({ path }) => path === '/oauth/v2/token').length;

  it('are fetched once, and anew when one was withdrawn', async () => {
    const access = opened();
    const before = new Set(simulator.instance(host).keys.keys());
    expect(await serviceDesk(access, means).listTickets(1)).toEqual([]);
    expect(await serviceDesk(access, means).listTickets(1)).toEqual([]);
    expect(fetched()).toBe(1);
    for (const one of simulator.instance(host).keys.keys()) {
      if (!before.has(one)) simulator.instance(host).keys.delete(one);
    }
    expect(await serviceDesk(access, means).listTickets(1)).toEqual([]);
    expect(fetched()).toBe(2);
  });

  it('are fetched anew when their hour is over', async () => {
    const access = opened();
    let now = Date.now();
    const later: WireMeans = { ...means, now: () => new Date(now) };
    await serviceDesk(access, later).listTickets(1);
    now += 58 * 60_000;
    await serviceDesk(access, later).listTickets(1);
    expect(fetched()).toBe(1);
    now += 2 * 60_000;
    await serviceDesk(access, later).listTickets(1);
    expect(fetched()).toBe(2);
  });

  it('are not given for a wrong secret, token or place, and say so as a wrong key @req M19', async () => {
    for (const [part, wrong] of [
      ['client_secret', 'wrong'],
      ['refresh_token', 'wrong'],
      ['data_centre', 'mars'],
      ['data_centre', 'constructor'],
    ] as const) {
      await expect(serviceDesk(opened({ [part]: wrong }), means).listTickets(1)).rejects.toMatchObject({
        code: 'credential_refused',
        args: { system: 'Zoho' },
      });
    }
    const secret = { client_id: 'a', client_secret: 'b', refresh_token: 'c', data_centre: 'eu' };
    const report = await connectivityCheck.run({ ...context({ profile: 'sdp-cloud-v3' }), secret });
    expect(report.results[0]).toMatchObject({ code: 'key_wrong', args: { system: 'ServiceDesk Plus' } });
    simulator.fault('status_503', { match: '/oauth/' });
    const outage = await connectivityCheck.run({ ...context({ profile: 'sdp-cloud-v3' }), secret });
    expect(outage.results[0]).toMatchObject({ code: 'unavailable', args: { system: 'Zoho' } });
  });

  it('are not asked for more often than Zoho gives them', async () => {
    const access = opened();
    const later = (minutes: number): WireMeans => ({ ...means, now: () => new Date(Date.now() + minutes * 60_000) });
    for (let hour = 0; hour < 10; hour += 1) await serviceDesk(access, later(hour * 60)).listTickets(1);
    await expect(serviceDesk(access, later(600)).listTickets(1)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 600_000,
    });
  });

  it('stand in no address', async () => {
    const access = opened();
    const asked: string[] = [];
    const watched: WireMeans = {
      ...means,
      fetch: (address, request) => {
        asked.push(String(address));
        return means.fetch(address, request);
      },
    };
    await serviceDesk(access, watched).listTickets(1);
    expect(asked).toHaveLength(2);
    expect(asked.join()).not.toContain(access.zoho?.refreshToken);
    expect(asked.join()).not.toContain(access.zoho?.clientSecret);
  });
});

describe('the connectivity test', () => {
  it.each(serviceDeskProfiles)('is three assertions, in the dialect %s @req M18 @req M17', async (profile) => {
    const report = await connectivityCheck.run(context({ profile }));
    expect(report).toEqual({
      ok: true,
      results: ['http.200', 'tickets.list', 'not.401'].map((id) => ({ id, ok: true })),
      facts: { status: '200', tickets: '0' },
    });
    expect(connectivityCheck.asks).toEqual(report.results.map(({ id }) => id));
  });

  const codes = async (checked: CheckContext) => {
    const report = await connectivityCheck.run(checked);
    expect(report.ok).toBe(false);
    expect(JSON.stringify(report)).not.toContain(key);
    return {
      codes: [...new Set(report.results.flatMap(({ code }) => code ?? []))],
      held: report.results.filter(({ ok }) => ok).map(({ id }) => id),
    };
  };

  it('names a key that was copied wrongly @req M19 @req M41', async () => {
    expect(await codes(context({}, `${key}0`))).toEqual({ codes: ['key_wrong'], held: [] });
    expect(await codes(context({}, `${key.slice(0, 9)} ${key.slice(9)}`))).toEqual({ codes: ['key_wrong'], held: [] });
  });

  it('names a wrong address @req M19 @req M41', async () => {
    expect(await codes(context({ url: 'https://acme-crop.servicedeskplus.com' }))).toEqual({
      codes: ['url_wrong'],
      held: ['not.401'],
    });
    expect(await codes(context({ url: 'https://192.168.1.4' }))).toEqual({ codes: ['url_wrong'], held: [] });
    expect(await codes(context({ url: 'acme' }))).toEqual({ codes: ['url_wrong'], held: [] });
    simulator.fault('garbage');
    expect(await codes(context())).toEqual({ codes: ['url_wrong'], held: ['http.200', 'not.401'] });
  });

  it('names an API that is turned off @req M2 @req M19 @req M41', async () => {
    simulator.instance(host).apiEnabled = false;
    expect(await codes(context())).toEqual({ codes: ['api_disabled'], held: ['not.401'] });
    expect((await permissionsCheck.run(context())).results[0]).toMatchObject({
      id: 'api.enabled',
      code: 'api_disabled',
    });
    simulator.instance(host).apiEnabled = true;
    expect(await connectivityCheck.run(context())).toMatchObject({ ok: true });
    expect((await permissionsCheck.run(context())).results[0]).toEqual({ id: 'api.enabled', ok: true });
  });

  it('names a firewall @req M19 @req M41', async () => {
    simulator.fault('timeout');
    expect(await codes(context({}, key, meansFor(patienceFor('timeout'))))).toEqual({ codes: ['firewall'], held: [] });
    simulator.fault('reset');
    expect(await codes(context())).toEqual({ codes: ['firewall'], held: [] });
  });

  it('keeps what is none of the four', async () => {
    simulator.fault('status_503');
    expect(await codes(context())).toEqual({ codes: ['unavailable'], held: ['not.401'] });
  });

  it('says that there is no key', async () => {
    expect(await codes(context({}, ' '))).toEqual({ codes: ['credential_missing'], held: [] });
  });
});

describe.each(serviceDeskProfiles)('the test of permissions in the dialect %s', (profile) => {
  const names = ['api.enabled', 'tickets.read', 'tickets.write', 'notes.read'];

  it('finds them all, by name, and leaves nothing behind @req M5 @req M2', async () => {
    expect(await permissionsCheck.run(context({ profile }))).toEqual({
      ok: true,
      results: names.map((id) => ({ id, ok: true })),
      facts: {},
    });
    await simulator.saveTicket(host, 'There');
    expect(await permissionsCheck.run(context({ profile }))).toMatchObject({ ok: true });
    expect(effects()).toEqual([]);
    expect(simulator.instance(host).tickets).toHaveLength(1);
  });

  it.each([
    ['tickets.read', ['tickets.write', 'notes.read']],
    ['tickets.write', ['tickets.read', 'notes.read']],
    ['notes.read', ['tickets.read', 'tickets.write']],
  ] as const)('names %s alone when only that is missing @req M5', async (missing, granted) => {
    await simulator.saveTicket(host, 'There');
    const report = await permissionsCheck.run(context({ profile }, simulator.addKey(host, granted)));
    expect(report.ok).toBe(false);
    expect(report.results.filter(({ ok }) => !ok)).toEqual([
      {
        id: missing,
        ok: false,
        code: 'permission_denied',
        args: { system: 'ServiceDesk Plus', permission: missing },
      },
    ]);
    expect(effects()).toEqual([]);
  });

  it('says key_wrong for each when the key is unknown @req M41', async () => {
    const report = await permissionsCheck.run(context({ profile }, 'unknown'));
    expect(report.results.map(({ id, code }) => [id, code])).toEqual(names.map((id) => [id, 'key_wrong']));
  });
});

describe('the simulator’s webhooks', () => {
  type Got = { signature: string; body: string };
  let receiver: Server;
  let got: Got[] = [];
  let answers: number[] = [];
  const secret = 'b'.repeat(64);
  const signed = ({ body }: Got) => createHmac('sha256', secret).update(body).digest('hex');
  const hookUrl = () =>
    `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhook/servicedesk?tenant_id=acme-corp`;
  const subjects = () => got.map(({ body }) => (JSON.parse(body) as { subject: string }).subject);

  beforeEach(async () => {
    got = [];
    answers = [];
    receiver = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        got.push({ signature: String(request.headers['x-sdp-signature']), body: Buffer.concat(parts).toString() });
        response.writeHead(answers.shift() ?? 200).end('{}');
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise<void>((resolve) => void receiver.close(() => resolve())));

  it('come signed when a ticket is created @req M20 @req M21', async () => {
    simulator.addHook(host, { url: hookUrl(), secret });
    const ticket = await simulator.saveTicket(host, 'Test ticket', 'This is a test ticket');
    expect(got).toHaveLength(1);
    expect(got[0]?.signature).toBe(got[0] && signed(got[0]));
    expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({ event: 'ticket.created', ticket_id: ticket.id });
  });

  it('are tried four times, and then given up @req M22', async () => {
    simulator.addHook(host, { url: hookUrl(), secret });
    answers = [500, 503];
    await simulator.saveTicket(host, 'Third time');
    expect(got).toHaveLength(3);
    answers = [500, 500, 500, 500];
    await simulator.saveTicket(host, 'Never');
    expect(got).toHaveLength(7);
  });

  it('are not sent for a trigger that was not chosen, or when disabled', async () => {
    const hook = simulator.addHook(host, { url: hookUrl(), secret, triggers: ['ticket.status_changed'] });
    await simulator.saveTicket(host, 'No trigger');
    hook.triggers = ['ticket.created'];
    hook.active = false;
    await simulator.saveTicket(host, 'Disabled');
    expect(got).toEqual([]);
  });

  it('go wrong as told: twice, late, forged, changed, lost', async () => {
    simulator.addHook(host, { url: hookUrl(), secret });
    simulator.deliveries.fault('duplicate');
    await simulator.saveTicket(host, 'twice');
    expect(got[1]).toEqual(got[0]);
    simulator.deliveries.fault('out_of_order');
    await simulator.saveTicket(host, 'first');
    await simulator.saveTicket(host, 'second');
    expect(subjects().slice(2)).toEqual(['second', 'first']);
    got = [];
    simulator.deliveries.fault('lost');
    await simulator.saveTicket(host, 'lost');
    expect(got).toEqual([]);
    for (const fault of ['forged', 'tampered'] as const) {
      simulator.deliveries.fault(fault);
      await simulator.saveTicket(host, fault);
      expect(got.at(-1)?.signature).not.toBe(got.at(-1) && signed(got[got.length - 1] ?? { body: '', signature: '' }));
    }
  });

  it('can be set up by a person with the forms of the administrator’s page @req M20', async () => {
    const post = (path: string, form: Record<string, string>) =>
      fetch(`${simulator.origin}/simulator/${path}`, {
        method: 'POST',
        body: new URLSearchParams({ instance: host, ...form }),
      });
    const made = await (await post('keys', { permission: 'tickets.read' })).text();
    const fresh = /[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/.exec(made)?.[0] ?? '';
    expect(await serviceDesk({ url, profile: 'reference', key: fresh }, means).listTickets(1)).toEqual([]);
    await post('hooks', { url: hookUrl(), secret, name: '<b>Bot</b>', trigger: 'ticket.created' });
    await post('tickets', { subject: 'By hand' });
    await expect.poll(() => subjects()).toEqual(['By hand']);
    const page = await (await fetch(`${simulator.origin}/simulator/admin?instance=${host}`)).text();
    expect(page).toContain('By hand');
    expect(page).not.toContain('<b>Bot');
    expect(page).not.toContain(secret);
  });

  it('cannot be set up by another web page', async () => {
    const forged = await fetch(`${simulator.origin}/simulator/hooks`, {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example' },
      body: new URLSearchParams({ url: hookUrl(), secret }),
    });
    expect(forged.status).toBe(403);
    expect(simulator.instance(host).hooks).toEqual([]);
  });
});
