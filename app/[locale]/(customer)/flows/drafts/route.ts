import { z } from 'zod';
import { findActor } from '@/app/_server/page-actor';
import { pageRequest, type PageRequest } from '@/app/_server/request';
import { readSessionToken } from '@/app/_server/session-cookie';
import { keepForEndedSession } from '@/lib/auth';
import { draftPlaceInput, saveDraft, typingInput, type DraftPlace, type Typing } from '@/lib/drafts';
import { catalogue } from '@/lib/errors';
import { formatters } from '@/lib/i18n';
import { requestLog } from '@/lib/platform/logging';
import { consume } from '@/lib/platform/rate-limit';

/**
 * Takes what somebody is typing: from the script of a page of questions, also as the page goes away. Answers the time in
 * words, or a status: 400 unreadable, 401 signed out (the typing is kept all the same when the session has merely run
 * out), 403, 404, 413, 429. Comes through the guard of all posts, so only our own pages reach it.
 */
export async function POST(request: Request): Promise<Response> {
  const context = await pageRequest();
  try {
    return await keep(await request.formData(), context);
  } catch (err) {
    requestLog(context.requestId, { door: 'page' }).error({ err, route: 'drafts' }, 'a draft could not be kept');
    return answer(500);
  }
}

async function keep(form: FormData, { locale }: PageRequest): Promise<Response> {
  const sent = parsed(form);
  if (!sent) return answer(400);
  const { place, typing } = sent;
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
  return answer(200, { time: formatters({ locale, timeZone }).time(at) });
}

function parsed(form: FormData): Readonly<{ place: DraftPlace; typing: Typing }> | null {
  const place = draftPlaceInput.safeParse(Object.fromEntries(form));
  const typing = typingInput.safeParse(json(form.get('typing')));
  return place.success && typing.success ? { place: place.data, typing: typing.data } : null;
}

function json(text: FormDataEntryValue | null): unknown {
  const read = z.string().max(400_000).safeParse(text);
  try {
    return read.success ? JSON.parse(read.data) : null;
  } catch {
    return null;
  }
}

const answer = (status: number, body: Readonly<Record<string, unknown>> = {}): Response =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
