import { cookies } from 'next/headers';
import { config } from '@/lib/platform/config';

/** A sign-in that is under way elsewhere: each kind has its own cookie, so that none can answer for another. */
export type Errand = 'sso' | 'passkey';

const seconds: Readonly<Record<Errand, number>> = { sso: 15 * 60, passkey: 5 * 60 };
const name = (errand: Errand): string => (isSecure() ? `__Host-portico-${errand}` : `portico-${errand}`);

/** The token that ties an answer to the browser that asked, or nothing. */
export async function readErrand(errand: Errand): Promise<string> {
  return (await cookies()).get(name(errand))?.value ?? '';
}

/** Remembers whom this browser waits for; only in an action or a route. */
export async function keepErrand(errand: Errand, token: string): Promise<void> {
  (await cookies()).set(name(errand), token, {
    httpOnly: true,
    secure: isSecure(),
    sameSite: 'lax',
    path: '/',
    maxAge: seconds[errand],
  });
}

/** Forgets it after it has served; only in an action or a route. */
export async function dropErrand(errand: Errand): Promise<void> {
  (await cookies()).set(name(errand), '', {
    httpOnly: true,
    secure: isSecure(),
    sameSite: 'lax',
    path: '/',
    maxAge: 0,
  });
}

const isSecure = (): boolean => config().publicUrl.startsWith('https:');
