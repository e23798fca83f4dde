import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { idpFaults, type IdentityProviderSimulator } from './identity-provider';
import type { MailCatcher } from './mail-catcher';
import { demoAccounts, demoSecrets, type OutsideSystems } from './outside-systems';

const faultsSchema = z.strictObject({
  smtp: z.enum(['none', 'defer', 'reject', 'timeout', 'disconnect']),
  times: z.int().positive().max(1000).optional(),
});

const idpFaultSchema = z.strictObject({ fault: z.enum(idpFaults) });

export type LedgerServer = Readonly<{ port: number; close: () => Promise<void> }>;

/**
 * The simulators' own window, for the demo's mailbox and for tests, on 127.0.0.1 only: `GET /mail?to=`, `GET /ledger`, `GET /outside`,
 * `POST /faults {"smtp":"reject","times":1}`, `DELETE /mail`, `GET /idp`,
 * `POST /idp/faults {"fault":"wrong_nonce"}`. Requests of another host name are refused, so that a web
 * page elsewhere cannot read the mailbox through a name that points here.
 */
export async function startLedgerServer(
  options: Readonly<{
    port: number;
    catcher: MailCatcher;
    idp?: IdentityProviderSimulator;
    outside?: OutsideSystems;
  }>,
): Promise<LedgerServer> {
  const server = createServer((request, response) => {
    handle(request, options).then(
      ({ status, body }) => send(response, status, body),
      () => send(response, 500, { error: 'internal' }),
    );
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : options.port);
    });
  });
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

type Answer = Readonly<{ status: number; body: unknown }>;

async function handle(
  request: IncomingMessage,
  {
    catcher,
    idp,
    outside,
  }: Readonly<{ catcher: MailCatcher; idp?: IdentityProviderSimulator; outside?: OutsideSystems }>,
): Promise<Answer> {
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? ''))
    return { status: 403, body: { error: 'host' } };
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /mail':
      return { status: 200, body: catcher.mail(url.searchParams.get('to') ?? undefined) };
    case 'DELETE /mail':
      catcher.clear();
      return { status: 200, body: {} };
    case 'GET /ledger':
      return { status: 200, body: [...catcher.ledger(), ...ledgerOf(outside)].sort(byTime) };
    case 'GET /outside':
      return { status: 200, body: outside ? forPeople(outside) : null };
    case 'GET /idp':
      return { status: 200, body: idp?.ledger() ?? [] };
    case 'POST /idp/faults': {
      const parsed = idpFaultSchema.safeParse(await readJson(request));
      if (!parsed.success || !idp) return { status: 422, body: { error: 'faults' } };
      idp.fault(parsed.data.fault);
      return { status: 200, body: parsed.data };
    }
    case 'POST /faults': {
      const parsed = faultsSchema.safeParse(await readJson(request));
      if (!parsed.success) return { status: 422, body: { error: 'faults' } };
      catcher.fault(parsed.data.smtp, parsed.data.times);
      return { status: 200, body: parsed.data };
    }
    default:
      return { status: 404, body: { error: 'not_found' } };
  }
}

/** What has been changed at the systems of others, and what went wrong on the way there. */
const ledgerOf = (outside: OutsideSystems | undefined) =>
  Object.entries(outside?.systems ?? {}).flatMap(([system, simulator]) =>
    simulator
      .ledger()
      .filter(({ effect, fault }) => effect !== null || fault !== 'none')
      .map(({ at, effect, method, path, fault }) => ({
        at,
        system,
        what: fault === 'none' ? 'effect' : 'fault',
        to: effect ?? `${method} ${path}`,
      })),
  );
const byTime = (one: Readonly<{ at: string }>, other: Readonly<{ at: string }>): number =>
  one.at.localeCompare(other.at);

/** What somebody who tries the demo can do at the systems of others, and what they can hand in there. */
const forPeople = (outside: OutsideSystems) => ({
  serviceDesk: `${outside.systems.serviceDesk.origin}/simulator/admin`,
  credentials: [
    { id: 'googleAds', value: demoSecrets.adsRefreshToken, opens: demoAccounts.googleAds },
    { id: 'googleAdsElse', value: demoSecrets.adsRefreshTokenOfSomebodyElse, opens: [] },
    { id: 'meta', value: demoSecrets.metaAccessToken, opens: demoAccounts.meta },
    { id: 'metaWithoutRights', value: demoSecrets.metaAccessTokenWithoutRights, opens: [] },
  ],
});

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

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
