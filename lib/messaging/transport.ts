import nodemailer from 'nodemailer';
import { config } from '@/lib/platform/config';
import type { RenderedMail } from './mail';

/** What became of an attempt: accepted by the mail server, worth another attempt, or refused for good. */
export type SendResult = Readonly<{ outcome: 'sent' }> | Readonly<{ outcome: 'retry' | 'refused'; error: MailError }>;

/** Another system's failure as data: a code of ours, and the mail server's number where it gave one. */
export type MailError = Readonly<{ code: MailErrorCode; responseCode?: number }>;
export type MailErrorCode =
  | 'smtp_not_configured'
  | 'dns_lookup_failed'
  | 'unreachable'
  | 'timed_out'
  | 'not_authorised'
  | 'deferred'
  | 'refused'
  | 'unexpected';

/** A file that goes with a mail; its text and never a path. */
export type Attachment = Readonly<{ filename: string; contentType: string; content: string }>;
export type OutgoingMail = RenderedMail &
  Readonly<{ to: string; fromName: string; messageId: string; attachment?: Attachment | null }>;

/** The patience with a mail server. Together below the lease under which a message is held (60 s). */
export type Patience = Readonly<{ connectionMs: number; greetingMs: number; socketMs: number; totalMs: number }>;
const usual: Patience = { connectionMs: 10_000, greetingMs: 10_000, socketMs: 20_000, totalMs: 45_000 };

/**
 * Hands one mail to the mail server of `SMTP_URL`. Never throws for what a mail server or the way to it may do; never
 * reads files or addresses that a mail might name. The error carries codes only: what a server says may hold addresses.
 */
export async function sendMail(mail: OutgoingMail, patience: Patience = usual): Promise<SendResult> {
  const { smtpUrl, mailFrom } = config();
  if (!smtpUrl) return { outcome: 'retry', error: { code: 'smtp_not_configured' } };
  const { hostname, port, protocol, username, password } = new URL(smtpUrl);
  const transport = nodemailer.createTransport({
    host: hostname,
    port: Number(port) || (protocol === 'smtps:' ? 465 : 587),
    secure: protocol === 'smtps:',
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    connectionTimeout: patience.connectionMs,
    greetingTimeout: patience.greetingMs,
    socketTimeout: patience.socketMs,
    dnsTimeout: 5000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      transport.sendMail({
        from: { name: mail.fromName, address: addressOf(mailFrom) },
        to: { name: '', address: mail.to },
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        ...(mail.attachment ? { attachments: [mail.attachment] } : {}),
        messageId: mail.messageId,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        textEncoding: 'base64',
      }),
      new Promise((_, reject) => {
        timer = setTimeout(
          () => reject(Object.assign(new Error('out of patience'), { code: 'ETIMEDOUT' })),
          patience.totalMs,
        );
      }),
    ]);
    return { outcome: 'sent' };
  } catch (error) {
    return failed(error);
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}

function failed(error: unknown): SendResult {
  const { code, responseCode } = Object(error) as { code?: unknown; responseCode?: unknown };
  const number = typeof responseCode === 'number' ? { responseCode } : {};
  if (typeof responseCode === 'number' && responseCode >= 500 && code !== 'EAUTH') {
    return { outcome: 'refused', error: { code: 'refused', ...number } };
  }
  const known: Readonly<Record<string, MailErrorCode>> = {
    EDNS: 'dns_lookup_failed',
    ENOTFOUND: 'dns_lookup_failed',
    ETIMEDOUT: 'timed_out',
    ETIME: 'timed_out',
    EAUTH: 'not_authorised',
    ENOAUTH: 'not_authorised',
    EENVELOPE: 'deferred',
    EMESSAGE: 'deferred',
  };
  const fallback: MailErrorCode = typeof responseCode === 'number' ? 'deferred' : 'unreachable';
  return { outcome: 'retry', error: { code: known[String(code)] ?? fallback, ...number } };
}

/** The bare address of `Name <address>`. */
const addressOf = (from: string): string => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
