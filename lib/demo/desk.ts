import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { openDemoSession } from '@/lib/auth';
import { defaultLocale } from '@/lib/i18n/locales';
import { listPortfolio } from '@/lib/onboarding';
import { asPlatform } from '@/lib/tenancy';
import { isPersona } from './personas';
import { preparedCustomers } from './customers';
import type { DemoFlow } from './desk-client';

export type DemoDesk = Readonly<{ port: number; close: () => Promise<void> }>;
type Answer = Readonly<{ status: number; body: unknown }>;

const sessionRequest = z.strictObject({ email: z.string().max(320), oldToken: z.string().max(512).nullable() });

/**
 * The demo's front desk, on 127.0.0.1 only: `POST /sessions { email, oldToken }` opens a session for a person of the
 * demo world without a mail, `GET /flows` says how the prepared flows stand. It lives in the worker because only the
 * worker's role may do either; the web keeps its own narrow role and asks here. Requests need a header that no page of
 * another site can send, and name this machine as their host.
 */
export async function startDemoDesk({ port }: Readonly<{ port: number }>): Promise<DemoDesk> {
  const server = createServer((request, response) => {
    handle(request).then(
      (answer) => send(response, answer),
      () => send(response, { status: 500, body: { error: 'internal' } }),
    );
  });
  const taken = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
  return {
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function handle(request: IncomingMessage): Promise<Answer> {
  const ours = request.headers['x-portico-demo'] === '1';
  if (!ours || !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) {
    return { status: 403, body: { error: 'forbidden' } };
  }
  switch (`${request.method} ${request.url}`) {
    case 'GET /flows':
      return { status: 200, body: await preparedFlows() };
    case 'POST /sessions':
      return openSession(await readJson(request));
    default:
      return { status: 404, body: { error: 'not_found' } };
  }
}

async function openSession(body: unknown): Promise<Answer> {
  const parsed = sessionRequest.safeParse(body);
  if (!parsed.success) return { status: 422, body: { error: 'invalid' } };
  const { email, oldToken } = parsed.data;
  const opened = isPersona(email) ? await openDemoSession(email, oldToken) : null;
  return opened ? { status: 201, body: opened } : { status: 404, body: { error: 'not_found' } };
}

async function preparedFlows(): Promise<readonly DemoFlow[]> {
  const names = new Map(preparedCustomers.map(({ id, name }) => [name, id]));
  const input = { limit: 100, locale: defaultLocale };
  const page = await asPlatform('show the prepared flows of the demo', (tx, actor) => listPortfolio(tx, actor, input));
  if (!page.ok) throw new Error(`The desk may not look: ${page.refusal.code}`);
  return page.value.rows.flatMap(({ customerName, status, tasksCompleted, tasksTotal }) => {
    const customerId = names.get(customerName);
    return customerId === undefined ? [] : [{ customerId, status, tasksCompleted, tasksTotal }];
  });
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > 10_000) return null;
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    return null;
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
