import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { actorUserId, authorise, withTenantOrNothing, type Actor } from '@/lib/tenancy';
import { readParts } from './file-content';
import { openFileKey } from './file-key';
import { readFile } from './file-record';
import type { Storage } from './storage/storage';
import { usualStorage } from './usual-storage';

export type OpenedFile = Readonly<{
  name: string;
  mediaType: string;
  bytes: number;
  content: AsyncGenerator<Buffer>;
}>;

/**
 * Opens a file for reading. Only what was scanned and found clean can be opened by everybody who sees the flow; what
 * nobody could scan, by the person who handed it in. Refuses `forbidden`, `not_found` (also for what is gone), and
 * `file_not_ready` for what waits for its scan. Records `file.opened` before the first byte is read.
 */
export async function openFile(
  actor: Actor,
  { flowId, fileId }: Readonly<{ flowId: string; fileId: string }>,
  storage: Storage = usualStorage(),
): Promise<Outcome<OpenedFile>> {
  const allowed = authorise(actor, 'task.read');
  if (!allowed.ok) return allowed;
  if (!isUuid(flowId) || !isUuid(fileId)) return refuse('not_found');
  const found = await withTenantOrNothing(actor, async (tx) => {
    const file = await readFile(tx, { flowId, fileId });
    if (!file || ['infected', 'rejected', 'removed'].includes(file.state)) return refuse('not_found');
    const isOwn = file.uploadedBy !== null && file.uploadedBy === actorUserId(actor);
    if (file.state !== 'clean' && !(file.state === 'unchecked' && isOwn)) return refuse('file_not_ready');
    const key = await openFileKey(tx, file, 'open');
    await recordAudit(tx, file.tenantId, {
      action: 'file.opened',
      entityType: 'file',
      entityId: file.id,
      details: { flow: flowId },
    });
    return ok({ file, key });
  });
  if (!found.ok) return found;
  const { file, key } = found.value;
  return ok({
    name: file.name,
    mediaType: file.mediaType ?? 'application/octet-stream',
    bytes: file.bytes,
    content: readParts(storage, key, file),
  });
}
