import { z } from 'zod';
import { tusAnswer, tusVersion, uploadDoor } from '@/app/_server/upload-door';
import { ok, refuse } from '@/lib/errors';
import { beginFile, listFiles } from '@/lib/files';
import { withTenant, withTenantOrNothing } from '@/lib/tenancy';

type Params = Readonly<{ params: Promise<{ flowId: string }> }>;

const placeSchema = z.object({
  filename: z.string().min(1).max(1000),
  filetype: z.string().max(200).default(''),
  step: z.string().min(1).max(100),
  field: z.string().min(1).max(100),
  item: z.string().max(100).default(''),
});

/** Begins a resumable upload (tus creation): the length is known, and where the file belongs is in the metadata. */
export async function POST(request: Request, { params }: Params): Promise<Response> {
  const { flowId } = await params;
  return uploadDoor(request, { name: 'beginUpload', flowId }, async (actor) => {
    const length = request.headers.get('upload-length') ?? '';
    const place = placeSchema.safeParse(metadataOf(request.headers.get('upload-metadata') ?? ''));
    if (!/^\d{1,15}$/.test(length) || !place.success) return refuse('invalid_input');
    const { filename, filetype, step, field, item } = place.data;
    const begun = await withTenantOrNothing(actor, (tx) =>
      beginFile(tx, actor, {
        flowId,
        stepId: step,
        fieldId: field,
        itemId: item,
        name: filename,
        declaredType: filetype,
        bytes: Number(length),
      }),
    );
    if (!begun.ok) return begun;
    return ok(tusAnswer(201, { location: `/api/uploads/${flowId}/${begun.value.id}`, 'upload-offset': '0' }));
  });
}

/** The files of one field with their states, for a page that follows what becomes of them. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  const { flowId } = await params;
  const query = new URL(request.url).searchParams;
  return uploadDoor(request, { name: 'listUploads', flowId }, async (actor) => {
    const listed = await withTenant(actor, (tx) => listFiles(tx, actor, { flowId, stepId: query.get('step') ?? '' }));
    if (!listed.ok) return listed;
    const [field, item] = [query.get('field') ?? '', query.get('item') ?? ''];
    const files = listed.value
      .filter(({ fieldId, itemId }) => fieldId === field && itemId === item)
      .map(({ id, name, bytes, state, reason }) => ({ id, name, bytes, state, reason }));
    return ok(
      new Response(JSON.stringify({ files }), {
        headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
      }),
    );
  });
}

/** What this end speaks; says nothing about any upload. */
export const OPTIONS = async (): Promise<Response> =>
  tusAnswer(204, { 'tus-version': tusVersion, 'tus-extension': 'creation,termination' });

/** `key base64,key base64`, as the protocol writes it; what cannot be read is left out. */
function metadataOf(header: string): Readonly<Record<string, string>> {
  const pairs = header
    .slice(0, 8000)
    .split(',')
    .map((pair) => pair.trim().split(' '));
  return Object.fromEntries(
    pairs.flatMap(([key = '', value = '']) =>
      /^[a-z]{1,40}$/.test(key) ? [[key, Buffer.from(value, 'base64').toString('utf8')]] : [],
    ),
  );
}
