import { refuse, type Outcome, type Refusal } from '@/lib/errors';
import { catalogue } from '@/lib/errors';
import { requestLog } from '@/lib/platform/logging';
import { consume } from '@/lib/platform/rate-limit';
import type { MemberActor } from '@/lib/tenancy';
import { findActor } from './page-actor';
import { pageRequest } from './request';

/** The version of the protocol of resumable uploads that we speak (tus 1.0: core, creation, termination). */
export const tusVersion = '1.0.0';

/**
 * The one way into the routes of resumable uploads: only from our own pages (the header of the protocol cannot be sent
 * from another site without our consent, which we never give), by somebody who is signed in and sees the flow, within
 * the limit of their actions. Answers refusals by status and code; logs what nobody foresaw once.
 */
export async function uploadDoor(
  request: Request,
  { name, flowId }: Readonly<{ name: string; flowId: string }>,
  run: (actor: MemberActor) => Promise<Outcome<Response>>,
): Promise<Response> {
  const { requestId } = await pageRequest();
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return refused(refuse('forbidden').refusal, requestId);
  if (request.headers.get('tus-resumable') !== tusVersion)
    return new Response(null, { status: 412, headers: { 'tus-version': tusVersion, 'cache-control': 'no-store' } });
  try {
    const actor = await findActor({ flowId });
    if (!actor.ok) return refused(actor.refusal, requestId);
    const allowed = await consume('action', actor.value.userId);
    if (!allowed.ok) return refused(allowed.refusal, requestId);
    const outcome = await run(actor.value);
    return outcome.ok ? outcome.value : refused(outcome.refusal, requestId);
  } catch (err) {
    requestLog(requestId, { door: 'upload' }).error({ err, route: name }, 'an upload failed unexpectedly');
    return refused(refuse('internal').refusal, requestId);
  }
}

/** An answer of the protocol: no body, never kept by anybody. */
export const tusAnswer = (status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status, headers: { 'tus-resumable': tusVersion, 'cache-control': 'no-store', ...headers } });

/** A refusal with its code, and for a refused file with the code at its field, so that the page can say it in words. */
function refused(refusal: Refusal, requestId: string): Response {
  const problem = Object.values(refusal.fields ?? {})[0]?.[0];
  const wait = refusal.args.retryAfterSeconds;
  return new Response(JSON.stringify({ code: refusal.code, problem: problem ?? null }), {
    status: catalogue[refusal.code].status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'tus-resumable': tusVersion,
      'x-request-id': requestId,
      ...(typeof wait === 'number' && { 'retry-after': String(wait) }),
    },
  });
}
