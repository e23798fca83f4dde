import path from 'node:path';
import process from 'node:process';
import { deliverMessage, queueMessages } from '@/lib/messaging';
import { asCustomer, asPlatform, type TenantTx } from '@/lib/tenancy';
import {
  outsideRoutes,
  startMailCatcher,
  startOutsideSystems,
  type MailCatcher,
  type OutsideSystems,
} from '@/lib/simulators';

/**
 * The world outside while a demo world is made: a mail server of our own, so that nothing is ever sent to anybody, whose
 * mails the demo's mailbox shows afterwards.
 */
export type OutsideWorld = Readonly<{
  /** The systems of others with which the demo's partners and customers work. */
  others: OutsideSystems;
  /** Sends what waits for the people of one customer. */
  deliverFor: (tenantId: string) => Promise<void>;
  /** Sends everything that waits, also what events make the product write. */
  deliverAll: () => Promise<void>;
  /** The token in the newest invitation to this address. Throws when there is none. */
  invitationToken: (email: string) => string;
  close: () => Promise<void>;
}>;

/** Opens the world outside; must come before the first look at the settings, because it changes the addresses in them. */
export async function openOutsideWorld(): Promise<OutsideWorld> {
  const dataDir = path.resolve(process.env['PORTICO_DATA_DIR'] ?? '.portico');
  const catcher = await startMailCatcher({ port: 0, dataDir });
  process.env['SMTP_URL'] = `smtp://127.0.0.1:${catcher.port}`;
  const others = await startOutsideSystems({
    dataDir,
    ports: JSON.parse(process.env['SIMULATOR_OUTSIDE_PORTS'] ?? '{}') as Partial<OutsideSystems['ports']>,
  });
  const routes = outsideRoutes(others.ports);
  process.env['OUTSIDE_ROUTES'] = JSON.stringify(routes);
  process.env['ALLOWED_PARTNER_ENDPOINTS'] = [process.env['ALLOWED_PARTNER_ENDPOINTS'], ...Object.values(routes)]
    .filter(Boolean)
    .join(' ');
  return {
    others,
    deliverFor: async (tenantId) => {
      for (const message of await asCustomer(tenantId, 'deliver the mails of a demo world', waitingMessages)) {
        await deliverMessage(message);
      }
    },
    deliverAll: async () => {
      await queueMessages();
      for (const message of await asPlatform('deliver the mails of a demo world', waitingMessages))
        await deliverMessage(message);
    },
    invitationToken: (email) => invitationTokenIn(catcher, email),
    close: async () => void (await Promise.all([catcher.close(), others.close()])),
  };
}

const waitingMessages = (tx: TenantTx) =>
  tx.$queryRaw<{ tenantId: string; messageId: string }[]>`
    select tenant_id as "tenantId", id as "messageId" from messages where status = 'queued' order by created_at, id`;

function invitationTokenIn(catcher: MailCatcher, email: string): string {
  const links = catcher.mail(email).flatMap(({ links }) => links);
  const token = links.map((link) => /\/i\/([A-Za-z0-9_-]{43})/.exec(link)?.[1]).findLast(Boolean);
  if (!token) throw new Error(`No invitation has come in for ${email}`);
  return token;
}
