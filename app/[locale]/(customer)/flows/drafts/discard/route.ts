import { findActor } from '@/app/_server/page-actor';
import { pageRoute, seeOther } from '@/app/_server/page-route';
import { discardDraft, draftPlaceInput } from '@/lib/drafts';
import { withTenant } from '@/lib/tenancy';
import { pagePath, signInAgain } from '../../_server/kept-typing';

/**
 * Throws the typing on one page away and shows the page again as it is saved. A plain form posts here, because only a new
 * document makes every control start from the saved answers. Without a session on to sign-in; what is not there, or not
 * theirs, leads to the page, which says so.
 */
export const POST = pageRoute({
  name: 'discardDraft',
  input: draftPlaceInput,
  run: async ({ input, request: { locale } }) => {
    const found = await findActor({ flowId: input.flowId, kinds: ['customer'] });
    if (!found.ok && found.refusal.code === 'unauthenticated') return seeOther(signInAgain(input, locale));
    if (found.ok) await withTenant(found.value, (tx) => discardDraft(tx, found.value, input));
    return seeOther(pagePath(input, locale));
  },
});
