import { z } from 'zod';
import { findActor } from '@/app/_server/page-actor';
import { pageRoute } from '@/app/_server/page-route';
import { catalogue } from '@/lib/errors';
import { presentOthers } from '@/lib/members';
import { consume } from '@/lib/platform/rate-limit';
import { presenceText } from '../_server/presence-text';

/** Hears that somebody has a page open and answers who else has, in words; 401, 404 or 429 otherwise. */
export const POST = pageRoute({
  name: 'presence',
  input: z.object({ flowId: z.uuid(), stepId: z.string().min(1).max(100) }),
  run: async ({ input, request }) => {
    const found = await findActor({ flowId: input.flowId, kinds: ['customer'] });
    if (!found.ok) return answer(catalogue[found.refusal.code].status);
    const allowed = await consume('action', found.value.userId);
    if (!allowed.ok) return answer(429);
    return answer(200, { text: await presenceText(await presentOthers(found.value, input), request.locale) });
  },
});

const answer = (status: number, body: Readonly<Record<string, unknown>> = {}): Response =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
