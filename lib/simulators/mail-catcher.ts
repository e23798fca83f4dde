import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { simpleParser, type AddressObject, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail that really came in over SMTP. */
export type CaughtMail = Readonly<{
  id: string;
  at: string;
  from: string;
  to: readonly string[];
  subject: string;
  messageId: string | null;
  headers: Readonly<Record<string, string>>;
  text: string;
  html: string;
  links: readonly string[];
}>;

/** What the catcher does to the next deliveries: a server that defers, rejects, hangs, or hangs up. */
export type SmtpFault = 'none' | 'defer' | 'reject' | 'timeout' | 'disconnect';

/** One thing that happened on the wire, for tests that count attempts rather than mails. */
export type LedgerEntry = Readonly<{
  at: string;
  system: 'smtp';
  what: string;
  to?: string;
  messageId?: string | null;
}>;

export type MailCatcher = Readonly<{
  port: number;
  mail: (to?: string) => readonly CaughtMail[];
  ledger: () => readonly LedgerEntry[];
  /** Sets a fault, for the next `times` deliveries or, without a number, until it is taken back. */
  fault: (fault: SmtpFault, times?: number) => void;
  clear: () => void;
  close: () => Promise<void>;
}>;

const kept = 2000;

/**
 * Starts an SMTP server on 127.0.0.1 that keeps what it receives, in memory and (with `dataDir`) in `mail.json`, so
 * that the demo's mailbox outlives a restart. It delivers to nobody.
 */
export async function startMailCatcher(options: Readonly<{ port: number; dataDir?: string }>): Promise<MailCatcher> {
  const file = options.dataDir === undefined ? null : path.join(options.dataDir, 'mail.json');
  const mails: CaughtMail[] = file ? readMails(file) : [];
  const ledger: LedgerEntry[] = [];
  let fault: SmtpFault = 'none';
  let faultsLeft = 0;
  const takeFault = (): SmtpFault => {
    const current = fault;
    if (current !== 'none') {
      faultsLeft -= 1;
      if (faultsLeft <= 0) fault = 'none';
    }
    return current;
  };
  const note = (entry: Omit<LedgerEntry, 'at' | 'system'>): void => {
    ledger.push({ at: new Date().toISOString(), system: 'smtp', ...entry });
    if (ledger.length > kept) ledger.shift();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    size: 5 * 1024 * 1024,
    logger: false,
    closeTimeout: 300,
    onRcptTo(address, session, done) {
      const current = takeFault();
      note({ what: current === 'none' ? 'recipient' : current, to: address.address });
      if (current === 'reject') return done(answer(550, 'No such mailbox here'));
      if (current === 'defer') return done(answer(451, 'Try again later'));
      if (current === 'disconnect') return done(answer(421, 'Closing'));
      // A server that hangs: the client must have a patience of its own.
      if (current === 'timeout') return;
      done();
    },
    onData(stream, session, done) {
      simpleParser(stream).then(
        (parsed) => {
          const mail = caught(
            parsed,
            session.envelope.rcptTo.map(({ address }) => address),
          );
          mails.push(mail);
          if (mails.length > kept) mails.shift();
          if (file) writeMails(file, mails);
          note({ what: 'accepted', to: mail.to.join(', '), messageId: mail.messageId });
          done(null);
        },
        () => done(answer(554, 'Unreadable message')),
      );
    },
  });
  // Clients that vanish in the middle are part of the game.
  server.on('error', () => undefined);
  const port = await new Promise<number>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => {
      const address = server.server.address();
      resolve(typeof address === 'object' && address ? address.port : options.port);
    });
  });
  return {
    port,
    mail: (to) => (to === undefined ? [...mails] : mails.filter((mail) => mail.to.includes(to.toLowerCase()))),
    ledger: () => [...ledger],
    fault: (next, times = Number.POSITIVE_INFINITY) => {
      fault = next;
      faultsLeft = times;
    },
    clear: () => {
      mails.length = 0;
      ledger.length = 0;
      if (file) writeMails(file, mails);
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const caught = (parsed: ParsedMail, to: readonly string[]): CaughtMail => {
  const html = typeof parsed.html === 'string' ? parsed.html : '';
  return {
    id: randomUUID(),
    at: new Date().toISOString(),
    from: parsed.from?.text ?? '',
    to: [...new Set([...to, ...addresses(parsed.to)].map((address) => address.toLowerCase()))],
    subject: parsed.subject ?? '',
    messageId: parsed.messageId ?? null,
    headers: Object.fromEntries(
      parsed.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()]),
    ),
    text: parsed.text ?? '',
    html,
    links: [...new Set([...html.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&')))],
  };
};

const addresses = (field: AddressObject | AddressObject[] | undefined): string[] =>
  (Array.isArray(field) ? field : field ? [field] : []).flatMap(({ value }) =>
    value.map(({ address }) => address ?? '').filter(Boolean),
  );

const answer = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

function readMails(file: string): CaughtMail[] {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(parsed) ? (parsed as CaughtMail[]) : [];
  } catch {
    // No file yet, or one cut short by a crash: an empty mailbox is the right beginning.
    return [];
  }
}

function writeMails(file: string, mails: readonly CaughtMail[]): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const fresh = `${file}.new`;
  writeFileSync(fresh, JSON.stringify(mails), { mode: 0o600 });
  renameSync(fresh, file);
}
