import { findActor } from '@/app/_server/page-actor';
import { problem } from '@/app/_server/problem';
import { pageRequest } from '@/app/_server/request';
import { refuse } from '@/lib/errors';
import { requestLog } from '@/lib/platform/logging';
import { getDiagnosticsBundle } from '@/lib/provisioning';
import { withTenant } from '@/lib/tenancy';

type Params = Readonly<{ params: Promise<{ flowId: string }> }>;

/** Downloads what engineering needs to know about a flow that does not work. Refusals are problem documents. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  const { flowId } = await params;
  const { requestId } = await pageRequest();
  const about = { requestId, acceptLanguage: request.headers.get('accept-language') };
  try {
    const actor = await findActor({ flowId, kinds: ['partner', 'platform'] });
    if (!actor.ok) return await problem(actor.refusal, about);
    const bundle = await withTenant(actor.value, (tx) => getDiagnosticsBundle(tx, actor.value, { flowId }));
    if (!bundle.ok) return await problem(bundle.refusal, about);
    return new Response(JSON.stringify(bundle.value, null, 2), {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="diagnostics-${bundle.value.flow.id}.json"`,
        'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store, private',
        'x-request-id': requestId,
      },
    });
  } catch (err) {
    requestLog(requestId, { door: 'page' }).error({ err }, 'a diagnostics bundle could not be put together');
    return problem(refuse('internal').refusal, about);
  }
}
