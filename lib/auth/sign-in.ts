import { ok, refuse, type Outcome } from '@/lib/errors';
import { databaseClient } from '@/lib/platform/db';
import { isUuid, uuidv7 } from '@/lib/platform/ids';
import { consume, forget } from '@/lib/platform/rate-limit';
import { normaliseEmail } from './email';
import { lifetimes } from './lifetimes';
import { safeReturnPath } from './return-path';
import type { OpenedSession } from './sessions';
import { hashCode, hashToken, isToken, newToken, readCode } from './tokens';

/** Signed in: the session for the cookie, and where the person wanted to go. */
export type SignedIn = OpenedSession & Readonly<{ returnPath: string | null; locale: string }>;

/** A challenge as the page that waits for the code may show it. */
export type ChallengeView = Readonly<{
  email: string;
  createdAt: string;
  expiresAt: string;
  returnPath: string | null;
  status: 'open' | 'used' | 'expired' | 'locked';
}>;

/**
 * Asks for a sign-in mail. Promises the same for every address: a challenge whose id belongs into this browser's cookie,
 * made by one and the same statement; whether anybody is there is found out later, by the worker, out of sight. Refuses
 * `invalid_input` for what is no address and `rate_limited` per network address and per e-mail address.
 */
export async function requestSignIn(
  input: Readonly<{ email: string; locale: string; returnPath?: string | null; ip: string }>,
): Promise<Outcome<{ challengeId: string }>> {
  const email = normaliseEmail(input.email);
  if (!email) return refuse('invalid_input', {}, { fields: { email: [{ code: 'auth.emailInvalid', args: {} }] } });
  const limited = await firstRefusal(['signInPerAddress', input.ip], ['signIn', email]);
  if (limited) return limited;
  const id = uuidv7();
  const job = JSON.stringify({ challengeId: id });
  await databaseClient('app').$queryRaw`
    select app.challenge_create(${id}::uuid, ${email}, ${safeReturnPath(input.returnPath)}, ${input.locale}, ${lifetimes.challenge}::int)::text,
      app.enqueue('sign-in-mail', ${`sign-in-mail:${id}`}, ${job}::jsonb)`;
  return ok({ challengeId: id });
}

/** The challenge that this browser asked for, or null. */
export async function viewChallenge(challengeId: string): Promise<ChallengeView | null> {
  if (!isUuid(challengeId)) return null;
  const [row] = await databaseClient('app').$queryRaw<
    { view: ChallengeView | null }[]
  >`select app.challenge_view(${challengeId}::uuid) as view`;
  return row?.view ?? null;
}

/**
 * Signs in with the token of a mailed link and ends the session that the browser had. Refuses `sign_in_link_expired` for
 * an unknown, used or expired token alike, and `rate_limited`.
 */
export async function consumeLink(
  input: Readonly<{ token: string; ip: string; oldToken?: string | null }>,
): Promise<Outcome<SignedIn>> {
  const limited = await firstRefusal(['signInPerAddress', input.ip]);
  if (limited) return limited;
  if (!isToken(input.token)) return refuse('sign_in_link_expired');
  const session = newToken();
  const [row] = await databaseClient('app').$queryRaw<
    { answer: ConsumeAnswer }[]
  >`select app.challenge_consume_link(${hashToken(input.token)}::bytea, ${uuidv7()}::uuid, ${hashToken(session)}::bytea,
      ${lifetimes.session}::int, ${oldHash(input.oldToken)}::bytea) as answer`;
  return signedIn(row?.answer, session);
}

/**
 * Signs in with the code of a mail, in the browser that asked for it. Refuses `sign_in_code_wrong` (and counts it: five
 * end the challenge), `sign_in_code_locked`, `sign_in_link_expired` and `rate_limited`.
 */
export async function consumeCode(
  input: Readonly<{ challengeId: string; code: string; ip: string; oldToken?: string | null }>,
): Promise<Outcome<SignedIn>> {
  const limited = await firstRefusal(['signInPerAddress', input.ip]);
  if (limited) return limited;
  if (!isUuid(input.challengeId)) return refuse('sign_in_link_expired');
  const code = readCode(input.code);
  // What cannot be a code costs no attempt: a slip of the keyboard is no guess.
  if (code === null) return refuse('invalid_input', {}, { fields: { code: [{ code: 'auth.codeInvalid', args: {} }] } });
  const session = newToken();
  const [row] = await databaseClient('app').$queryRaw<
    { answer: ConsumeAnswer }[]
  >`select app.challenge_consume_code(${input.challengeId}::uuid, ${hashCode(input.challengeId, code)}::bytea, ${uuidv7()}::uuid,
      ${hashToken(session)}::bytea, ${lifetimes.session}::int, ${oldHash(input.oldToken)}::bytea) as answer`;
  const outcome = signedIn(row?.answer, session);
  if (outcome.ok) await forget('signInPerAddress', input.ip);
  return outcome;
}

type ConsumeAnswer =
  | Readonly<{
      outcome: 'signed_in';
      userId: string;
      sessionId: string;
      expiresAt: string;
      returnPath: string | null;
      locale: string;
    }>
  | Readonly<{ outcome: 'expired' | 'wrong' | 'locked' }>;

function signedIn(answer: ConsumeAnswer | undefined, token: string): Outcome<SignedIn> {
  switch (answer?.outcome) {
    case 'signed_in': {
      const { userId, sessionId, expiresAt, returnPath, locale } = answer;
      return ok({
        token,
        userId,
        sessionId,
        expiresAt: new Date(expiresAt),
        returnPath: safeReturnPath(returnPath),
        locale,
      });
    }
    case 'wrong':
      return refuse('sign_in_code_wrong', {}, { fields: { code: [{ code: 'auth.codeWrong', args: {} }] } });
    case 'locked':
      return refuse('sign_in_code_locked');
    default:
      return refuse('sign_in_link_expired');
  }
}

type Limit = readonly [limit: Parameters<typeof consume>[0], key: string];

async function firstRefusal(...limits: readonly Limit[]): Promise<Extract<Outcome<never>, { ok: false }> | null> {
  for (const [limit, key] of limits) {
    const allowed = await consume(limit, key);
    if (!allowed.ok) return allowed;
  }
  return null;
}

const oldHash = (token: string | null | undefined): Buffer | null => (isToken(token) ? hashToken(token) : null);
