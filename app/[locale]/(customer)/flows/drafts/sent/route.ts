import { z } from 'zod';
import { findActor } from '@/app/_server/page-actor';
import { pageRoute, seeOther } from '@/app/_server/page-route';
import { resendDocument } from '@/app/_server/resend-document';
import { keepPageWithoutSession, keepRefusedPage, pagePath } from '../../_server/kept-typing';
import { saveItemInput, saveStepInput } from '../../_server/save-step-input';

/** The page of an item says which one; one that is new has its draft under that word. */
const sentPageInput = z.union([
  saveItemInput.transform((item) => ({ ...item, itemId: item.isNew ? 'new' : item.itemId })),
  saveStepInput.transform((step) => ({ ...step, itemId: '' })),
]);

/**
 * Takes a page of questions that could not be saved where it was sent: one made by an older version of the product (the
 * proxy leads it here), or one whose save failed on our side (the error page sends it again). Its content becomes the
 * person's draft, and the page opens with it. When that fails too, the answer holds everything once more, to be sent again.
 */
export const POST = pageRoute({
  name: 'sentPage',
  input: sentPageInput,
  run: async ({ input, request: { locale }, search }) => {
    const path = pagePath(input, locale);
    const found = await findActor({ flowId: input.flowId, kinds: ['customer'] });
    if (found.ok) {
      await keepRefusedPage(found.value, input);
      return seeOther(search.has('updated') ? `${path}?updated=1` : path);
    }
    // Without a session the page itself leads on to sign-in; what is not theirs says so there.
    const signIn = found.refusal.code === 'unauthenticated' ? await keepPageWithoutSession(input, locale) : null;
    return seeOther(signIn ?? path);
  },
  failed: (posted, { locale }) => resendDocument(posted, locale),
});
