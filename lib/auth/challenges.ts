import { databaseClient } from '@/lib/platform/db';
import { hashCode, hashToken, newCode, newToken } from './tokens';

/** The look of a partner as stored: name, mark and colour. */
export type StoredTheme = Readonly<{ name: string; mark: string; brand: string; supportEmail: string | null }>;

/** What the worker needs to write a sign-in mail. `link` and `code` exist only here and in that mail. */
export type ArmedChallenge = Readonly<{
  outcome: 'armed';
  email: string;
  name: string;
  locale: string;
  theme: StoredTheme | null;
  linkToken: string;
  code: string;
}>;

export type UnarmedChallenge = Readonly<{ outcome: 'busy' } | { outcome: 'none' }>;

/**
 * For the worker alone: takes a challenge for the time of a lease, mints its link and code, and stores their hashes.
 * `busy` while another worker holds it; `none` when it was sent, used or has expired, or nobody has that address.
 */
export async function armChallenge(
  challengeId: string,
  leaseSeconds: number,
): Promise<ArmedChallenge | UnarmedChallenge> {
  const linkToken = newToken();
  const code = newCode();
  const [row] = await databaseClient('worker').$queryRaw<
    { answer: Omit<ArmedChallenge, 'linkToken' | 'code'> | UnarmedChallenge }[]
  >`select app.challenge_arm(${challengeId}::uuid, ${hashToken(linkToken)}::bytea, ${hashCode(challengeId, code)}::bytea,
      ${leaseSeconds}::int) as answer`;
  const answer = row?.answer ?? { outcome: 'none' as const };
  return answer.outcome === 'armed' ? { ...answer, linkToken, code } : answer;
}

/** For the worker alone: the mail of a challenge went out, or did not and the next attempt may begin. */
export async function finishChallengeMail(challengeId: string, sent: boolean): Promise<void> {
  await databaseClient('worker').$queryRaw`select app.challenge_sent(${challengeId}::uuid, ${sent})::text`;
}

/** For the worker alone: forgets challenges after a day and ended sessions after a month. Answers how many rows went. */
export async function purgeSignIn(): Promise<number> {
  const [row] = await databaseClient('worker').$queryRaw<{ gone: number }[]>`select app.sign_in_purge() as gone`;
  return row?.gone ?? 0;
}

/** The look of a partner by the name in its host, for pages before anybody is signed in. Null for an unknown partner. */
export async function partnerTheme(slug: string): Promise<({ name: string } & Partial<StoredTheme>) | null> {
  const [row] = await databaseClient('app').$queryRaw<
    { theme: ({ name: string } & Partial<StoredTheme>) | null }[]
  >`select app.partner_theme(${slug}) as theme`;
  return row?.theme ?? null;
}
