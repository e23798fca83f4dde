import { problem } from '@/app/_server/problem';
import { refuse } from '@/lib/errors';
import { uuidv7 } from '@/lib/platform/ids';

/** Any address below `/api` that nothing else answers: a problem document instead of a page. */
const unknown = (request: Request): Promise<Response> =>
  problem(refuse('not_found').refusal, {
    requestId: uuidv7(),
    acceptLanguage: request.headers.get('accept-language'),
  });

export { unknown as DELETE, unknown as GET, unknown as PATCH, unknown as POST, unknown as PUT };
