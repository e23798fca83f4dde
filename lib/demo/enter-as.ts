import type { OpenedSession } from '@/lib/auth';
import { ok, refuse, type Outcome } from '@/lib/errors';
import type { Config } from '@/lib/platform/config';
import { sessionFromDesk } from './desk-client';
import { isPersona } from './personas';

export type EnterAsInput = Readonly<{
  mode: Config['mode'];
  email: string;
  /** The session that the browser has now; it ends when the new one begins. */
  oldToken: string | null;
}>;

/**
 * Signs in as a person of the demo world with one click. Refuses `not_found` outside of the demo, whoever is asked for,
 * and for everybody who is no persona; `internal` while the desk does not answer.
 */
export async function enterAs({ mode, email, oldToken }: EnterAsInput): Promise<Outcome<OpenedSession>> {
  if (mode !== 'demo' || !isPersona(email)) return refuse('not_found');
  const opened = await sessionFromDesk(email, oldToken);
  return opened ? ok(opened) : refuse('internal');
}
