import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { Client } from '@sendgrid/client';
import sgMail from '@sendgrid/mail';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startMailCatcher, startSendGrid, startSes, type SendGridSimulator, type SesSimulator } from '@/lib/simulators';
import type { Connection } from '../connection';
import { meansTo, patienceFor, usualFaults } from '../testing/outside';
import { forgetBreakers, unpaced, type WireMeans } from '../wire';
import { createMailCheck, sendGridMail, sesMail, smtpMail, type SmtpMeans, type TestMailMessage } from './index';

const message: TestMailMessage = {
  from: 'hello@partner.example',
  to: 'person@customer.example',
  subject: 'A test · اختبار',
  text: 'One line\nand another',
  key: 'run:mail',
};
const strange = { ...message, from: 'else@stranger.example' };

beforeEach(() => forgetBreakers());

describe('SendGrid', () => {
  const origin = 'https://api.sendgrid.com';
  let simulator: SendGridSimulator;
  let means: WireMeans;
  const mail = (key = 'SG.known', wire = means) =>
    sendGridMail({ system: 'sendgrid', settings: {}, secret: { api_key: key } }, wire);

  beforeAll(async () => {
    simulator = await startSendGrid({ port: 0, holdMs: 400 });
    simulator.addKey('SG.known');
    simulator.addKey('SG.reader', false);
    simulator.verify('partner.example');
    means = meansTo(simulator, origin);
  });
  afterAll(() => simulator.close());
  beforeEach(() => simulator.clear());

  it('takes a mail', async () => {
    const { reference } = await mail().send(message);
    const { from, to, subject, text } = message;
    expect(simulator.mails().at(-1)).toEqual({ from, to, subject, text, reference });
  });

  it('says without sending whether it would let us', async () => {
    expect(await mail().look()).toEqual([{ id: 'mail.send', ok: true }]);
    expect(await mail('SG.reader').look()).toMatchObject([{ id: 'mail.send', ok: false, code: 'permission_denied' }]);
    await expect(mail('SG.unknown').look()).rejects.toMatchObject({ code: 'credential_refused' });
  });

  it('says whether it is the key, the right or the sender', async () => {
    await expect(mail('SG.unknown').send(message)).rejects.toMatchObject({ code: 'credential_refused' });
    await expect(mail('SG.reader').send(message)).rejects.toMatchObject({ code: 'permission_denied' });
    await expect(mail().send(strange)).rejects.toMatchObject({ code: 'sender_unverified' });
    await expect(mail().send({ ...message, to: 'nobody' })).rejects.toMatchObject({ code: 'refused' });
    await expect((async () => mail('').send(message))()).rejects.toMatchObject({ code: 'not_connected' });
    expect(simulator.ledger().flatMap(({ effect }) => effect ?? [])).toEqual([]);
  });

  // Its yes has no body that could drip.
  const faults = usualFaults.filter(([fault]) => fault !== 'drip');
  it.each(faults)('answers %s with %s', async (fault, code) => {
    simulator.fault(fault);
    const failure = mail('SG.known', meansTo(simulator, origin, patienceFor(fault))).send(message);
    await expect(failure).rejects.toMatchObject({ code, args: { system: 'SendGrid' } });
    await expect(failure).rejects.not.toThrow('SG.known');
  });

  it('is simulated as its own client expects', async () => {
    const client = new Client();
    client.setApiKey('SG.known');
    client.setDefaultRequest('baseUrl', simulator.origin);
    sgMail.setClient(client);
    const [answer] = await sgMail.send({ ...message, text: message.text });
    expect(answer.statusCode).toBe(202);
    await expect(sgMail.send({ ...strange, text: 'x' })).rejects.toMatchObject({ code: 403 });
  });
});

describe('Amazon SES', () => {
  const region = 'eu-central-1';
  const origin = `https://email.${region}.amazonaws.com`;
  const credentials = { access_key_id: 'AKIAEXAMPLE', secret_access_key: 'secret/of+the/example' };
  let simulator: SesSimulator;
  let means: WireMeans;
  const mail = (secret: Record<string, string> = credentials, wire = means) =>
    sesMail({ system: 'ses', settings: { region }, secret }, wire);

  beforeAll(async () => {
    simulator = await startSes({ port: 0, holdMs: 400 });
    simulator.addKey({ keyId: credentials.access_key_id, secret: credentials.secret_access_key });
    simulator.verify(message.from);
    means = meansTo(simulator, origin);
  });
  afterAll(() => simulator.close());
  beforeEach(() => simulator.clear());

  it('takes a mail that is signed', async () => {
    const { reference } = await mail().send(message);
    const { from, to, subject, text } = message;
    expect(simulator.mails().at(-1)).toEqual({ from, to, subject, text, reference });
  });

  it('says without sending whether it would let us', async () => {
    expect((await mail().look()).every(({ ok }) => ok)).toBe(true);
    await expect(mail({ ...credentials, secret_access_key: 'x' }).look()).rejects.toMatchObject({
      code: 'credential_refused',
    });
    simulator.pause(true);
    expect(await mail().look()).toContainEqual(expect.objectContaining({ ok: false, code: 'sending_paused' }));
    simulator.pause(false);
  });

  it('says whether it is the key, the sender or the account', async () => {
    const wrong = { ...credentials, secret_access_key: 'wrong' };
    await expect(mail(wrong).send(message)).rejects.toMatchObject({ code: 'credential_refused' });
    await expect(mail({ ...credentials, access_key_id: 'AKIAOTHER' }).send(message)).rejects.toMatchObject({
      code: 'credential_refused',
    });
    await expect(mail().send(strange)).rejects.toMatchObject({ code: 'sender_unverified' });
    simulator.pause(true);
    await expect(mail().send(message)).rejects.toMatchObject({ code: 'sending_paused' });
    simulator.pause(false);
    expect(simulator.ledger().flatMap(({ effect }) => effect ?? [])).toEqual([]);
    expect(() => sesMail({ system: 'ses', settings: { region: 'evil.example/' }, secret: credentials }, means)).toThrow(
      'not_connected',
    );
  });

  // Its refusals come with a name of their own; without one a status means what it always means.
  const faults = usualFaults.filter(([fault]) => fault !== 'garbage');
  it.each(faults)('answers %s with %s', async (fault, code) => {
    simulator.fault(fault);
    const failure = mail(credentials, meansTo(simulator, origin, patienceFor(fault))).send(message);
    await expect(failure).rejects.toMatchObject({ code, args: { system: 'Amazon SES' } });
  });

  it('is not believed when its answer makes no sense', async () => {
    simulator.fault('garbage');
    await expect(mail().send(message)).rejects.toMatchObject({ code: 'answer_unreadable' });
  });

  it('is simulated as its own client expects', async () => {
    const client = new SESv2Client({
      region,
      endpoint: simulator.origin,
      credentials: { accessKeyId: credentials.access_key_id, secretAccessKey: credentials.secret_access_key },
      maxAttempts: 1,
    });
    const command = (from: string) =>
      new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [message.to] },
        Content: { Simple: { Subject: { Data: 'S' }, Body: { Text: { Data: 'T' } } } },
      });
    expect((await client.send(command(message.from))).MessageId).toBe(simulator.mails().at(-1)?.reference);
    await expect(client.send(command('a@b.example'))).rejects.toMatchObject({ name: 'MessageRejected' });
    client.destroy();
  });
});

describe('SMTP', () => {
  let server: SMTPServer | null = null;
  afterEach(async () => {
    const closing = server;
    server = null;
    if (closing) await new Promise<void>((resolve) => void closing.close(() => resolve()));
  });

  async function listen(options: SMTPServerOptions): Promise<number> {
    const made = new SMTPServer({ logger: false, closeTimeout: 100, ...options });
    made.on('error', () => undefined);
    server = made;
    await new Promise<void>((resolve) => void made.listen(0, '127.0.0.1', resolve));
    return (made.server.address() as AddressInfo).port;
  }
  const refusal = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });
  const owner = (host: string, port: number, secret: Record<string, string> = {}): Connection => ({
    system: 'smtp',
    settings: { host, port: String(port) },
    secret,
  });
  const smtp = (port: number, changes: Partial<SmtpMeans> = {}): SmtpMeans => ({
    resolve: () => Promise.resolve(['127.0.0.1']),
    listed: () => [`mail.partner.example:${port}`],
    ...changes,
  });
  const mail = (port: number, secret?: Record<string, string>, changes?: Partial<SmtpMeans>) =>
    smtpMail(owner('mail.partner.example', port, secret), { pace: unpaced }, smtp(port, changes));

  it('really delivers, twice under one Message-ID when asked twice', async () => {
    const catcher = await startMailCatcher({ port: 0 });
    const first = await mail(catcher.port).send(message);
    const second = await mail(catcher.port).send(message);
    const [one, two] = catcher.mail(message.to);
    expect(one).toMatchObject({ subject: message.subject, messageId: first.reference });
    expect(one?.text).toContain('and another');
    expect(two?.messageId).toBe(second.reference);
    expect(first.reference).toBe(second.reference);
    await mail(catcher.port).look();
    expect(catcher.mail(message.to)).toHaveLength(2);
    await catcher.close();
  });

  it.each([
    ['defer', 'unavailable'],
    ['reject', 'refused'],
    ['timeout', 'timed_out'],
    ['disconnect', 'unavailable'],
  ] as const)('says what became of it when a server does %s', async (fault, code) => {
    const catcher = await startMailCatcher({ port: 0 });
    catcher.fault(fault, 1);
    await expect(
      mail(catcher.port, {}, fault === 'timeout' ? { patienceMs: 300 } : {}).send(message),
    ).rejects.toMatchObject({ code });
    expect(catcher.mail(message.to)).toEqual([]);
    await mail(catcher.port).send(message);
    expect(catcher.mail(message.to)).toHaveLength(1);
    await catcher.close();
  });

  it('takes a user name and a password', async () => {
    const port = await listen({
      hideSTARTTLS: true,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === 'user' && password === 'right' ? done(null, { user: 1 }) : done(refusal(535, 'Bad credentials')),
    });
    await expect(mail(port, { username: 'user', password: 'right' }).send(message)).resolves.toHaveProperty(
      'reference',
    );
    const failure = mail(port, { username: 'user', password: 'wrong-one' }).send(message);
    await expect(failure).rejects.toMatchObject({ code: 'credential_refused', args: { system: 'SMTP', status: 535 } });
    await expect(failure).rejects.not.toThrow('wrong-one');
    await expect(mail(port, { username: 'user', password: 'right' }).look()).resolves.toEqual([]);
    await expect(mail(port, { username: 'user', password: 'no' }).look()).rejects.toMatchObject({
      code: 'credential_refused',
    });
    await expect(mail(port).send(message)).rejects.toMatchObject({ code: 'credential_refused', args: { status: 530 } });
  });

  it.each([
    ['sender_unverified', 'MAIL', refusal(553, '5.7.1 Sender address rejected: not owned by user')],
    ['relay_refused', 'RCPT', refusal(554, '5.7.1 <person@customer.example>: Relay access denied')],
    ['refused', 'RCPT', refusal(550, '5.1.1 No such mailbox')],
    ['unavailable', 'RCPT', refusal(451, '4.7.1 Greylisted')],
    ['sender_unverified', 'DATA', refusal(554, 'Message rejected: From address is not verified')],
  ] as const)('says %s when %s is refused', async (code, at, error) => {
    const port = await listen({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onMailFrom: (_address, _session, done) => done(at === 'MAIL' ? error : null),
      onRcptTo: (_address, _session, done) => done(at === 'RCPT' ? error : null),
      onData: (stream, _session, done) => {
        stream.resume();
        stream.on('end', () => done(at === 'DATA' ? error : null));
      },
    });
    await expect(mail(port).send(message)).rejects.toMatchObject({ code });
  });

  it('knocks at no private address, no other port, and not at all when one of several is private', async () => {
    const refused = (host: string, port: number, addresses: readonly string[]) =>
      smtpMail(owner(host, port), { pace: unpaced }, smtp(1, { resolve: () => Promise.resolve(addresses) })).send(
        message,
      );
    await expect(refused('localhost', 25, ['127.0.0.1'])).rejects.toMatchObject({ code: 'address_refused' });
    await expect(refused('inside.example', 587, ['93.184.216.34', '10.0.0.7'])).rejects.toMatchObject({
      code: 'address_refused',
    });
    await expect(refused('metadata.example', 587, ['169.254.169.254'])).rejects.toMatchObject({
      code: 'address_refused',
    });
    await expect(refused('outside.example', 6379, ['93.184.216.34'])).rejects.toMatchObject({
      code: 'address_refused',
    });
    await expect(refused('nowhere.example', 587, [])).rejects.toMatchObject({ code: 'address_unknown' });
  });

  it('says that nobody listens, and that a name leads nowhere', async () => {
    await expect(mail(1).send(message)).rejects.toMatchObject({ code: 'unreachable' });
    const nowhere = mail(587, {}, { resolve: () => Promise.reject(new Error('ENOTFOUND')) });
    await expect(nowhere.send(message)).rejects.toMatchObject({ code: 'address_unknown' });
  });

  it('asks for a certificate that fits', async () => {
    const port = await listen({ authOptional: true });
    await expect(mail(port).send(message)).rejects.toMatchObject({ code: 'certificate_refused' });
  });

  it('keeps its pace', async () => {
    const hasty = smtpMail(owner('mail.partner.example', 1), { pace: () => Promise.resolve(5000) }, smtp(1));
    await expect(hasty.send(message)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 5000 });
  });

  describe('as a check', () => {
    const run = (port: number, provider: string, connection: Connection | null) =>
      createMailCheck(smtp(port)).run({
        args: { provider, from: message.from, to: message.to },
        secret: {},
        connection: () => Promise.resolve(connection),
        wire: { fetch: () => Promise.reject(new Error('not asked')), pace: unpaced, now: () => new Date() },
      });

    it('sends one mail, in both languages', async () => {
      const catcher = await startMailCatcher({ port: 0 });
      const report = await run(catcher.port, 'smtp', owner('mail.partner.example', catcher.port));
      expect(report).toMatchObject({ ok: true, results: [{ id: 'mail.accepted', ok: true }] });
      expect(catcher.mail(message.to)).toHaveLength(1);
      expect(catcher.mail(message.to)[0]?.text).toMatch(/mail goes out[\s\S]*البريد/);
      await catcher.close();
    });

    it('says why it could not', async () => {
      expect(await run(1, 'smtp', owner('mail.partner.example', 1))).toMatchObject({
        ok: false,
        results: [{ code: 'unreachable', args: { system: 'SMTP' } }],
      });
      expect(await run(1, 'ses', null)).toMatchObject({ ok: false, results: [{ code: 'not_connected' }] });
      expect(await run(1, 'pigeon', null)).toMatchObject({ ok: false, results: [{ code: 'refused' }] });
    });
  });
});
