import { cookies } from 'next/headers';
import { lifetimes } from '@/lib/auth';
import { config } from '@/lib/platform/config';
import { isUuid } from '@/lib/platform/ids';

/** Ties a code to the browser that asked for it: the cookie holds the id of the challenge, half of what a code needs. */
const name = (): string => (isSecure() ? '__Host-portico-sign-in' : 'portico-sign-in');

/** The challenge that this browser asked for last, or null. */
export async function readChallenge(): Promise<string | null> {
  const id = (await cookies()).get(name())?.value;
  return isUuid(id) ? id : null;
}

/** Remembers a challenge for as long as it holds; only in an action. */
export async function keepChallenge(challengeId: string): Promise<void> {
  (await cookies()).set(name(), challengeId, {
    httpOnly: true,
    secure: isSecure(),
    sameSite: 'lax',
    path: '/',
    maxAge: lifetimes.challenge,
  });
}

/** Forgets the challenge after it has served; only in an action. */
export async function dropChallenge(): Promise<void> {
  (await cookies()).set(name(), '', { httpOnly: true, secure: isSecure(), sameSite: 'lax', path: '/', maxAge: 0 });
}

const isSecure = (): boolean => config().publicUrl.startsWith('https:');
