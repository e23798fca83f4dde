import { z } from 'zod';
import { findActor } from '@/app/_server/page-actor';
import { pageRoute } from '@/app/_server/page-route';
import { readSessionToken } from '@/app/_server/session-cookie';
import { keepForEndedSession } from '@/lib/auth';
import { draftPlaceInput, saveDraft, typingInput } from '@/lib/drafts';
import { catalogue } from '@/lib/errors';
import { formatters } from '@/lib/i18n';
import { consume } from '@/lib/platform/rate-limit';

/**
 * Takes what somebody is typing: from the script of a page of questions, also as the page goes away. Answers the time in
 * words, or a status: 400 unreadable, 401 signed out (the typing is kept all the same when the session has merely run
 * out), 403, 404, 413, 429.
 */
export const POST = pageRoute({
  name: 'drafts',
  input: draftPlaceInput.extend({ typing: z.string().max(400_000).transform(parsed).pipe(typingInput) }),
  run: async ({ input, request }) => {
    const { typing, ...place } = input;
    const found = await findActor({ flowId: place.flowId, kinds: ['customer'] });
    if (!found.ok) {
      if (found.refusal.code !== 'unauthenticated') return answer(catalogue[found.refusal.code].status);
      const kept = await keepForEndedSession(await readSessionToken(), { place, ...typing });
      return answer(401, { kept });
    }
    const allowed = await consume('draft', found.value.userId);
    if (!allowed.ok) return answer(429);
    const saved = await saveDraft(found.value, place, typing);
    if (!saved.ok) return answer(catalogue[saved.refusal.code].status);
    const { at, timeZone } = saved.value;
    return answer(200, { time: formatters({ locale: request.locale, timeZone }).time(at) });
  },
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const answer = (status: number, body: Readonly<Record<string, unknown>> = {}): Response =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
