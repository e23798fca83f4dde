import { cookies } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { resolveSession, type SessionView } from '@/lib/auth';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { Prisma, tenantStatement, type MemberActor } from '@/lib/tenancy';
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
 * Finds the membership that can see what is wanted. Refuses `unauthenticated` without a session, and `not_found` when
 * none of the person's memberships sees it, which is the answer for a thing that does not exist.
 */
export async function findActor(wanted: Wanted): Promise<Outcome<MemberActor>> {
  const session = await currentSession();
  if (!session) return refuse('unauthenticated');
  const actors = await actorsOf(session, wanted.kinds);
  const first = actors[0];
  if (!first) return refuse('not_found');
  if (wanted.tenantId === undefined && wanted.flowId === undefined) return ok(first);
  for (const actor of actors) {
    if (await sees(actor, wanted)) return ok(actor);
  }
  return refuse('not_found');
}

/**
 * The same for pages: without a session on to sign-in and back here afterwards; what nobody of them sees is "not found".
 */
export async function pageActor(wanted: Wanted = {}): Promise<MemberActor> {
  const found = await findActor(wanted);
  if (found.ok) return found.value;
  if (found.refusal.code !== 'unauthenticated') notFound();
  const { locale, path } = await pageRequest();
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
