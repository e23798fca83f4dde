import { SealBroken } from '@/lib/crypto';
import { partKey, type FileRecord } from './file-record';
import { openPart, sealPart } from './sealed-part';
import { StorageUnavailable, type Storage } from './storage/storage';

type Place = Pick<FileRecord, 'tenantId' | 'id' | 'storageKey'>;

/** Stores one part of a file, sealed. */
export async function writePart(
  storage: Storage,
  key: Buffer,
  file: Place,
  index: number,
  content: Uint8Array,
): Promise<void> {
  const sealed = sealPart(key, { tenantId: file.tenantId, fileId: file.id, index }, content);
  await storage.put(partKey(file.storageKey, index), sealed);
}

/**
 * The content of a file, part by part and in order, of which one is in memory at a time. Throws `StorageUnavailable` for
 * a part that is not there and `SealBroken` for one that was changed, shortened or exchanged.
 */
export async function* readParts(
  storage: Storage,
  key: Buffer,
  file: Place & Pick<FileRecord, 'parts'>,
): AsyncGenerator<Buffer> {
  for (const [index, bytes] of file.parts.entries()) {
    const sealed = await storage.read(partKey(file.storageKey, index));
    if (sealed === null) throw new StorageUnavailable('A part of a file is missing from the store');
    const part = openPart(key, { tenantId: file.tenantId, fileId: file.id, index }, sealed);
    if (part.length !== bytes) throw new SealBroken();
    yield part;
  }
}
