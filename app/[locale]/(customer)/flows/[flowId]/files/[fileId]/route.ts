import { findActor } from '@/app/_server/page-actor';
import { problem } from '@/app/_server/problem';
import { pageRequest } from '@/app/_server/request';
import { refuse } from '@/lib/errors';
import { openFile } from '@/lib/files';
import { requestLog } from '@/lib/platform/logging';

type Params = Readonly<{ params: Promise<{ flowId: string; fileId: string }> }>;

/**
 * Downloads a file that was handed in: always as an attachment under its cleaned name, never shown by the browser, and
 * shut in even where a browser shows it all the same. Refusals are problem documents.
 */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  const { flowId, fileId } = await params;
  const { requestId } = await pageRequest();
  const about = { requestId, acceptLanguage: request.headers.get('accept-language') };
  try {
    const actor = await findActor({ flowId });
    if (!actor.ok) return await problem(actor.refusal, about);
    const opened = await openFile(actor.value, { flowId, fileId });
    if (!opened.ok) return await problem(opened.refusal, about);
    const { name, mediaType, bytes, content } = opened.value;
    return new Response(streamOf(content), {
      headers: {
        'content-type': mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType,
        'content-length': String(bytes),
        'content-disposition': attachment(name),
        'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'",
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store, private',
        'x-request-id': requestId,
      },
    });
  } catch (err) {
    requestLog(requestId, { door: 'page' }).error({ err }, 'a file could not be downloaded');
    return problem(refuse('internal').refusal, about);
  }
}

/** RFC 6266: a plain name for old programs, the real one beside it. */
function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const real = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${real}`;
}

const streamOf = (content: AsyncGenerator<Buffer>): ReadableStream<Uint8Array> =>
  new ReadableStream({
    async pull(controller) {
      const { done, value } = await content.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    async cancel() {
      await content.return(undefined);
    },
  });
