import type { PostedFile } from '@/app/_server/form';
import { ok, refuse, type FieldRefusal, type Outcome } from '@/lib/errors';
import { filesOf, receiveFile, removeFile } from '@/lib/files';
import { withTenant, withTenantOrNothing, type MemberActor } from '@/lib/tenancy';

type Place = Readonly<{ flowId: string; stepId: string; itemId?: string }>;
type Wish = Place & Readonly<{ intent: string; removesFile: string | null }>;

/** An upload with no byte for so long is not waited for. */
const waitMs = 10 * 60_000;

/**
 * What a page with files asks for besides saving: takes in the files that came with it, takes one away, and holds
 * somebody back who would go on while a file is still on its way.
 */
export async function tendFiles(
  actor: MemberActor,
  wish: Wish,
  files: readonly PostedFile[],
  now: Date,
): Promise<Outcome<true>> {
  const { flowId, stepId, itemId } = wish;
  const place = { flowId, stepId, ...(itemId !== undefined && { itemId }) };
  const received = await receivePostedFiles(actor, place, files);
  if (!received.ok) return received;
  if (wish.removesFile !== null) return removePostedFile(actor, flowId, wish.removesFile);
  return wish.intent === 'continue' ? awaitUploads(actor, place, now) : ok(true);
}

/**
 * Takes in the files that came with a page, before its answers are read: what was received is there whatever else is
 * wrong with the page. Refuses `invalid_input` with what is wrong, field by field, and what the receiving refuses.
 */
async function receivePostedFiles(
  actor: MemberActor,
  place: Place,
  files: readonly PostedFile[],
): Promise<Outcome<true>> {
  const problems: Record<string, FieldRefusal[]> = {};
  for (const { field, file } of files) {
    const fieldId = /^_file\.(.{1,100})$/.exec(field)?.[1];
    if (fieldId === undefined) continue;
    const content = Buffer.from(await file.arrayBuffer());
    const received = await receiveFile(actor, { ...place, fieldId, name: file.name, declaredType: file.type, content });
    if (received.ok) continue;
    const { fields } = received.refusal;
    if (!fields) return received;
    for (const [id, found] of Object.entries(fields)) problems[id] = [...(problems[id] ?? []), ...found];
  }
  return Object.keys(problems).length === 0 ? ok(true) : refuse('invalid_input', {}, { fields: problems });
}

/** Refuses `invalid_input` while a file of the page is still on its way, so that nobody leaves it behind unknowingly. */
async function awaitUploads(actor: MemberActor, { flowId, stepId }: Place, now: Date): Promise<Outcome<true>> {
  const files = await withTenant(actor, (tx) => filesOf(tx, flowId, stepId));
  const coming = files.find(
    ({ state, createdAt }) => state === 'receiving' && now.getTime() - createdAt.getTime() < waitMs,
  );
  if (!coming) return ok(true);
  const problem = { code: 'field.file_receiving', args: { name: coming.name } };
  return refuse('invalid_input', {}, { fields: { [coming.fieldId]: [problem] } });
}

/** Takes away the file that a button of the page named. */
async function removePostedFile(actor: MemberActor, flowId: string, fileId: string): Promise<Outcome<true>> {
  const removed = await withTenantOrNothing(actor, (tx) => removeFile(tx, actor, { flowId, fileId }));
  return removed.ok ? ok(true) : removed;
}
