import { pageRequest } from '@/app/_server/request';
import { setSessionToken } from '@/app/_server/session-cookie';
import { resolveSession, type OpenedSession } from '@/lib/auth';
import { homeOf } from '@/lib/members';
import { can, withTenant } from '@/lib/tenancy';
import { heldPath } from './held-path';

/** Puts a session just opened into the browser and answers where to go: the wish of before, else where the work is. */
export async function enter(opened: OpenedSession, returnPath: string | null): Promise<string> {
  await setSessionToken(opened.token, opened.expiresAt);
  const { locale, requestId } = await pageRequest();
  const view = await resolveSession(opened.token);
  if (view?.held) return heldPath(view.held, locale, returnPath);
  if (returnPath !== null) return returnPath;
  const membership = view?.memberships[0];
  if (!view || !membership) return `/${locale}`;
  const actor = { kind: 'member' as const, ...membership, userId: view.userId, locale, requestId };
  const home = await withTenant(actor, (tx) => homeOf(tx, actor));
  if (home.kind === 'flow') return `/${locale}/flows/${home.flowId}`;
  if (home.kind === 'none') return `/${locale}`;
  return `/${locale}/${can(actor, 'flow.read') ? 'portfolio' : 'funnel'}`;
}
