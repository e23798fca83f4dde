import { createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { decodeJwt, jwtVerify } from 'jose';
import type { SimulatedRequest, SimulatedResponse } from '../http-simulator';

export type ServiceAccountKey = Readonly<{ client_email: string; private_key: string }>;

/** Who the simulated Google knows, and the tokens that it has handed out. */
export type TokenBook = Readonly<{
  addServiceAccount: (key: ServiceAccountKey) => void;
  /** A new account with a key of its own. */
  createServiceAccount: (clientEmail: string) => ServiceAccountKey;
  addClient: (clientId: string, clientSecret: string) => void;
  /** What a person has agreed to; `subject` is whose data it opens. */
  addConsent: (consent: { refreshToken: string; clientId: string; subject: string; scopes: readonly string[] }) => void;
  revokeConsent: (refreshToken: string) => void;
  /** Tokens that were handed out before now are no longer taken. */
  revokeTokens: () => void;
  /** Whose token it is; null when there is none such, or it has ended. */
  holderOf: (request: SimulatedRequest) => Readonly<{ subject: string; scopes: readonly string[] }> | null;
  /** Answers `POST /token`. */
  answer: (request: SimulatedRequest, origin: string) => Promise<SimulatedResponse>;
}>;

const lifeSeconds = 3599;

export function createTokenBook(now: () => Date): TokenBook {
  const accounts = new Map<string, KeyObject>();
  const clients = new Map<string, string>();
  const consents = new Map<string, { clientId: string; subject: string; scopes: readonly string[] }>();
  const tokens = new Map<string, { subject: string; scopes: readonly string[]; until: number }>();

  const issue = (subject: string, scopes: readonly string[]): SimulatedResponse => {
    const token = `ya29.${randomBytes(32).toString('base64url')}`;
    tokens.set(token, { subject, scopes, until: now().getTime() + lifeSeconds * 1000 });
    return {
      status: 200,
      body: { access_token: token, expires_in: lifeSeconds, token_type: 'Bearer', scope: scopes.join(' ') },
    };
  };

  const addServiceAccount = ({ client_email: email, private_key: key }: ServiceAccountKey): void =>
    void accounts.set(email, createPublicKey(key));

  return {
    addServiceAccount,
    createServiceAccount: (clientEmail) => {
      const key = { client_email: clientEmail, private_key: newPrivateKey() };
      addServiceAccount(key);
      return key;
    },
    addClient: (clientId, clientSecret) => void clients.set(clientId, clientSecret),
    addConsent: ({ refreshToken, ...consent }) => void consents.set(refreshToken, consent),
    revokeConsent: (refreshToken) => void consents.delete(refreshToken),
    revokeTokens: () => tokens.clear(),

    holderOf: ({ headers }) => {
      const found = tokens.get(/^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '');
      return found && found.until > now().getTime() ? found : null;
    },

    answer: async ({ body }, origin) => {
      const form = new URLSearchParams(body.toString('utf8'));
      if (form.get('grant_type') === 'refresh_token') {
        const clientId = form.get('client_id') ?? '';
        if (!clients.has(clientId) || clients.get(clientId) !== form.get('client_secret')) {
          return refused(401, 'invalid_client', 'The OAuth client was not found.');
        }
        const consent = consents.get(form.get('refresh_token') ?? '');
        if (consent?.clientId !== clientId) return refused(400, 'invalid_grant', 'Token has been expired or revoked.');
        return issue(consent.subject, consent.scopes);
      }
      if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
        return refused(400, 'unsupported_grant_type', 'Invalid grant_type');
      }
      const assertion = form.get('assertion') ?? '';
      const email = issuerOf(assertion);
      const key = accounts.get(email);
      if (!key) return refused(400, 'invalid_grant', 'Invalid grant: account not found');
      try {
        const { payload } = await jwtVerify(assertion, key, {
          algorithms: ['RS256'],
          audience: ['https://oauth2.googleapis.com/token', `${origin}/token`],
          currentDate: now(),
          clockTolerance: 60,
          requiredClaims: ['iss', 'aud', 'iat', 'exp', 'scope'],
        });
        if ((payload.exp ?? 0) - (payload.iat ?? 0) > 3600) {
          return refused(400, 'invalid_grant', 'Invalid JWT: Token must be a short-lived token (60 minutes)');
        }
        return issue(email, String(payload.scope).split(' '));
      } catch {
        return refused(400, 'invalid_grant', 'Invalid JWT Signature.');
      }
    },
  };
}

/** A service account's key that stays the same over restarts: from the file, which is made when it is not there. */
export function keptServiceAccount(file: string, clientEmail: string): ServiceAccountKey {
  if (!existsSync(file)) {
    const made = { type: 'service_account', client_email: clientEmail, private_key: newPrivateKey() };
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  }
  const { client_email: email, private_key: key } = JSON.parse(readFileSync(file, 'utf8')) as ServiceAccountKey;
  return { client_email: email, private_key: key };
}

const newPrivateKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

function issuerOf(assertion: string): string {
  try {
    return decodeJwt(assertion).iss ?? '';
  } catch {
    return '';
  }
}

const refused = (status: number, error: string, description: string): SimulatedResponse => ({
  status,
  body: { error, error_description: description },
});
