import { openDemoSession, resolveSession, type SessionView } from '@/lib/auth';
import type { Outcome } from '@/lib/errors';
import { uuidv7 } from '@/lib/platform/ids';
import type { MemberActor } from '@/lib/tenancy';

/** Takes the value out of an outcome; a demo world that is refused something is wrong, so it ends the seeding. */
export function must<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(`The demo world was refused ${outcome.refusal.code}: ${JSON.stringify(outcome.refusal)}`);
}

/** Signs a person in and answers as whom they then act: in the tenant that is asked for, or in their only one. */
export async function actorByEmail(email: string, tenantId?: string): Promise<MemberActor> {
  const opened = await openDemoSession(email);
  if (!opened) throw new Error(`Nobody has the address ${email}`);
  return actorByToken(opened.token, tenantId);
}

/** The same from a session that is open already. */
export async function actorByToken(token: string, tenantId?: string): Promise<MemberActor> {
  const session = await resolveSession(token);
  const membership = session?.memberships.find((each) => tenantId === undefined || each.tenantId === tenantId);
  if (!session || !membership) throw new Error('A person of the demo world is a member of nothing');
  return actorOf(session, membership);
}

const actorOf = (session: SessionView, membership: SessionView['memberships'][number]): MemberActor => ({
  kind: 'member',
  tenantId: membership.tenantId,
  tenantKind: membership.tenantKind,
  userId: session.userId,
  memberId: membership.memberId,
  role: membership.role,
  displayName: membership.displayName,
  locale: session.locale,
  requestId: uuidv7(),
});
