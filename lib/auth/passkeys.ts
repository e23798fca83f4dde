import { createHash } from 'node:crypto';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { z } from 'zod';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { config } from '@/lib/platform/config';
import { databaseClient } from '@/lib/platform/db';
import { isUuid, uuidv7 } from '@/lib/platform/ids';
import { consume } from '@/lib/platform/rate-limit';
import { lifetimes } from './lifetimes';
import { prove } from './proof';
import { safeReturnPath } from './return-path';
import { securityView } from './security';
import { resolveSession, type OpenedSession } from './sessions';
import type { SignedIn } from './sign-in';
import { hashToken, isToken, newToken } from './tokens';

/** What the browser is given, and the token for its cookie that only it can answer with. */
export type PasskeyQuestion<T> = Readonly<{ options: T; browserToken: string }>;

const questionSeconds = 5 * 60;

/** Passkeys belong to the host of the product's public address. */
const rpId = (): string => new URL(config().publicUrl).hostname;

/**
 * Asks a browser for any passkey of ours (the person need not say who they are). The challenge is stored as a hash and
 * works once, for five minutes, in this browser. Refuses `rate_limited`.
 */
export async function askForPasskey(
  input: Readonly<{ ip: string; returnPath?: string | null }>,
): Promise<Outcome<PasskeyQuestion<PublicKeyCredentialRequestOptionsJSON>>> {
  const allowed = await consume('signInPerAddress', input.ip);
  if (!allowed.ok) return allowed;
  const { challenge, browserToken } = await newChallenge(safeReturnPath(input.returnPath));
  const options = await generateAuthenticationOptions({
    rpID: rpId(),
    challenge: Buffer.from(challenge, 'base64url'),
    userVerification: 'required',
    timeout: questionSeconds * 1000,
  });
  return ok({ options, browserToken });
}

/**
 * Asks a browser to make a passkey for whoever holds the session. Refuses `unauthenticated` and `second_factor_needed`
 * while an existing second factor has not been shown.
 */
export async function askForNewPasskey(
  token: string,
): Promise<Outcome<PasskeyQuestion<PublicKeyCredentialCreationOptionsJSON>>> {
  const [session, view] = await Promise.all([resolveSession(token), securityView(token)]);
  if (!session || !view) return refuse('unauthenticated');
  if (!view.mayChange) return refuse('second_factor_needed');
  const { challenge, browserToken } = await newChallenge(null);
  const options = await generateRegistrationOptions({
    rpID: rpId(),
    rpName: 'Portico',
    userName: session.email,
    userDisplayName: session.name || session.email,
    userID: new Uint8Array(createHash('sha256').update(`passkey:${session.userId}`).digest()),
    challenge: Buffer.from(challenge, 'base64url'),
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    timeout: questionSeconds * 1000,
  });
  return ok({ options, browserToken });
}

/**
 * Keeps a new passkey, and raises the session under a new token: making it took the device and its owner. Refuses
 * `passkey_refused`, `conflict` (twenty are enough), `second_factor_needed` and `unauthenticated`.
 */
export async function addPasskey(
  input: Readonly<{ token: string; browserToken: string; name: string; response: string }>,
): Promise<Outcome<OpenedSession>> {
  const session = await resolveSession(input.token);
  if (!session) return refuse('unauthenticated');
  const response = parsed(registrationSchema, input.response);
  const challenge = response && challengeOf(response.response.clientDataJSON);
  if (!response || !challenge || !isToken(input.browserToken)) return refuse('passkey_refused');
  const verified = await quietly(() =>
    verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: config().publicUrl,
      expectedRPID: rpId(),
      requireUserVerification: true,
    }),
  );
  if (!verified?.verified) return refuse('passkey_refused');
  const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
  const key = Buffer.from(publicKey);
  const secretHash = hashToken(challenge);
  const keyHash = createHash('sha256').update(key).digest('hex');
  const proof = prove('passkey-add', [session.sessionId, secretHash.toString('hex'), id, keyHash]);
  const next = newToken();
  const [row] = await databaseClient('app').$queryRaw<{ answer: AddAnswer }[]>`
    select app.passkey_add(${hashToken(input.token)}::bytea, ${secretHash}::bytea, ${hashToken(input.browserToken)}::bytea,
      ${uuidv7()}::uuid, ${id}, ${key}::bytea, ${counter}::bigint, ${transports.map(String)}::text[], ${input.name.trim()},
      ${proof}, ${hashToken(next)}::bytea) as answer`;
  const answer = row?.answer ?? { outcome: 'expired' as const };
  if (answer.outcome !== 'added') return refuse(addRefusals[answer.outcome]);
  const { userId, sessionId, expiresAt } = answer;
  return ok({ token: next, userId, sessionId, expiresAt: new Date(expiresAt) });
}

/**
 * Signs in with a passkey, or with `raiseToken` shows it as the second factor of that session. The device must have
 * verified its owner, the challenge counts once, and a counter that did not rise is a copied key. Refuses
 * `passkey_refused` and `rate_limited`.
 */
export async function signInWithPasskey(
  input: Readonly<{
    browserToken: string;
    response: string;
    ip: string;
    oldToken: string | null;
    raiseToken?: string | null;
  }>,
): Promise<Outcome<SignedIn>> {
  const allowed = await consume('signInPerAddress', input.ip);
  if (!allowed.ok) return allowed;
  const response = parsed(authenticationSchema, input.response);
  const challenge = response && challengeOf(response.response.clientDataJSON);
  if (!response || !challenge || !isToken(input.browserToken)) return refuse('passkey_refused');
  const known = await findPasskey(response.id);
  const verified = known && (await verifyUse(response as AuthenticationResponseJSON, challenge, known));
  if (!verified) return refuse('passkey_refused');
  const secretHash = hashToken(challenge);
  const proof = prove('passkey-use', [secretHash.toString('hex'), response.id, String(verified.counter)]);
  const token = newToken();
  const old = isToken(input.oldToken) ? hashToken(input.oldToken) : null;
  const raise = isToken(input.raiseToken) ? hashToken(input.raiseToken) : null;
  const [row] = await databaseClient('app').$queryRaw<{ answer: UseAnswer }[]>`
    select app.passkey_use(${secretHash}::bytea, ${hashToken(input.browserToken)}::bytea, ${response.id},
      ${verified.counter}::bigint, ${proof}, ${raise}::bytea, ${uuidv7()}::uuid, ${hashToken(token)}::bytea,
      ${lifetimes.session}::int, ${old}::bytea) as answer`;
  const answer = row?.answer ?? { outcome: 'expired' as const };
  if (answer.outcome !== 'signed_in' && answer.outcome !== 'passed') return refuse('passkey_refused');
  const { userId, sessionId, expiresAt, returnPath, locale = 'en' } = answer;
  const to = safeReturnPath(returnPath);
  return ok({ token, userId, sessionId, expiresAt: new Date(expiresAt), returnPath: to, locale });
}

/** Gives a passkey another name. Refuses `not_found` for somebody else's, `second_factor_needed`, `unauthenticated`. */
export const renamePasskey = (input: Readonly<{ token: string; id: string; name: string }>): Promise<Outcome<null>> =>
  changePasskey(input.token, input.id, input.name.trim().slice(0, 80));

/** Takes a passkey away. Refuses like `renamePasskey`. */
export const removePasskey = (input: Readonly<{ token: string; id: string }>): Promise<Outcome<null>> =>
  changePasskey(input.token, input.id, null);

async function changePasskey(token: string, id: string, name: string | null): Promise<Outcome<null>> {
  if (!isUuid(id)) return refuse('not_found');
  const hash = hashToken(isToken(token) ? token : '');
  const [row] = await databaseClient('app').$queryRaw<
    { outcome: string }[]
  >`select app.passkey_change(${hash}::bytea, ${id}::uuid, ${name}) as outcome`;
  switch (row?.outcome) {
    case 'changed':
    case 'removed':
      return ok(null);
    case 'unknown':
      return refuse('not_found');
    case 'held':
      return refuse('second_factor_needed');
    default:
      return refuse('unauthenticated');
  }
}

async function newChallenge(returnPath: string | null): Promise<Readonly<{ challenge: string; browserToken: string }>> {
  const [challenge, browserToken] = [newToken(), newToken()];
  await databaseClient('app').$queryRaw`
    select app.passkey_challenge(${uuidv7()}::uuid, ${hashToken(challenge)}::bytea, ${hashToken(browserToken)}::bytea,
      ${returnPath}, ${questionSeconds}::int)::text`;
  return { challenge, browserToken };
}

type Stored = Readonly<{ publicKey: string; counter: number; transports: readonly string[] }>;

async function findPasskey(credentialId: string): Promise<Stored | null> {
  const [row] = await databaseClient('app').$queryRaw<
    { found: Stored | null }[]
  >`select app.passkey_find(${credentialId}) as found`;
  return row?.found ?? null;
}

async function verifyUse(
  response: AuthenticationResponseJSON,
  challenge: string,
  stored: Stored,
): Promise<Readonly<{ counter: number }> | null> {
  const verified = await quietly(() =>
    verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: config().publicUrl,
      expectedRPID: rpId(),
      requireUserVerification: true,
      credential: {
        id: response.id,
        publicKey: new Uint8Array(Buffer.from(stored.publicKey, 'base64')),
        // The database compares the counters, under a lock; here every signed one is read.
        counter: 0,
        transports: stored.transports as AuthenticatorTransport[],
      },
    }),
  );
  return verified?.verified ? { counter: verified.authenticationInfo.newCounter } : null;
}

/** The library throws for whatever does not hold; to us that is a refusal like any other. */
async function quietly<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch {
    return null;
  }
}

/** The challenge that a response claims to answer; the database decides whether it was asked and is open. */
function challengeOf(clientDataJson: string): string | null {
  const data = parsed(z.object({ challenge: z.string() }), Buffer.from(clientDataJson, 'base64url').toString('utf8'));
  return data && isToken(data.challenge) ? data.challenge : null;
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    const result = schema.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}

const base64url = z.string().regex(/^[A-Za-z0-9_-]{1,8000}$/);
const common = { id: base64url.max(1400), rawId: base64url.max(1400), type: z.literal('public-key') };
const extensions = { clientExtensionResults: z.record(z.string(), z.unknown()).default({}) };
const registrationSchema = z.object({
  ...common,
  ...extensions,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(20)).max(8).optional(),
  }),
});
const authenticationSchema = z.object({
  ...common,
  ...extensions,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.optional(),
  }),
});

type AddAnswer =
  | Readonly<{ outcome: 'added'; userId: string; sessionId: string; expiresAt: string }>
  | Readonly<{ outcome: keyof typeof addRefusals }>;
type UseAnswer =
  | Readonly<{
      outcome: 'signed_in' | 'passed';
      userId: string;
      sessionId: string;
      expiresAt: string;
      returnPath: string | null;
      locale?: string;
    }>
  | Readonly<{ outcome: 'expired' | 'cloned' }>;

const addRefusals = {
  full: 'conflict',
  held: 'second_factor_needed',
  expired: 'passkey_refused',
  signed_out: 'unauthenticated',
} as const;
