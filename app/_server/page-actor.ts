import { cookies } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { heldPath } from '@/app/[locale]/(auth)/held-path';
import { accessEnded, resolveSession, type Held, type SessionView } from '@/lib/auth';
import { ok, refuse, type ErrorCode, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { isDelegate, Prisma, tenantStatement, type MemberActor } from '@/lib/tenancy';
import { pageRequest } from './request';
import { memberCookieName, readSessionToken } from './session-cookie';

/** As whom a page or an action wants somebody: by the flow or tenant that they must see, and by the kind of tenant. */
export type Wanted = Readonly<{
  flowId?: string;
  tenantId?: string;
  kinds?: readonly MemberActor['tenantKind'][];
}>;

/** The session behind the request's cookie, asked once per request: a revoked session is gone at the next click. */
export const currentSession = cache(async (): Promise<SessionView | null> => {
  const token = await readSessionToken();
  return token ? resolveSession(token) : null;
});

/**
 * Finds the membership that can see what is wanted. Refuses `unauthenticated` without a session, `second_factor_needed`
 * and `sso_needed` while the session lacks that, `access_ended` for a flow in which the person had a part, and `not_found`
 * when none of the person's memberships sees it, which is
 * the answer for a thing that does not exist.
 */
export async function findActor(wanted: Wanted): Promise<Outcome<MemberActor>> {
  const session = await currentSession();
  if (!session) return refuse('unauthenticated');
  const actors = await actorsOf(session, wanted.kinds);
  const first = actors[0];
  if (!first && session.held) return refuse(heldCode(session.held));
  if (!first) return refuse((await hadPart(wanted)) ? 'access_ended' : 'not_found');
  if (wanted.tenantId === undefined && wanted.flowId === undefined) return ok(first);
  for (const member of actors) {
    // A delegate acts in one flow at a time, which their signed context names.
    const actor =
      isDelegate(member) && isUuid(wanted.flowId ?? '') ? { ...member, flowId: wanted.flowId ?? '' } : member;
    if (await sees(actor, wanted)) return ok(actor);
  }
  // A session that lacks something is asked for it whatever was wanted, so that this tells nothing about what is there.
  if (session.held) return refuse(heldCode(session.held));
  return refuse((await hadPart(wanted)) ? 'access_ended' : 'not_found');
}

/** Whether the person had a part in the wanted flow that has ended: they knew it, so it need not be denied. */
const hadPart = async ({ flowId }: Wanted): Promise<boolean> =>
  flowId !== undefined && accessEnded(await readSessionToken(), flowId);

const heldCode = (held: Held): ErrorCode => (held === 'sso' ? 'sso_needed' : 'second_factor_needed');

/**
 * The same for pages: without a session on to sign-in and back here afterwards; what nobody of them sees is "not found".
 */
export async function pageActor(wanted: Wanted = {}): Promise<MemberActor> {
  const found = await findActor(wanted);
  if (found.ok) return found.value;
  const [session, { locale, path }] = await Promise.all([currentSession(), pageRequest()]);
  if (session?.held) return redirect(heldPath(session.held, locale, path || null));
  if (found.refusal.code === 'access_ended') return redirect(`/${locale}/access-ended`);
  if (found.refusal.code !== 'unauthenticated') notFound();
  return redirect(`/${locale}/sign-in${path ? `?next=${encodeURIComponent(path)}` : ''}`);
}

async function actorsOf(session: SessionView, kinds: Wanted['kinds']): Promise<MemberActor[]> {
  const [{ locale, requestId }, jar] = await Promise.all([pageRequest(), cookies()]);
  const preferred = jar.get(memberCookieName)?.value;
  return session.memberships
    .filter(({ tenantKind }) => !kinds || kinds.includes(tenantKind))
    .sort((a, b) => Number(b.memberId === preferred) - Number(a.memberId === preferred))
    .slice(0, 50)
    .map(({ tenantId, tenantKind, memberId, role, displayName }) => ({
      kind: 'member',
      tenantId,
      tenantKind,
      memberId,
      role,
      displayName,
      userId: session.userId,
      locale,
      requestId,
    }));
}

/** Asks the database, with the actor's own signed context, whether the row is there for them. */
async function sees(actor: MemberActor, { flowId, tenantId }: Wanted): Promise<boolean> {
  if ((flowId !== undefined && !isUuid(flowId)) || (tenantId !== undefined && !isUuid(tenantId))) return false;
  const [row] = await tenantStatement<{ sees: boolean }>(
    actor,
    (context) => Prisma.sql`select app.sees(${context}, ${flowId ?? null}::uuid, ${tenantId ?? null}::uuid) as sees`,
  );
  return row?.sees ?? false;
}
