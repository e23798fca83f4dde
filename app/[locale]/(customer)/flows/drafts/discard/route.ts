import { findActor } from '@/app/_server/page-actor';
import { pageRequest } from '@/app/_server/request';
import { discardDraft, draftPlaceInput } from '@/lib/drafts';
import { withTenant } from '@/lib/tenancy';
import { pagePath, signInAgain } from '../../_server/kept-typing';

/**
 * Throws the typing on one page away and shows the page again as it is saved. A plain form posts here, because only a new
 * document makes every control start from the saved answers. Without a session on to sign-in; what is not there, or not
 * theirs, leads to the page, which says so.
 */
export async function POST(request: Request): Promise<Response> {
  const { locale } = await pageRequest();
  const place = draftPlaceInput.safeParse(Object.fromEntries(await request.formData()));
  if (!place.success) return new Response(null, { status: 400 });
  const found = await findActor({ flowId: place.data.flowId, kinds: ['customer'] });
  if (!found.ok && found.refusal.code === 'unauthenticated') return seeOther(signInAgain(place.data, locale));
  if (found.ok) await withTenant(found.value, (tx) => discardDraft(tx, found.value, place.data));
  return seeOther(pagePath(place.data, locale));
}

/** A path without a host: the browser stays on the one it knows, whatever stands between. */
const seeOther = (location: string): Response =>
  new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
