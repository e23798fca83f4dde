import pg from 'pg';
import { databaseUrl, type DatabaseRole } from '@/lib/platform/db';

/** A running subscription. */
export type Listener = Readonly<{ close: () => Promise<void> }>;

type Options = Readonly<{
  role: DatabaseRole;
  /** A fixed name of our own, never from outside. */
  channel: string;
  /** Called for each wake-up and after each reconnection, when wake-ups may have been missed. Carries no data. */
  onWake: () => void;
  retryMs?: number;
}>;

/**
 * Listens on one channel for as long as the process wants. A notification only says "look again": it carries no data,
 * because every tenant's listener hears it. Reconnects by itself, and wakes the reader after each reconnection.
 */
export function listen({ role, channel, onWake, retryMs = 1000 }: Options): Listener {
  if (!/^[a-z_]{1,40}$/.test(channel)) throw new Error('A channel is a short name in lower case');
  let closed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: databaseUrl(role),
      application_name: 'portico-listen',
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    });
    client = next;
    next.on('notification', onWake);
    next.on('error', () => retry(next));
    next.on('end', () => retry(next));
    try {
      await next.connect();
      await next.query(`listen ${channel}`);
      onWake();
    } catch {
      retry(next);
    }
  };
  const retry = (failed: pg.Client): void => {
    if (closed || client !== failed) return;
    client = undefined;
    void failed.end().catch(() => undefined);
    timer = setTimeout(() => void connect(), retryMs);
  };

  void connect();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
