import nodemailer, { type Transporter } from 'nodemailer';
import type { Connection } from '../connection';
import { ConnectorError, type ConnectorFailure } from '../connector';
import type { WireMeans } from '../wire';
import type { TestMail, TestMailMessage } from './port';
import { assertAddresses, messageIdOf, referenceHeader, referenceOf } from './reference';
import { smtpTarget, usualSmtp, type SmtpMeans } from './smtp-target';

const system = 'SMTP';
const silenceMsMax = 10_000;
/** A server that answers one byte at a time is never silent. */
const patienceMs = 30_000;
/** A way of sending mail must not become a way of sending much of it. */
const limit = { perMinute: 10, burst: 5 };

/**
 * The owner's mail server (settings `host`, `port`; secret `username`, `password`). The name is resolved and checked
 * before anything connects, and the connection goes to exactly that address. Without TLS nothing is said to a server
 * that the operator has not listed.
 */
export function smtpMail(
  { settings, secret }: Connection,
  means: Pick<WireMeans, 'pace'>,
  smtp: SmtpMeans = usualSmtp,
): TestMail {
  const host = (settings.host ?? '').trim();
  const port = Number(settings.port?.trim() || 587);
  if (host === '') throw new ConnectorError('not_connected', { system });

  /** Runs with a connection to the checked address, and always closes it. */
  async function connected<T>(run: (transport: Transporter) => Promise<T>): Promise<T> {
    const waitMs = await means.pace(`${system}:${host}`, limit);
    if (waitMs > 0) throw new ConnectorError('rate_limited', { system }, undefined, waitMs);
    const { address, isListed } = await smtpTarget(host, port, smtp);
    const { username = '', password = '' } = secret;
    const silenceMs = Math.min(smtp.patienceMs ?? silenceMsMax, silenceMsMax);
    const transport = nodemailer.createTransport({
      host: address,
      port,
      secure: port === 465,
      requireTLS: port !== 465 && !isListed,
      tls: { servername: host },
      ...(username === '' ? {} : { auth: { user: username, pass: password } }),
      connectionTimeout: silenceMs,
      greetingTimeout: silenceMs,
      socketTimeout: silenceMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new ConnectorError('timed_out', { system })), smtp.patienceMs ?? patienceMs);
    });
    try {
      return await Promise.race([run(transport), tooLong]);
    } catch (error) {
      throw error instanceof ConnectorError ? error : failureOf(error);
    } finally {
      clearTimeout(timer);
      transport.close();
    }
  }

  return {
    // Connects, is let in and goes (RFC 5321, RFC 4954); what a sender may do is said of each mail only.
    look: () =>
      connected(async (transport) => {
        await transport.verify();
        return [];
      }),
    async send(message) {
      assertAddresses(message, system);
      return connected(async (transport) => {
        await transport.sendMail(mailOf(message));
        return { reference: messageIdOf(message) };
      });
    },
  };
}

const mailOf = (message: TestMailMessage) => ({
  from: { name: '', address: message.from },
  to: { name: '', address: message.to },
  subject: message.subject,
  text: message.text,
  messageId: messageIdOf(message),
  headers: { [referenceHeader]: referenceOf(message.key), 'Auto-Submitted': 'auto-generated' },
});

/** A code of ours for what a mail server or the way to it did; its own words stay here (RFC 5321, RFC 4954, RFC 3463). */
function failureOf(error: unknown): ConnectorError {
  const { code, command, message, responseCode, response } = Object(error) as Readonly<Record<string, unknown>>;
  const args = { system, ...(typeof responseCode === 'number' ? { status: responseCode } : {}) };
  return new ConnectorError(
    typeof responseCode === 'number'
      ? meaningOf(responseCode, String(command), String(response))
      : wayOf(String(code), String(message)),
    args,
  );
}

function meaningOf(status: number, command: string, words: string): ConnectorFailure {
  if ([530, 534, 535, 538].includes(status) || command.startsWith('AUTH')) {
    return status >= 500 ? 'credential_refused' : 'unavailable';
  }
  if (status < 500) return 'unavailable';
  if (/relay|5\.7\.1\b/i.test(words) && command === 'RCPT TO') return 'relay_refused';
  if (command === 'MAIL FROM' || /sender|from address/i.test(words)) return 'sender_unverified';
  return 'refused';
}

/** The library calls whatever happens to a connection by one name; what TLS did not like stands only in the words. */
const wayOf = (code: string, words: string): ConnectorFailure =>
  ways[code] ?? (/certificate|altname|self.signed/i.test(words) ? 'certificate_refused' : 'unreachable');

const ways: Readonly<Record<string, ConnectorFailure>> = {
  EAUTH: 'credential_refused',
  ENOAUTH: 'credential_refused',
  EDNS: 'address_unknown',
  ENOTFOUND: 'address_unknown',
  ETIMEDOUT: 'timed_out',
  ETLS: 'certificate_refused',
  EPROTOCOL: 'answer_unreadable',
};
