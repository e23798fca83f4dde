import { createHash, createSign, generateKeyPairSync, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What the provider gets wrong until it is told otherwise; `none` is a provider that does everything right. */
export const idpFaults = [
  'none',
  'wrong_nonce',
  'wrong_issuer',
  'wrong_audience',
  'expired',
  'unsigned',
  'alg_none',
  'foreign_key',
  'unverified_email',
  'slow',
  'error_500',
] as const;
export type IdpFault = (typeof idpFaults)[number];

export type SimulatedPerson = Readonly<{ subject: string; email: string; name: string; mfa?: boolean }>;
export type IdpLedgerEntry = Readonly<{ at: string; system: 'idp'; what: string; clientId?: string }>;

export type IdentityProviderSimulator = Readonly<{
  port: number;
  issuer: string;
  fault: (fault: IdpFault) => void;
  ledger: () => readonly IdpLedgerEntry[];
  close: () => Promise<void>;
}>;

type Options = Readonly<{
  port: number;
  clientId: string;
  clientSecret: string;
  /** Exactly these addresses may be returned to. */
  redirectUris: readonly string[];
  people: readonly SimulatedPerson[];
}>;

type Grant = Readonly<{
  person: SimulatedPerson;
  nonce: string;
  challenge: string;
  redirectUri: string;
  until: number;
}>;

const slowMs = 15_000;

/**
 * A small OpenID provider on 127.0.0.1, for the demo and for tests: discovery, a page that asks who one is, authorization
 * code with PKCE (S256 only) redeemed once, ID tokens signed with RS256, the key set. It can be told to do each thing wrong
 * that a relying party must notice. Nothing here is for real people: it asks for no password.
 */
export async function startIdentityProvider(options: Options): Promise<IdentityProviderSimulator> {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const grants = new Map<string, Grant>();
  const ledger: IdpLedgerEntry[] = [];
  let fault: IdpFault = 'none';
  let issuer = '';

  const note = (what: string, clientId?: string): void => {
    ledger.push({ at: new Date().toISOString(), system: 'idp', what, ...(clientId ? { clientId } : {}) });
    if (ledger.length > 1000) ledger.shift();
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', issuer);
    if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, slowMs).unref());
    if (fault === 'error_500') return send(response, 500, { error: 'server_error' });
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /.well-known/openid-configuration':
        note('discovery');
        return send(
          response,
          200,
          discovery(fault === 'wrong_issuer' ? 'https://id.elsewhere.example' : issuer, issuer),
        );
      case 'GET /jwks':
        note('keys');
        return send(response, 200, {
          keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }],
        });
      case 'GET /authorize':
        return authorize(url, response);
      case 'POST /token':
        return token(new URLSearchParams(await readText(request)), response);
      default:
        return send(response, 404, { error: 'not_found' });
    }
  };

  const authorize = (url: URL, response: ServerResponse): void => {
    const query = url.searchParams;
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== options.clientId || !options.redirectUris.includes(redirectUri)) {
      note('authorize refused');
      return send(response, 400, { error: 'invalid_request' });
    }
    const back = new URL(redirectUri);
    back.searchParams.set('state', query.get('state') ?? '');
    const challenge = query.get('code_challenge') ?? '';
    if (query.get('response_type') !== 'code' || query.get('code_challenge_method') !== 'S256' || !challenge) {
      back.searchParams.set('error', 'invalid_request');
      return redirect(response, back);
    }
    if (query.get('choice') === 'deny') {
      back.searchParams.set('error', 'access_denied');
      return redirect(response, back);
    }
    const person = options.people.find(({ subject }) => subject === query.get('choice'));
    if (!person) {
      note('asked', options.clientId);
      return choose(url, response, options.people);
    }
    const code = randomBytes(24).toString('base64url');
    const nonce = query.get('nonce') ?? '';
    grants.set(code, { person, nonce, challenge, redirectUri, until: Date.now() + 60_000 });
    note('authorized', options.clientId);
    back.searchParams.set('code', code);
    redirect(response, back);
  };

  const token = (form: URLSearchParams, response: ServerResponse): void => {
    const grant = grants.get(form.get('code') ?? '');
    grants.delete(form.get('code') ?? '');
    if (form.get('client_id') !== options.clientId || !equal(form.get('client_secret') ?? '', options.clientSecret)) {
      note('client refused');
      return send(response, 401, { error: 'invalid_client' });
    }
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const holds =
      grant &&
      grant.until > Date.now() &&
      grant.challenge === challenge &&
      grant.redirectUri === form.get('redirect_uri');
    if (!holds) {
      note('grant refused', options.clientId);
      return send(response, 400, { error: 'invalid_grant' });
    }
    note('redeemed', options.clientId);
    send(response, 200, {
      access_token: randomBytes(24).toString('base64url'),
      token_type: 'Bearer',
      expires_in: 300,
      id_token: idToken(
        fault,
        claimsOf(grant, fault, issuer, options.clientId),
        fault === 'foreign_key' ? foreign.privateKey : keys.privateKey,
      ),
    });
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => send(response, 500, { error: 'server_error' }));
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : options.port);
    });
  });
  issuer = `http://127.0.0.1:${port}`;
  return {
    port,
    issuer,
    fault: (next) => {
      fault = next;
    },
    ledger: () => [...ledger],
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const discovery = (claimed: string, base: string) => ({
  issuer: claimed,
  authorization_endpoint: `${base}/authorize`,
  token_endpoint: `${base}/token`,
  jwks_uri: `${base}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: ['client_secret_post'],
  scopes_supported: ['openid', 'email', 'profile'],
});

function claimsOf({ person, nonce }: Grant, fault: IdpFault, issuer: string, clientId: string): object {
  const now = Math.floor(Date.now() / 1000);
  const issuedAt = fault === 'expired' ? now - 7200 : now;
  return {
    iss: issuer,
    aud: fault === 'wrong_audience' ? 'another-client' : clientId,
    sub: person.subject,
    iat: issuedAt,
    exp: issuedAt + 300,
    nonce: fault === 'wrong_nonce' ? randomBytes(16).toString('base64url') : nonce,
    email: person.email,
    email_verified: fault !== 'unverified_email',
    name: person.name,
    ...(person.mfa ? { amr: ['pwd', 'mfa'] } : {}),
  };
}

function idToken(fault: IdpFault, claims: object, key: KeyObject): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part(fault === 'alg_none' ? { alg: 'none' } : { alg: 'RS256', kid: 'k1' })}.${part(claims)}`;
  if (fault === 'alg_none' || fault === 'unsigned') return `${text}.`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`;
}

/** The page that asks who one is: plain links, so that it works everywhere. */
function choose(url: URL, response: ServerResponse, people: readonly SimulatedPerson[]): void {
  const link = (choice: string, label: string): string => {
    const to = new URL(url);
    to.searchParams.set('choice', choice);
    return `<li><a href="${escape(to.pathname + to.search)}">${escape(label)}</a></li>`;
  };
  const items = [
    ...people.map(({ subject, name, email }) => link(subject, `${name} (${email})`)),
    link('deny', 'Deny'),
  ];
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'",
  });
  response.end(
    `<!doctype html><html lang="en"><title>Simulated sign-in</title><main><h1>Simulated sign-in</h1><p>A provider of the demo. Choose who you are:</p><ul>${items.join('')}</ul></main></html>`,
  );
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const equal = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > 20_000) return '';
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function redirect(response: ServerResponse, to: URL): void {
  response.writeHead(303, { location: to.href, 'cache-control': 'no-store' });
  response.end();
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
