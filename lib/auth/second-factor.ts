import { createHash, randomBytes } from 'node:crypto';
import { Secret as OtpSecret, TOTP } from 'otpauth';
import { encode } from 'uqr';
import { randomBase32, rootKeys } from '@/lib/crypto';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { databaseClient } from '@/lib/platform/db';
import { uuidv7 } from '@/lib/platform/ids';
import { consume, forget } from '@/lib/platform/rate-limit';
import { prove } from './proof';
import { resolveSession, type OpenedSession } from './sessions';
import { hashToken, isToken, newToken, readCode } from './tokens';

const period = 30;
const recoveryCount = 10;

/** What an authenticator app needs, shown while the codes are being set up and never again; `squares` is the picture. */
export type Enrolment = Readonly<{ secret: string; uri: string; squares: readonly (readonly boolean[])[] }>;

/**
 * Begins setting up one-time codes, or shows again what was begun and not confirmed. The secret is wrapped under the root
 * key before it is stored. Refuses `unauthenticated`, `second_factor_needed` (an existing one must be shown first) and
 * `conflict` when codes are set up already.
 */
export async function beginTotp(token: string): Promise<Outcome<Enrolment>> {
  const session = await resolveSession(token);
  if (!session) return refuse('unauthenticated');
  const begun = await readFactor(token);
  if (begun?.confirmed) return refuse('conflict');
  if (begun) return ok(enrolmentOf(await opened(begun), session.email));
  const factorId = uuidv7();
  const secret = randomBytes(20);
  const { rootKeyId, wrapped } = await rootKeys.wrap(secret, binding(session.userId, factorId));
  const [row] = await databaseClient('app').$queryRaw<
    { outcome: 'begun' | 'held' | 'enrolled' | 'signed_out' }[]
  >`select app.totp_begin(${hashToken(token)}::bytea, ${factorId}::uuid, ${wrapped}, ${rootKeyId}) as outcome`;
  switch (row?.outcome) {
    case 'begun':
      return ok(enrolmentOf(secret, session.email));
    case 'held':
      return refuse('second_factor_needed');
    case 'enrolled':
      return refuse('conflict');
    default:
      return refuse('unauthenticated');
  }
}

/**
 * Shows a one-time code: raises the session under a new token and, the first time, confirms the codes and answers ten
 * recovery codes, shown once. A code counts once, one step of time before and after now. Refuses `second_factor_wrong`
 * (also for a code used before), `unauthenticated` and `rate_limited` per person.
 */
export async function passTotp(
  input: Readonly<{ token: string; code: string; nowMs: number }>,
): Promise<Outcome<OpenedSession & Readonly<{ recoveryCodes: readonly string[] }>>> {
  const factor = await readFactor(input.token);
  if (!factor) return (await resolveSession(input.token)) ? wrongCode() : refuse('unauthenticated');
  const allowed = await consume('signIn', `totp:${factor.userId}`);
  if (!allowed.ok) return allowed;
  const code = readCode(input.code);
  const step = code === null ? null : matchingStep(await opened(factor), code, input.nowMs);
  if (step === null) return wrongCode();
  const recoveryCodes = factor.confirmed ? [] : newRecoveryCodes();
  const next = newToken();
  const proof = prove('totp', [factor.sessionId, factor.factorId, String(step)]);
  const [row] = await databaseClient('app').$queryRaw<{ answer: Raised }[]>`
    select app.totp_pass(${hashToken(input.token)}::bytea, ${step}::bigint, ${proof}, ${recoveryCodes.map(hashRecovery)}::bytea[],
      ${hashToken(next)}::bytea) as answer`;
  if (row?.answer.outcome !== 'passed') return wrongCode();
  await forget('signIn', `totp:${factor.userId}`);
  return ok({ ...openedFrom(row.answer, next), recoveryCodes });
}

/** Shows a recovery code in place of the second factor; each works once. Refuses like `passTotp`. */
export async function passRecovery(input: Readonly<{ token: string; code: string }>): Promise<Outcome<OpenedSession>> {
  const session = await resolveSession(input.token);
  if (!session) return refuse('unauthenticated');
  const allowed = await consume('signIn', `recovery:${session.userId}`);
  if (!allowed.ok) return allowed;
  const next = newToken();
  const [row] = await databaseClient('app').$queryRaw<{ answer: Raised }[]>`
    select app.recovery_pass(${hashToken(input.token)}::bytea, ${hashRecovery(input.code)}::bytea, ${hashToken(next)}::bytea) as answer`;
  if (row?.answer.outcome !== 'passed') return wrongCode();
  await forget('signIn', `recovery:${session.userId}`);
  return ok(openedFrom(row.answer, next));
}

/** Ten new recovery codes, shown once; the older ones end. Refuses `second_factor_needed` and `unauthenticated`. */
export async function renewRecoveryCodes(token: string): Promise<Outcome<readonly string[]>> {
  const codes = newRecoveryCodes();
  const [row] = await databaseClient('app').$queryRaw<
    { outcome: 'renewed' | 'held' | 'signed_out' }[]
  >`select app.recovery_renew(${tokenHash(token)}::bytea, ${codes.map(hashRecovery)}::bytea[]) as outcome`;
  return row?.outcome === 'renewed' ? ok(codes) : refuse(refusalOf(row?.outcome));
}

/** Takes the one-time codes away, with their recovery codes. Refuses `second_factor_needed` and `unauthenticated`. */
export async function removeTotp(token: string): Promise<Outcome<null>> {
  const [row] = await databaseClient('app').$queryRaw<
    { outcome: 'removed' | 'held' | 'signed_out' }[]
  >`select app.totp_remove(${tokenHash(token)}::bytea) as outcome`;
  return row?.outcome === 'removed' ? ok(null) : refuse(refusalOf(row?.outcome));
}

type Factor = Readonly<{
  userId: string;
  factorId: string;
  sessionId: string;
  wrapped: string;
  rootKeyId: string;
  confirmed: boolean;
}>;
type Raised = Readonly<{ outcome: string; userId: string; sessionId: string; expiresAt: string }>;

async function readFactor(token: string): Promise<Factor | null> {
  const [row] = await databaseClient('app').$queryRaw<
    { factor: Factor | null }[]
  >`select app.totp_read(${tokenHash(token)}::bytea) as factor`;
  return row?.factor ?? null;
}

const opened = ({ rootKeyId, wrapped, userId, factorId }: Factor): Promise<Buffer> =>
  rootKeys.unwrap(rootKeyId, wrapped, binding(userId, factorId));

const binding = (userId: string, factorId: string): string => `totp|${userId}|${factorId}`;

const totpOf = (secret: Buffer, email = ''): TOTP =>
  new TOTP({
    issuer: 'Portico',
    label: email,
    algorithm: 'SHA1',
    digits: 6,
    period,
    secret: new OtpSecret({ buffer: new Uint8Array(secret).buffer }),
  });

function enrolmentOf(secret: Buffer, email: string): Enrolment {
  const totp = totpOf(secret, email);
  const uri = totp.toString();
  return { secret: totp.secret.base32, uri, squares: encode(uri, { border: 2 }).data };
}

/** The step of time whose code this is, or null: `validate` compares in constant time. */
function matchingStep(secret: Buffer, code: string, nowMs: number): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: nowMs, window: 1 });
  return delta === null ? null : Math.floor(nowMs / 1000 / period) + delta;
}

const newRecoveryCodes = (): string[] =>
  Array.from({ length: recoveryCount }, () => (randomBase32(16).match(/.{4}/g) ?? []).join('-'));

/** Eighty random bits cannot be searched, so a plain hash will do; blanks, dashes and capitals are the writer's affair. */
const hashRecovery = (code: string): Buffer =>
  createHash('sha256')
    .update(
      `recovery:${code
        .slice(0, 60)
        .toLowerCase()
        .replace(/[^a-z2-7]/g, '')}`,
    )
    .digest();

const openedFrom = ({ userId, sessionId, expiresAt }: Raised, token: string): OpenedSession => ({
  token,
  userId,
  sessionId,
  expiresAt: new Date(expiresAt),
});

/** What is no token of ours hashes to one that nobody has. */
const tokenHash = (token: string): Buffer => hashToken(isToken(token) ? token : '');

const refusalOf = (outcome: string | undefined): 'second_factor_needed' | 'unauthenticated' =>
  outcome === 'held' ? 'second_factor_needed' : 'unauthenticated';

const wrongCode = (): Outcome<never> =>
  refuse('second_factor_wrong', {}, { fields: { code: [{ code: 'auth.secondFactorWrong', args: {} }] } });
