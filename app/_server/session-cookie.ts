import { cookies } from 'next/headers';
import { config } from '@/lib/platform/config';

/** The name of the session cookie: bound to exactly this host, where https makes that possible. */
export const sessionCookieName = (): string => (isSecure() ? '__Host-portico-session' : 'portico-session');

/** The session token that the browser sent, or nothing. */
export async function readSessionToken(): Promise<string | null> {
  const token = (await cookies()).get(sessionCookieName())?.value;
  return token && token.length <= 512 ? token : null;
}

/** How long a browser goes on naming a session that has run out, so that a page sent too late finds its person. */
const afterEndMs = 30 * 24 * 3600 * 1000;

/**
 * Gives the browser a session token; only in an action or a route. Scripts cannot read it, other sites cannot use it. The
 * cookie outlives the session: a token that has run out opens nothing, but says whose typing it is that arrives late.
 */
export async function setSessionToken(token: string, expiresAt: Date): Promise<void> {
  (await cookies()).set(sessionCookieName(), token, {
    httpOnly: true,
    secure: isSecure(),
    sameSite: 'lax',
    path: '/',
    expires: new Date(expiresAt.getTime() + afterEndMs),
  });
}

/** Takes the session token away from the browser; the session itself is ended by `lib/auth`. */
export async function clearSessionToken(): Promise<void> {
  const jar = await cookies();
  jar.set(sessionCookieName(), '', { httpOnly: true, secure: isSecure(), sameSite: 'lax', path: '/', maxAge: 0 });
  jar.delete(memberCookieName);
}

/** The cookie that remembers as which of their memberships a person works; it grants nothing by itself. */
export const memberCookieName = 'portico-member';

const isSecure = (): boolean => config().publicUrl.startsWith('https:');
