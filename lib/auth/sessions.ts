import { databaseClient } from '@/lib/platform/db';
import { config } from '@/lib/platform/config';
import { uuidv7 } from '@/lib/platform/ids';
import type { Role, TenantKind, TenantTx } from '@/lib/tenancy';
import { normaliseEmail } from './email';
import { lifetimes } from './lifetimes';
import { hashToken, isToken, newToken } from './tokens';

/** One tenant in which a person may work now. */
export type Membership = Readonly<{
  tenantId: string;
  tenantKind: TenantKind;
  tenantName: string;
  memberId: string;
  role: Role;
  displayName: string;
}>;

/** Who is signed in. Memberships are as of this moment: a revoked one is not there any more. */
export type SessionView = Readonly<{
  sessionId: string;
  userId: string;
  email: string;
  name: string;
  locale: string;
  expiresAt: string;
  /** How they came in: `mail`, `password`, `sso`, `passkey`, `totp` … */
  factors: readonly string[];
  /** Only those that may be used by who came in this way. */
  memberships: readonly Membership[];
  /** What the session lacks for further memberships, or null. */
  held: Held | null;
}>;

/**
 * Why a session does not show all memberships of its person: a second factor is to be shown (`verify`) or set up (`enrol`),
 * or the tenant wants its own sign-in (`sso`). The database decides.
 */
export type Held = 'verify' | 'enrol' | 'sso';

/** A session just opened: the token goes into the browser's cookie and nowhere else. */
export type OpenedSession = Readonly<{ token: string; sessionId: string; userId: string; expiresAt: Date }>;

/**
 * The person behind a session token, or null when it is unknown, ended, expired or idle for too long, or the person is
 * disabled. One statement, asked on every request: ending a session or a membership counts at the next click.
 */
export async function resolveSession(token: string): Promise<SessionView | null> {
  if (!isToken(token)) return null;
  const [row] = await databaseClient('app').$queryRaw<
    { view: SessionView | null }[]
  >`select app.session_resolve(${hashToken(token)}::bytea, ${lifetimes.sessionIdle}::int) as view`;
  return row?.view ?? null;
}

/** Exchanges a token for a new one with the same end, or answers null when it is not live. The old one ends at once. */
export async function rotateSession(token: string): Promise<Omit<OpenedSession, 'userId'> | null> {
  const next = newToken();
  const [row] = await databaseClient('app').$queryRaw<
    { answer: { sessionId: string; expiresAt: string } | null }[]
  >`select app.session_rotate(${hashToken(token)}::bytea, ${uuidv7()}::uuid, ${hashToken(next)}::bytea) as answer`;
  const answer = row?.answer;
  return answer ? { token: next, sessionId: answer.sessionId, expiresAt: new Date(answer.expiresAt) } : null;
}

/** Ends the session of a token. Answers whether it was live; signing out twice is no error. */
export async function revokeSession(token: string): Promise<boolean> {
  const [row] = await databaseClient('app').$queryRaw<
    { ended: boolean }[]
  >`select app.session_revoke(${hashToken(token)}::bytea) as ended`;
  return row?.ended ?? false;
}

/**
 * Ends all sessions of a person and answers how many. The database allows it to the person, and to an administrator or
 * owner of a tenant that has them as a member; it throws for anybody else.
 */
export async function revokeAllSessions(tx: TenantTx, userId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ ended: number }[]>`select app.session_revoke_all(${userId}::uuid) as ended`;
  return row?.ended ?? 0;
}

/**
 * Opens a session for a known address without a mail: the demo's personas and tests. Uses the worker's role, because
 * the web's cannot, and throws in production. Null when nobody has that address.
 */
export async function openDemoSession(email: string, oldToken: string | null = null): Promise<OpenedSession | null> {
  if (config().mode === 'production') throw new Error('Sessions without a mail exist in the demo only');
  const token = newToken();
  const oldHash = oldToken ? hashToken(oldToken) : null;
  const [row] = await databaseClient('worker').$queryRaw<
    { answer: { userId: string; sessionId: string; expiresAt: string } | null }[]
  >`select app.session_create(${uuidv7()}::uuid, ${normaliseEmail(email) ?? ''}, ${hashToken(token)}::bytea,
      ${lifetimes.session}::int, ${oldHash}::bytea) as answer`;
  const answer = row?.answer;
  return answer
    ? { token, sessionId: answer.sessionId, userId: answer.userId, expiresAt: new Date(answer.expiresAt) }
    : null;
}
