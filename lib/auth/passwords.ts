import { randomBytes } from 'node:crypto';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { databaseClient } from '@/lib/platform/db';
import { uuidv7 } from '@/lib/platform/ids';
import { consume, forget } from '@/lib/platform/rate-limit';
import { currentCost, derivedVerifier, type Cost } from './derive-key';
import { normaliseEmail } from './email';
import { lifetimes } from './lifetimes';
import { safeReturnPath } from './return-path';
import { resolveSession } from './sessions';
import type { SignedIn } from './sign-in';
import { hashToken, isToken, newToken } from './tokens';
import { passwordLength, passwordProblem } from './weak-password';

type SignInInput = Readonly<{
  email: string;
  password: string;
  ip: string;
  returnPath?: string | null;
  oldToken?: string | null;
}>;

/**
 * Signs in with a password. The salt comes from the database, which gives unknown addresses one too; the key is derived here,
 * the database compares and counts. Same work and same answer for a wrong password and an unknown address. Refuses
 * `invalid_input` for what is no address, `password_wrong`, and `rate_limited` per network address and per e-mail address.
 */
export async function signInWithPassword(input: SignInInput): Promise<Outcome<SignedIn>> {
  const email = normaliseEmail(input.email);
  if (!email) return refuse('invalid_input', {}, { fields: { email: [{ code: 'auth.emailInvalid', args: {} }] } });
  for (const [limit, key] of [['signInPerAddress', input.ip] as const, ['signIn', `password:${email}`] as const]) {
    const allowed = await consume(limit, key);
    if (!allowed.ok) return allowed;
  }
  const verifier = await verifierFor(email, input.password.slice(0, 4 * passwordLength.max));
  if (!verifier.ok) return verifier;
  const token = newToken();
  const old = isToken(input.oldToken) ? hashToken(input.oldToken) : null;
  const [row] = await databaseClient('app').$queryRaw<{ answer: Answer }[]>`
    select app.password_sign_in(${email}, ${verifier.value}::bytea, ${uuidv7()}::uuid, ${hashToken(token)}::bytea,
      ${lifetimes.session}::int, ${old}::bytea) as answer`;
  const answer = row?.answer;
  if (answer?.outcome !== 'signed_in') return wrong('password');
  await forget('signIn', `password:${email}`);
  const { userId, sessionId, expiresAt, locale } = answer;
  const returnPath = safeReturnPath(input.returnPath);
  return ok({ token, userId, sessionId, expiresAt: new Date(expiresAt), returnPath, locale });
}

/**
 * Sets or changes the password of whoever holds the session, ends their other sessions and sends them a notice. The old one
 * is asked for, except from somebody who came by mail or passkey within the last fifteen minutes: so a forgotten one is
 * replaced. Refuses `invalid_input` (too short, too long, common), `password_wrong`, `sign_in_stale`,
 * `second_factor_needed`, `unauthenticated` and `rate_limited`.
 */
export async function setPassword(
  input: Readonly<{ token: string; current: string; next: string }>,
): Promise<Outcome<null>> {
  const session = await resolveSession(input.token);
  if (!session) return refuse('unauthenticated');
  const problem = passwordProblem(input.next, [session.email, session.name]);
  if (problem) {
    const args = { min: passwordLength.min, max: passwordLength.max };
    return refuse('invalid_input', {}, { fields: { next: [{ code: `auth.passwordProblem.${problem}`, args }] } });
  }
  const salt = randomBytes(16);
  const verifier = await derivedVerifier(input.next, salt, currentCost);
  if (!verifier.ok) return verifier;
  return change(input.token, session.userId, session.email, input.current, { salt, verifier: verifier.value });
}

/** Removes the password; mail and passkeys go on working. Asks and refuses like `setPassword`. */
export async function removePassword(input: Readonly<{ token: string; current: string }>): Promise<Outcome<null>> {
  const session = await resolveSession(input.token);
  if (!session) return refuse('unauthenticated');
  return change(input.token, session.userId, session.email, input.current, null);
}

async function change(
  token: string,
  userId: string,
  email: string,
  current: string,
  next: Readonly<{ salt: Buffer; verifier: Buffer }> | null,
): Promise<Outcome<null>> {
  const allowed = await consume('signIn', `password-change:${userId}`);
  if (!allowed.ok) return allowed;
  const known = current === '' ? null : await verifierFor(email, current.slice(0, 4 * passwordLength.max));
  if (known && !known.ok) return known;
  const notice = JSON.stringify({ userId, what: next ? 'password-set' : 'password-removed' });
  const [row] = await databaseClient('app').$queryRaw<{ outcome: keyof typeof refusals | 'set' | 'removed' }[]>`
    with changed as materialized (
      select app.password_set(${hashToken(token)}::bytea, ${known?.value ?? null}::bytea, ${next?.salt ?? null}::bytea,
        ${next?.verifier ?? null}::bytea, ${currentCost.memory}::int, ${currentCost.passes}::int, ${currentCost.lanes}::int) as answer)
    select answer ->> 'outcome' as outcome, case when (answer ->> 'changed')::boolean
      then app.enqueue('sign-in-notice', ${`sign-in-notice:${uuidv7()}`}, ${notice}::jsonb) end as job from changed`;
  const outcome = row?.outcome ?? 'signed_out';
  if (outcome === 'set' || outcome === 'removed') {
    await forget('signIn', `password-change:${userId}`);
    return ok(null);
  }
  return outcome === 'wrong' ? wrong('current') : refuse(refusals[outcome]);
}

async function verifierFor(email: string, password: string): Promise<Outcome<Buffer>> {
  const [row] = await databaseClient('app').$queryRaw<{ how: Cost & { salt: string } }[]>`
    select app.password_salt(${email}, ${currentCost.memory}::int, ${currentCost.passes}::int, ${currentCost.lanes}::int) as how`;
  if (!row) throw new Error('The database gave no salt');
  return derivedVerifier(password, Buffer.from(row.how.salt, 'hex'), row.how);
}

const wrong = (field: string): Outcome<never> =>
  refuse('password_wrong', {}, { fields: { [field]: [{ code: 'auth.passwordWrong', args: {} }] } });

type Answer =
  | Readonly<{ outcome: 'signed_in'; userId: string; sessionId: string; expiresAt: string; locale: string }>
  | Readonly<{ outcome: 'wrong' }>;

const refusals = {
  wrong: 'password_wrong',
  stale: 'sign_in_stale',
  held: 'second_factor_needed',
  signed_out: 'unauthenticated',
} as const;
