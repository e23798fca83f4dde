import { tusAnswer, uploadDoor } from '@/app/_server/upload-door';
import { ok, refuse } from '@/lib/errors';
import { appendToFile, fileProgress, removeFile } from '@/lib/files';
import { withTenantOrNothing } from '@/lib/tenancy';

type Params = Readonly<{ params: Promise<{ flowId: string; fileId: string }> }>;

/** How far an upload is (tus HEAD), so that whoever was cut off goes on from there. */
export async function HEAD(request: Request, { params }: Params): Promise<Response> {
  const place = await params;
  return uploadDoor(request, { name: 'uploadProgress', flowId: place.flowId }, async (actor) => {
    const progress = await fileProgress(actor, place);
    if (!progress.ok) return progress;
    const { received, bytes } = progress.value;
    return ok(tusAnswer(200, { 'upload-offset': String(received), 'upload-length': String(bytes) }));
  });
}

/** Adds to an upload (tus PATCH). What arrived before a cut is kept. */
export async function PATCH(request: Request, { params }: Params): Promise<Response> {
  const place = await params;
  return uploadDoor(request, { name: 'continueUpload', flowId: place.flowId }, async (actor) => {
    const offset = request.headers.get('upload-offset') ?? '';
    if (request.headers.get('content-type') !== 'application/offset+octet-stream')
      return refuse('unsupported_media_type');
    if (!/^\d{1,15}$/.test(offset) || !request.body) return refuse('invalid_input');
    const added = await appendToFile(actor, { ...place, offset: Number(offset), body: chunksOf(request.body) });
    return added.ok ? ok(tusAnswer(204, { 'upload-offset': String(added.value.received) })) : added;
  });
}

/** Takes a file away, whether it is still coming or here already (tus DELETE). */
export async function DELETE(request: Request, { params }: Params): Promise<Response> {
  const place = await params;
  return uploadDoor(request, { name: 'removeUpload', flowId: place.flowId }, async (actor) => {
    const removed = await withTenantOrNothing(actor, (tx) => removeFile(tx, actor, place));
    return removed.ok ? ok(tusAnswer(204)) : removed;
  });
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
