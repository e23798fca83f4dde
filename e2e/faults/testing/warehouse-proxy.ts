import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outside, Sighting } from './outside';

/**
 * What can go wrong between us and a PostgreSQL server, at one transaction: the connection is cut before anything was
 * done (`reset`) or when the commit was done (`after_effect`); the commit is done after the client has gone (`late`); the
 * others are what the server itself says instead of beginning.
 */
const refusals: Readonly<Record<string, Readonly<{ code: string; isFatal: boolean }>>> = {
  timeout: { code: '57014', isFatal: false },
  status_401: { code: '28P01', isFatal: true },
  status_403: { code: '42501', isFatal: false },
  status_409: { code: '40P01', isFatal: false },
  status_429: { code: '53300', isFatal: true },
  status_503: { code: '57P01', isFatal: true },
};
export const warehouseKinds: readonly string[] = ['reset', 'after_effect', 'late', ...Object.keys(refusals)];

const LATE_MS = 200;

export type WarehouseProxy = Readonly<{
  /** The same address by way of the proxy. */
  url: string;
  /** Resolves when no late commit is under way any more. */
  settled: () => Promise<void>;
  close: () => Promise<void>;
}>;

/** Stands between a client and a PostgreSQL server, reads the client's statements and lets transactions go wrong. */
export async function startWarehouseProxy(serverUrl: string, outside: Outside): Promise<WarehouseProxy> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  const late = new Set<Promise<void>>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    pass(client, upstream, outside, (work) => {
      late.add(work);
      void work.finally(() => late.delete(work));
    });
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  const url = new URL(serverUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    url: url.href,
    settled: async () => void (await Promise.all(late)),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

type Frame = Readonly<{ bytes: Buffer; statement: string | null }>;

/** Passes one connection on, message by message from the client and as it comes from the server. */
function pass(client: Socket, upstream: Socket, outside: Outside, later: (work: Promise<void>) => void): void {
  const read = frameReader();
  let queue = Promise.resolve();
  let kind: string | null = null;
  let sighting: Sighting | null = null;

  const cut = (): void => {
    client.destroy();
    upstream.destroy();
  };
  async function handle({ bytes, statement }: Frame): Promise<void> {
    if (client.destroyed) return;
    if (/^begin$/i.test(statement ?? '')) {
      const seen = await outside.asked('warehouse');
      [kind, sighting] = [seen?.kind ?? null, seen?.sighting ?? null];
      if (kind === 'reset') return cut();
      const refusal = kind === null ? undefined : refusals[kind];
      if (refusal) {
        client.write(errorMessage(refusal));
        return refusal.isFatal ? cut() : void client.write(readyForQuery);
      }
    }
    if (sighting && /^\s*(insert|create|delete|update|drop|alter)\b/i.test(statement ?? '')) sighting.changes = true;
    const isCommit = /^commit$/i.test(statement ?? '');
    if (isCommit && kind === 'after_effect') {
      upstream.removeAllListeners('data');
      upstream.once('data', cut);
    }
    if (isCommit && kind === 'late') {
      client.destroy();
      return later(commitLate(upstream, bytes));
    }
    upstream.write(bytes);
  }
  client.on('data', (chunk: Buffer) => {
    for (const frame of read(chunk)) queue = queue.then(() => handle(frame));
  });
  client.on('close', () => {
    if (kind !== 'late') upstream.destroy();
  });
  upstream.on('data', (chunk: Buffer) => void client.write(chunk));
  upstream.on('close', () => client.destroy());
}

async function commitLate(upstream: Socket, commit: Buffer): Promise<void> {
  await sleep(LATE_MS);
  const done = new Promise<void>((resolve) => {
    upstream.once('data', () => resolve());
    upstream.once('close', () => resolve());
  });
  upstream.write(commit);
  await done;
  upstream.destroy();
}

/** Cuts the client's bytes into messages: the first has no type, every other one a letter, then its length. */
function frameReader(): (chunk: Buffer) => readonly Frame[] {
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = true;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const frames: Frame[] = [];
    for (;;) {
      const head = isFirst ? 0 : 1;
      if (rest.length < head + 4) return frames;
      const length = head + rest.readInt32BE(head);
      if (rest.length < length) return frames;
      const bytes = rest.subarray(0, length);
      frames.push({ bytes, statement: isFirst ? null : statementIn(bytes) });
      rest = rest.subarray(length);
      isFirst = false;
    }
  };
}

/** The text of a simple query (`Q`) or of one that is prepared (`P`, after the name of the statement). */
function statementIn(message: Buffer): string | null {
  const type = String.fromCharCode(message[0] ?? 0);
  if (type !== 'Q' && type !== 'P') return null;
  const parts = message.subarray(5).toString('utf8').split('\0');
  return (type === 'Q' ? parts[0] : parts[1]) ?? null;
}

function errorMessage({ code, isFatal }: Readonly<{ code: string; isFatal: boolean }>): Buffer {
  const severity = isFatal ? 'FATAL' : 'ERROR';
  const body = Buffer.from(`S${severity}\0V${severity}\0C${code}\0Ma fault that was asked for\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** `Z`, in no transaction. */
const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
