import { randomBytes } from 'node:crypto';
import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { cleanName, extensionOf } from './clean-name';
import { sealFileKey } from './file-key';
import { extensionsOf } from './kinds';
import { flowBytesMax, flowFilesMax } from './limits';
import { fileProblem } from './problems';
import { newFileKey } from './sealed-part';
import { findUploadField, type FilePlace, type UploadField } from './upload-field';

export type BeginFileInput = FilePlace & Readonly<{ name: string; declaredType: string; bytes: number }>;
export type BegunFile = Readonly<{
  tenantId: string;
  id: string;
  name: string;
  storageKey: string;
  key: Buffer;
  field: UploadField;
}>;

/**
 * Takes note of a file before its first byte is stored. Refuses `forbidden`, `not_found`, `flow_locked`, and
 * `invalid_input` with the reason at the field: its name is of no kind that the field takes, it is empty or too large, or
 * the field or the flow has as many files as it may. Records `file.begun`.
 */
export async function beginFile(
  tx: TenantTx,
  actor: Actor,
  input: BeginFileInput,
  means: Means = systemMeans,
): Promise<Outcome<BegunFile>> {
  const allowed = authorise(actor, 'flow.answer');
  if (!allowed.ok) return allowed;
  const found = await findUploadField(tx, input);
  if (!found.ok) return found;
  const { tenantId, mediaTypes, fileBytesMax, filesMax } = found.value;
  const name = cleanName(input.name);
  const extensions = extensionsOf(mediaTypes);
  if (!extensions.includes(`.${extensionOf(name)}`))
    return fileProblem(input, 'file_type', { name, types: extensions.join(' ') });
  if (input.bytes === 0) return fileProblem(input, 'file_empty', { name });
  if (input.bytes > fileBytesMax)
    return fileProblem(input, 'file_too_large', { name, megabytes: megabytes(fileBytesMax) });

  // Uploads into one flow that begin at once follow each other here, so that together they keep to the limits.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`files|${input.flowId}`}, 0))`;
  const held = await heldBy(tx, input);
  if (held.inField >= filesMax) return fileProblem(input, 'files_full', { max: filesMax });
  if (held.inFlow >= flowFilesMax || held.bytes + input.bytes > flowBytesMax) return refuse('files_full');

  const id = means.newId();
  const key = newFileKey();
  const storageKey = newStorageKey();
  const sealedKey = await sealFileKey(tx, { tenantId, id }, key);
  await tx.$executeRaw`
    insert into files (tenant_id, id, flow_id, step_name, field_id, item_id, name, declared_type, bytes, storage_key,
      sealed_key, uploaded_by, created_at)
    values (${tenantId}::uuid, ${id}::uuid, ${input.flowId}::uuid, ${input.stepId}, ${input.fieldId},
      ${input.itemId ?? ''}, ${name}, ${input.declaredType.slice(0, 200)}, ${BigInt(input.bytes)}, ${storageKey},
      ${sealedKey}, ${actorUserId(actor)}::uuid, ${means.clock.now()})`;
  await recordAudit(tx, tenantId, {
    action: 'file.begun',
    entityType: 'file',
    entityId: id,
    details: { flow: input.flowId, step: input.stepId, field: input.fieldId, bytes: input.bytes },
  });
  return ok({ tenantId, id, name, storageKey, key, field: found.value });
}

/** A limit in megabytes as a person reads it: whole ones, one decimal for small ones. */
const megabytes = (bytes: number): number => Math.max(0.1, Math.floor((bytes / (1024 * 1024)) * 10) / 10);

type Held = Readonly<{ inField: number; inFlow: number; bytes: number }>;

async function heldBy(tx: TenantTx, { flowId, stepId, fieldId, itemId = '' }: FilePlace): Promise<Held> {
  const [row] = await tx.$queryRaw<{ inField: number; inFlow: number; bytes: bigint }[]>`
    select count(*) filter (where step_name = ${stepId} and field_id = ${fieldId} and item_id = ${itemId})::int
        as "inField", count(*)::int as "inFlow", coalesce(sum(bytes), 0)::bigint as bytes
    from files where flow_id = ${flowId}::uuid and state in ('receiving', 'quarantined', 'clean', 'unchecked')`;
  return { inField: row?.inField ?? 0, inFlow: row?.inFlow ?? 0, bytes: Number(row?.bytes ?? 0) };
}

/** 160 random bits in two levels of folders: nothing of the customer or the file's name shows in the store. */
function newStorageKey(): string {
  const text = randomBytes(18).toString('hex');
  return `${text.slice(0, 2)}/${text.slice(2, 4)}/${text.slice(4)}`;
}
