import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { recordEvent } from '@/lib/platform/events';
import { isUuid } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { takeOutOfAnswer } from './answers';
import { queueClearing } from './complete-file';
import { readFile } from './file-record';
import { findUploadField } from './upload-field';

export type RemoveFileInput = Readonly<{ flowId: string; fileId: string }>;

/**
 * Takes a file away, wherever it stands: out of the answer that names it at once, out of the store as soon as the store
 * answers. Removing twice is removing once. Refuses `forbidden`, `not_found`, and `flow_locked` once the answers were
 * sent in. Records audit and event `file.removed`.
 */
export async function removeFile(
  tx: TenantTx,
  actor: Actor,
  input: RemoveFileInput,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ fileId: string; stepId: string; fieldId: string }>>> {
  const allowed = authorise(actor, 'flow.answer');
  if (!allowed.ok) return allowed;
  if (!isUuid(input.flowId) || !isUuid(input.fileId)) return refuse('not_found');
  // Locks in the order in which a save takes them: the flow before its steps.
  await tx.$queryRaw`select 1 from onboarding_flows where id = ${input.flowId}::uuid for update`;
  const file = await readFile(tx, input);
  if (!file) return refuse('not_found');
  const { stepId, fieldId, tenantId, id, flowId } = file;
  const done = ok({ fileId: id, stepId, fieldId });
  if (file.state === 'removed') return done;
  const field = await findUploadField(tx, file);
  if (!field.ok) return field;
  await tx.$executeRaw`
    update files set state = 'removed', removed_at = ${means.clock.now()}, lease = null
    where tenant_id = ${tenantId}::uuid and id = ${id}::uuid`;
  await takeOutOfAnswer(tx, file);
  await queueClearing(tx, file);
  await recordAudit(tx, tenantId, {
    action: 'file.removed',
    entityType: 'file',
    entityId: id,
    details: { flow: flowId },
  });
  await recordEvent(tx, tenantId, { name: 'file.removed', flowId, details: { fileId: id } });
  return done;
}
