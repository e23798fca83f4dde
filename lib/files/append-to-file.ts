import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid, uuidv7 } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, withTenant, withTenantOrNothing, type Actor, type TenantTx } from '@/lib/tenancy';
import { quarantine, queueClearing } from './complete-file';
import { writePart } from './file-content';
import { openFileKey } from './file-key';
import { readFile, type FileRecord } from './file-record';
import { inspectHead } from './inspect';
import { leaseSeconds, partBytesMax } from './limits';
import { contentProblemCode, fileProblem } from './problems';
import { StorageUnavailable, type Storage } from './storage/storage';
import { findUploadField } from './upload-field';
import { usualStorage } from './usual-storage';

export type AppendInput = Readonly<{
  flowId: string;
  fileId: string;
  /** Where the sender believes to stand; what is here already decides. */
  offset: number;
  body: AsyncIterable<Uint8Array>;
}>;
export type FileProgress = Readonly<{ received: number; bytes: number; isComplete: boolean }>;

/**
 * Adds what a request brings to a file that is being received, part by part, and keeps every whole part of it even when
 * the connection is cut: the sender asks where to go on. The first part decides whether the content can be what its name
 * says. Refuses `forbidden`, `not_found` (also for a file that receives nothing more), `upload_moved` when the sender
 * stands elsewhere or another request is at work, `payload_too_large`, `storage_unavailable`, `flow_locked`, and
 * `invalid_input` with the reason, which ends the upload. The last byte puts the file into quarantine.
 */
export async function appendToFile(
  actor: Actor,
  input: AppendInput,
  means: Means = systemMeans,
  storage: Storage = usualStorage(),
): Promise<Outcome<FileProgress>> {
  let offset = input.offset;
  for await (const part of partsOf(input.body)) {
    const added = await appendPart(actor, { ...input, offset, part }, means, storage);
    if (!added.ok) return added;
    if (added.value.isComplete) return added;
    offset = added.value.received;
  }
  return fileProgress(actor, input);
}

/** How far an upload is. Refuses `forbidden` and `not_found`, also for a file that receives nothing more. */
export async function fileProgress(
  actor: Actor,
  { flowId, fileId }: Pick<AppendInput, 'flowId' | 'fileId'>,
): Promise<Outcome<FileProgress>> {
  const allowed = authorise(actor, 'flow.answer');
  if (!allowed.ok) return allowed;
  if (!isUuid(flowId) || !isUuid(fileId)) return refuse('not_found');
  const file = await withTenant(actor, (tx) => readFile(tx, { flowId, fileId }));
  if (!file || ['infected', 'rejected', 'removed'].includes(file.state)) return refuse('not_found');
  return ok(progressOf(file, file.received));
}

const progressOf = ({ bytes }: Pick<FileRecord, 'bytes'>, received: number): FileProgress => ({
  received,
  bytes,
  isComplete: received === bytes,
});

type Part = Omit<AppendInput, 'body'> & Readonly<{ part: Buffer }>;
type Leased = Readonly<{ file: FileRecord; key: Buffer; lease: string; mediaTypes: readonly string[] | undefined }>;

async function appendPart(actor: Actor, input: Part, means: Means, storage: Storage): Promise<Outcome<FileProgress>> {
  const leased = await withTenantOrNothing(actor, (tx) => takeLease(tx, actor, input));
  if (!leased.ok) return leased;
  const { file, key, lease, mediaTypes } = leased.value;
  if (file.received === 0) {
    const problem = await inspectHead(file.name, mediaTypes, input.part);
    if (problem !== null) {
      const code = contentProblemCode(problem);
      await withTenant(actor, (tx) => reject(tx, file, code, means));
      return fileProblem(file, code, { name: file.name, types: '' });
    }
  }
  try {
    await writePart(storage, key, file, file.parts.length, input.part);
  } catch (problem) {
    await withTenant(actor, (tx) => endLease(tx, file, lease));
    if (!(problem instanceof StorageUnavailable)) throw problem;
    return refuse('storage_unavailable');
  }
  return withTenant(actor, (tx) => keepPart(tx, file, lease, input.part.length, means));
}

/** One request at a time writes the next part; a lease that its holder left behind runs out. */
async function takeLease(tx: TenantTx, actor: Actor, { flowId, fileId, offset, part }: Part): Promise<Outcome<Leased>> {
  const allowed = authorise(actor, 'flow.answer');
  if (!allowed.ok) return allowed;
  if (!isUuid(flowId) || !isUuid(fileId)) return refuse('not_found');
  const file = await readFile(tx, { flowId, fileId });
  if (file?.state !== 'receiving') return refuse('not_found');
  const field = await findUploadField(tx, { ...file, itemId: file.itemId });
  if (!field.ok) return field;
  if (file.received !== offset) return refuse('upload_moved');
  if (offset + part.length > file.bytes) return refuse('payload_too_large');
  const lease = uuidv7();
  const taken = await tx.$executeRaw`
    update files set lease = ${lease}::uuid, lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    where tenant_id = ${file.tenantId}::uuid and id = ${file.id}::uuid and state = 'receiving'
      and received = ${BigInt(offset)} and (lease is null or lease_until < clock_timestamp())`;
  if (taken === 0) return refuse('upload_moved');
  return ok({ file, key: await openFileKey(tx, file, 'receive'), lease, mediaTypes: field.value.mediaTypes });
}

async function keepPart(
  tx: TenantTx,
  file: FileRecord,
  lease: string,
  length: number,
  means: Means,
): Promise<Outcome<FileProgress>> {
  const received = file.received + length;
  const isComplete = received === file.bytes;
  const kept = await tx.$executeRaw`
    update files set parts = parts || ${length}::int, received = ${BigInt(received)}, lease = null, lease_until = null,
      state = case when ${isComplete} then 'quarantined' else state end,
      received_at = case when ${isComplete} then ${means.clock.now()}::timestamptz end
    where tenant_id = ${file.tenantId}::uuid and id = ${file.id}::uuid and lease = ${lease}::uuid and state = 'receiving'`;
  if (kept === 0) return refuse('upload_moved');
  if (isComplete) await quarantine(tx, file);
  return ok(progressOf(file, received));
}

async function reject(tx: TenantTx, file: FileRecord, reason: string, means: Means): Promise<void> {
  await tx.$executeRaw`
    update files set state = 'rejected', reason = ${reason}, removed_at = ${means.clock.now()}, lease = null
    where tenant_id = ${file.tenantId}::uuid and id = ${file.id}::uuid and state = 'receiving'`;
  await queueClearing(tx, file);
}

const endLease = (tx: TenantTx, file: FileRecord, lease: string) => tx.$executeRaw`
  update files set lease = null, lease_until = null
  where tenant_id = ${file.tenantId}::uuid and id = ${file.id}::uuid and lease = ${lease}::uuid`;

/** Cuts a body into parts as they are stored. What came before a cut is a part too: it need not be sent again. */
async function* partsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  const joined = (): Buffer => {
    const part = Buffer.concat(waiting);
    [waiting, length] = [[], 0];
    return part;
  };
  try {
    for await (const chunk of body) {
      for (let from = 0; from < chunk.length;) {
        const piece = chunk.subarray(from, from + partBytesMax - length);
        waiting.push(piece);
        length += piece.length;
        from += piece.length;
        if (length === partBytesMax) yield joined();
      }
    }
  } catch {
    // The other side hung up; whoever sends comes back and asks how far it got.
  }
  if (length > 0) yield joined();
}
