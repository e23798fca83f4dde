import { databaseClient } from '@/lib/platform/db';
import { isUuid } from '@/lib/platform/ids';
import type { Held } from './sessions';
import { hashToken, isToken } from './tokens';

/** One way or another that a person came in; the texts are `auth.factor.*`. */
export type Factor = 'mail' | 'password' | 'sso' | 'idp_mfa' | 'passkey' | 'totp' | 'recovery' | 'persona';

/** What the page about one's own ways of signing in shows. Nothing in it opens a door. */
export type SecurityView = Readonly<{
  passwordChangedAt: string | null;
  totpSince: string | null;
  recoveryLeft: number;
  passkeys: readonly Readonly<{ id: string; name: string; createdAt: string; lastUsedAt: string | null }>[];
  sessions: readonly Readonly<{
    id: string;
    createdAt: string;
    lastSeenAt: string;
    factors: readonly Factor[];
    current: boolean;
  }>[];
  held: Held | null;
  /** False while the second factor has not been shown, or in a session of a tenant's own sign-in. */
  mayChange: boolean;
  /** Works for a partner or the platform, which takes a second factor. */
  staff: boolean;
}>;

/** The ways in of whoever holds the session, or null without a live one. */
export async function securityView(token: string): Promise<SecurityView | null> {
  if (!isToken(token)) return null;
  const [row] = await databaseClient('app').$queryRaw<
    { view: SecurityView | null }[]
  >`select app.security_view(${hashToken(token)}::bytea) as view`;
  return row?.view ?? null;
}

/**
 * Ends one other session of the same person, or (`null`) all others. Answers how many ended; somebody else's session is not
 * there, so it ends none. Records `member.sessions_ended`.
 */
export async function endOtherSessions(token: string, sessionId: string | null): Promise<number> {
  if (!isToken(token) || (sessionId !== null && !isUuid(sessionId))) return 0;
  const [row] = await databaseClient('app').$queryRaw<
    { ended: number }[]
  >`select app.session_end_other(${hashToken(token)}::bytea, ${sessionId}::uuid) as ended`;
  return row?.ended ?? 0;
}

/** For the worker alone: whom a notice about their own ways in goes to, or null when the person is gone. */
export async function personToTell(
  userId: string,
): Promise<Readonly<{ name: string; email: string; locale: string }> | null> {
  const [row] = await databaseClient('worker').$queryRaw<
    { people: Readonly<Record<string, { name: string; email: string; locale: string } | undefined>> }[]
  >`select app.people(array[${userId}::uuid]) as people`;
  return row?.people[userId] ?? null;
}
