import { ok, refuse, type Outcome } from '@/lib/errors';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, withTenant, withTenantOrNothing, type Actor, type TenantTx } from '@/lib/tenancy';
import { beginFile, type BeginFileInput, type BegunFile } from './begin-file';
import { cleanName } from './clean-name';
import { quarantine, queueClearing } from './complete-file';
import { writePart } from './file-content';
import { inspectContent } from './inspect';
import { formFileBytesMax, partBytesMax } from './limits';
import { contentProblemCode, fileProblem } from './problems';
import { StorageUnavailable, type Storage } from './storage/storage';
import { findUploadField } from './upload-field';
import { usualStorage } from './usual-storage';

export type ReceiveFileInput = Omit<BeginFileInput, 'bytes'> & Readonly<{ content: Buffer }>;
/** How many parts a file from a form can have: after a failure any of them may be in the store. */
const partsMax = Math.ceil(formFileBytesMax / partBytesMax);

export type ReceivedFile = Readonly<{ fileId: string; name: string; alreadyThere: boolean }>;

/**
 * Takes in a whole file that came with a form: looks at all of it, stores it sealed and puts it into quarantine. The same
 * content twice under one question is one file, so that sending a form twice adds nothing. Refuses `forbidden`,
 * `not_found`, `flow_locked`, `storage_unavailable` (nothing stays behind), `files_full`, and `invalid_input` with the
 * reason at the field. Records `file.begun` and `file.received`.
 */
export async function receiveFile(
  actor: Actor,
  input: ReceiveFileInput,
  means: Means = systemMeans,
  storage: Storage = usualStorage(),
): Promise<Outcome<ReceivedFile>> {
  const allowed = authorise(actor, 'flow.answer');
  if (!allowed.ok) return allowed;
  const { content, ...place } = input;
  const name = cleanName(input.name);
  if (content.length > formFileBytesMax)
    return fileProblem(input, 'file_too_large', { name, megabytes: formFileBytesMax / (1024 * 1024) });
  const field = await withTenant(actor, (tx) => findUploadField(tx, place));
  if (!field.ok) return field;
  const inspected = await inspectContent(name, field.value.mediaTypes, [content]);
  if (inspected.ok) {
    const twin = await withTenant(actor, (tx) => findTwin(tx, input, inspected.sha256));
    if (twin) return ok(twin);
  }
  const begun = await withTenantOrNothing(actor, (tx) =>
    beginFile(tx, actor, { ...place, bytes: content.length }, means),
  );
  if (!begun.ok) return begun;
  const file = begun.value;
  if (!inspected.ok) {
    await giveUp(actor, { ...file, flowId: input.flowId }, 'refused', means);
    return fileProblem(input, contentProblemCode(inspected.problem), { name, types: '' });
  }
  const parts = partsOf(content);
  try {
    for (const [index, part] of parts.entries()) await writePart(storage, file.key, file, index, part);
  } catch (problem) {
    if (!(problem instanceof StorageUnavailable)) throw problem;
    await giveUp(actor, { ...file, flowId: input.flowId }, 'not_stored', means);
    return refuse('storage_unavailable');
  }
  const stored = { parts: parts.map(({ length }) => length), sha256: inspected.sha256, mediaType: inspected.mediaType };
  return withTenant(actor, (tx) => settle(tx, { input, file, stored, means }));
}

type Owner = Readonly<{ tenantId: string; id: string; flowId: string }>;
type Settled = Readonly<{
  input: ReceiveFileInput;
  file: BegunFile;
  stored: Readonly<{ parts: readonly number[]; sha256: Buffer; mediaType: string }>;
  means: Means;
}>;

/** Of two that arrive at the same moment with the same content, the first stays; the other was it all along. */
async function settle(tx: TenantTx, { input, file, stored, means }: Settled): Promise<Outcome<ReceivedFile>> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`files|${input.flowId}`}, 0))`;
  const twin = await findTwin(tx, input, stored.sha256);
  const owner = { tenantId: file.tenantId, id: file.id, flowId: input.flowId };
  if (twin) {
    await dropRow(tx, owner, [...stored.parts], 'twice', means);
    return ok(twin);
  }
  await tx.$executeRaw`
    update files set state = 'quarantined', received = bytes, parts = ${[...stored.parts]}::int[],
      sha256 = ${stored.sha256}, media_type = ${stored.mediaType}, received_at = ${means.clock.now()}
    where tenant_id = ${file.tenantId}::uuid and id = ${file.id}::uuid`;
  await quarantine(tx, owner);
  return ok({ fileId: file.id, name: file.name, alreadyThere: false });
}

async function findTwin(
  tx: TenantTx,
  { flowId, stepId, fieldId, itemId = '' }: ReceiveFileInput,
  sha256: Buffer,
): Promise<ReceivedFile | null> {
  const [row] = await tx.$queryRaw<{ id: string; name: string }[]>`
    select id, name from files where flow_id = ${flowId}::uuid and step_name = ${stepId} and field_id = ${fieldId}
      and item_id = ${itemId} and sha256 = ${sha256} and state in ('quarantined', 'clean', 'unchecked')`;
  return row ? { fileId: row.id, name: row.name, alreadyThere: true } : null;
}

const giveUp = (actor: Actor, owner: Owner, reason: string, means: Means): Promise<void> =>
  withTenant(actor, (tx) =>
    dropRow(
      tx,
      owner,
      Array.from({ length: partsMax }, () => 0),
      reason,
      means,
    ),
  );

async function dropRow(tx: TenantTx, owner: Owner, parts: number[], reason: string, means: Means): Promise<void> {
  await tx.$executeRaw`
    update files set state = 'removed', reason = ${reason}, removed_at = ${means.clock.now()}, parts = ${parts}::int[]
    where tenant_id = ${owner.tenantId}::uuid and id = ${owner.id}::uuid`;
  await queueClearing(tx, owner);
}

const partsOf = (content: Buffer): readonly Buffer[] =>
  Array.from({ length: Math.ceil(content.length / partBytesMax) }, (_, index) =>
    content.subarray(index * partBytesMax, (index + 1) * partBytesMax),
  );
