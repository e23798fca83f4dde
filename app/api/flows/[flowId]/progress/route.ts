import { currentSession, findActor } from '@/app/_server/page-actor';
import { problem } from '@/app/_server/problem';
import { pageRequest } from '@/app/_server/request';
import { readSessionToken } from '@/app/_server/session-cookie';
import { resolveSession } from '@/lib/auth';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { onRunChange, progressStream, runVersion, shuttingDown, takePlace } from '@/lib/live-progress';
import { requestLog } from '@/lib/platform/logging';
import { consume } from '@/lib/platform/rate-limit';
import { withTenant } from '@/lib/tenancy';

export const dynamic = 'force-dynamic';

type Params = Readonly<{ params: Promise<{ flowId: string }> }>;

/**
 * Tells a page that what it shows of a flow's run has changed, as server-sent events that carry a version and nothing
 * else: the page asks again for what it may show. For people who are signed in and see the flow; five at a time.
 */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  const { requestId } = await pageRequest();
  const opened = await open(request, (await params).flowId, requestId).catch((err: unknown) => {
    requestLog(requestId, { door: 'progress' }).error({ err }, 'a stream of progress failed unexpectedly');
    return refuse('internal');
  });
  if (!opened.ok) {
    return problem(opened.refusal, { requestId, acceptLanguage: request.headers.get('accept-language') });
  }
  return new Response(opened.value, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // Neither kept nor packed nor collected on the way: each event goes out when it happens.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': requestId,
    },
  });
}

async function open(request: Request, flowId: string, requestId: string): Promise<Outcome<ReadableStream<Uint8Array>>> {
  const found = await findActor({ flowId });
  if (!found.ok) return found;
  const actor = found.value;
  const allowed = await consume('action', actor.userId);
  if (!allowed.ok) return allowed;
  const read = () => withTenant(actor, (tx) => runVersion(tx, actor, { flowId }));
  const first = await read();
  if (!first.ok) return first;
  const [session, token] = [await currentSession(), await readSessionToken()];
  const leave = session && takePlace(session.sessionId);
  if (!leave || !token) return refuse('rate_limited', { retryAfterSeconds: 60 });
  return ok(
    progressStream({
      version: async () => {
        const version = await read();
        return version.ok ? version.value : null;
      },
      subscribe: (wake) => onRunChange(wake),
      stillIn: async () => (await resolveSession(token)) !== null,
      onEnd: leave,
      signal: AbortSignal.any([request.signal, shuttingDown()]),
      onError: (err) =>
        requestLog(requestId, { door: 'progress' }).error({ err }, 'a stream of progress ended unexpectedly'),
    }),
  );
}
