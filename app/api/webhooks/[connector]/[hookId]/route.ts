import { problem } from '@/app/_server/problem';
import { readCapped } from '@/app/_server/read-capped';
import { networkAddress } from '@/app/_server/request';
import { refuse, type Outcome } from '@/lib/errors';
import { uuidv7 } from '@/lib/platform/ids';
import { requestLog } from '@/lib/platform/logging';
import { deliveryArrived } from '@/lib/provisioning';
import { receiveDelivery, type Received } from '@/lib/webhooks';

type Params = Readonly<{ params: Promise<{ connector: string; hookId: string }> }>;

const bodyBytesMax = 256 * 1024;
const jsonPattern = /^application\/(json|[\w.-]+\+json)\s*(;|$)/i;

/**
 * The door for deliveries of customers' own systems. 200 for a genuine one, the first time and every other time; 401
 * for everything that is not, without a word on why or whether there is such a hook; 413, 415 and 429 before anything is
 * looked at. What is in the query is not read: a delivery belongs to the tenant of the hook, whoever it says it is for.
 */
export async function POST(request: Request, { params }: Params): Promise<Response> {
  const requestId = uuidv7();
  const about = { requestId, acceptLanguage: request.headers.get('accept-language') };
  try {
    const outcome = await receive(request, await params, requestId);
    return outcome.ok ? received(outcome.value, requestId) : await problem(outcome.refusal, about);
  } catch (err) {
    requestLog(requestId, { door: 'webhook' }).error({ err }, 'a delivery could not be taken in');
    return problem(refuse('internal').refusal, about);
  }
}

async function receive(
  request: Request,
  { connector, hookId }: Awaited<Params['params']>,
  requestId: string,
): Promise<Outcome<Received>> {
  if (!jsonPattern.test(request.headers.get('content-type') ?? '')) return refuse('unsupported_media_type');
  const body = await readCapped(request, bodyBytesMax);
  if (body === null) return refuse('payload_too_large', { maxBytes: bodyBytesMax });
  return receiveDelivery(
    {
      connector,
      hookId,
      body,
      header: (name) => request.headers.get(name),
      address: networkAddress(request.headers),
      requestId,
    },
    deliveryArrived,
  );
}

const received = ({ duplicate }: Received, requestId: string): Response =>
  Response.json({ received: true, duplicate }, { headers: { 'cache-control': 'no-store', 'x-request-id': requestId } });
