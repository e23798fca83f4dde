import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/**
 * What can be made to go wrong with the next requests. `drip` answers one byte a second; `after_effect` does what was
 * asked and then hangs up, so that the client cannot know; `duplicate` does it twice; `late` answers after the usual
 * client has given up, with the effect; the numbers are statuses without an effect.
 */
export const httpFaults = [
  'none',
  'timeout',
  'drip',
  'reset',
  'garbage',
  'after_effect',
  'late',
  'duplicate',
  'status_401',
  'status_403',
  'status_409',
  'status_429',
  'status_500',
  'status_503',
] as const;
export type HttpFault = (typeof httpFaults)[number];

export type SimulatedRequest = Readonly<{
  method: string;
  url: URL;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  /** The body as JSON; null when it is none. */
  json: unknown;
}>;
export type SimulatedResponse = Readonly<{
  status: number;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is text or bytes. */
  body?: unknown;
}>;

/** One request that arrived; `effect` says what came of it, such as `dataset.created acme`, or null for a mere look. */
export type HttpLedgerEntry = Readonly<{
  at: string;
  method: string;
  path: string;
  status: number;
  effect: string | null;
  fault: HttpFault;
}>;

export type HttpSimulator = Readonly<{
  origin: string;
  port: number;
  ledger: () => readonly HttpLedgerEntry[];
  /** The next `times` requests whose `METHOD path` contains `match` go wrong so. */
  fault: (kind: HttpFault, options?: Readonly<{ times?: number; match?: string }>) => void;
  /** Forgets the ledger and the faults, not what exists. */
  clear: () => void;
  close: () => Promise<void>;
}>;

export type HttpSimulatorOptions = Readonly<{
  port: number;
  /** Answers one request. Calls `effect` for whatever it has changed. */
  handle: (request: SimulatedRequest, effect: (what: string) => void) => SimulatedResponse | Promise<SimulatedResponse>;
  /** The body with which this system reports a status, as its documentation shows it. */
  errorBody: (status: number) => unknown;
  /** Told after each request that changed something, so that the state can be kept. */
  changed?: () => void;
  /** How long `timeout` and `late` hold an answer back, in ms. */
  holdMs?: number;
}>;

/** An HTTP server on 127.0.0.1 that answers for another system, with a ledger and faults that can be switched. */
export async function startHttpSimulator(options: HttpSimulatorOptions): Promise<HttpSimulator> {
  const entries: HttpLedgerEntry[] = [];
  const { holdMs = 12_000 } = options;
  let plan: { kind: HttpFault; times: number; match: string } = { kind: 'none', times: 0, match: '' };
  const holding = new Set<NodeJS.Timeout>();

  const take = (line: string): HttpFault => {
    if (plan.times <= 0 || !line.includes(plan.match)) return 'none';
    plan = { ...plan, times: plan.times - 1 };
    return plan.kind;
  };
  const server = createServer((message, response) => {
    void answer(message, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(message);
    const fault = take(`${request.method} ${request.path}`);
    const effects: string[] = [];
    const keep = (status: number): void => {
      entries.push({
        at: new Date().toISOString(),
        method: request.method,
        path: request.path,
        status,
        effect: effects.length === 0 ? null : effects.join(', '),
        fault,
      });
    };
    if (fault === 'reset') return (keep(0), void message.socket.resetAndDestroy());
    if (fault === 'timeout') return (keep(0), void (await hold(), message.socket.destroy()));
    if (fault.startsWith('status_')) {
      const status = Number(fault.slice(7));
      keep(status);
      return send(response, {
        status,
        body: options.errorBody(status),
        headers: status === 429 ? { 'retry-after': '1' } : {},
      });
    }
    if (fault === 'duplicate') await options.handle(request, (what) => effects.push(what));
    const answered = await options.handle(request, (what) => effects.push(what));
    keep(answered.status);
    if (effects.length > 0) options.changed?.();
    if (fault === 'after_effect') return void message.socket.destroy();
    if (fault === 'late') await hold();
    if (fault === 'garbage') return send(response, { status: 200, body: '<!doctype html>\u0000{"unfinished": ' });
    if (fault === 'drip') return drip(response, answered);
    send(response, answered);
  }

  const hold = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        holding.delete(timer);
        resolve();
      }, holdMs);
      holding.add(timer);
    });

  async function drip(response: ServerResponse, answered: SimulatedResponse): Promise<void> {
    const bytes = bytesOf(answered.body);
    response.writeHead(answered.status, { 'content-type': 'application/json', ...answered.headers });
    for (const byte of bytes) {
      if (response.destroyed) return;
      response.write(Buffer.of(byte));
      await new Promise((resolve) => setTimeout(resolve, 1000).unref());
    }
    response.end();
  }

  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : options.port);
    });
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    ledger: () => entries,
    fault: (kind, { times = 1, match = '' } = {}) => {
      plan = { kind, times: kind === 'none' ? 0 : times, match };
    },
    clear: () => {
      entries.length = 0;
      plan = { kind: 'none', times: 0, match: '' };
    },
    close: () =>
      new Promise((resolve) => {
        for (const timer of holding) clearTimeout(timer);
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function read(message: IncomingMessage): Promise<SimulatedRequest> {
  const parts: Buffer[] = [];
  for await (const part of message as AsyncIterable<Buffer>) parts.push(part);
  const body = Buffer.concat(parts);
  const url = new URL(message.url ?? '/', `http://${message.headers.host ?? '127.0.0.1'}`);
  const headers = Object.fromEntries(
    Object.entries(message.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
  return { method: message.method ?? 'GET', url, path: url.pathname, headers, body, json: jsonOf(body) };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

const bytesOf = (body: unknown): Buffer =>
  body === undefined
    ? Buffer.alloc(0)
    : Buffer.isBuffer(body)
      ? body
      : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));

function send(response: ServerResponse, { status, headers, body }: SimulatedResponse): void {
  response.writeHead(status, {
    ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
  });
  response.end(bytesOf(body));
}
