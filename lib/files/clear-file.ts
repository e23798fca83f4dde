import { asCustomer } from '@/lib/tenancy';
import { partKeys, readFile } from './file-record';
import type { FileRef } from './scan-file';
import { StorageUnavailable, type Storage } from './storage/storage';

/**
 * Removes what the store holds of a file that is not kept, and notes when that was done; false while the store is away.
 * Bears being done twice, and does nothing to a file that is kept.
 */
export async function clearFile(ref: FileRef, storage: Storage): Promise<boolean> {
  const file = await asCustomer(ref.tenantId, `clear file ${ref.fileId}`, (tx) => readFile(tx, ref));
  if (!file || !['infected', 'rejected', 'removed'].includes(file.state)) return true;
  try {
    for (const key of partKeys(file)) await storage.remove(key);
  } catch (problem) {
    if (problem instanceof StorageUnavailable) return false;
    throw problem;
  }
  await asCustomer(
    ref.tenantId,
    `clear file ${ref.fileId}`,
    (tx) => tx.$executeRaw`
      update files set cleared_at = now() where tenant_id = ${ref.tenantId}::uuid and id = ${ref.fileId}::uuid`,
  );
  return true;
}
