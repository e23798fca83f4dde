import { openSealed, sealValue, type Place } from '@/lib/crypto';
import type { TenantTx } from '@/lib/tenancy';
import type { FileRecord } from './file-record';

type Owner = Pick<FileRecord, 'tenantId' | 'id'>;

/** Keys of files that this process is at work with: a resumable upload asks for its own with every part. */
const known = new Map<string, Readonly<{ key: Buffer; until: number }>>();
const knownMax = 500;
const knownMs = 60_000;

/** Seals a file's new key with the tenant's, for its row. */
export const sealFileKey = (tx: TenantTx, owner: Owner, key: Buffer): Promise<string> =>
  sealValue(tx, placeOf(owner), key.toString('base64url'));

/**
 * The key of a file, for a stated purpose such as `scan`. Opening it is recorded in the tenant's audit chain, so that
 * nobody reads a file unseen; within a minute of that the same process does not ask again for the same purpose.
 */
export async function openFileKey(
  tx: TenantTx,
  file: Owner & Pick<FileRecord, 'sealedKey'>,
  purpose: string,
): Promise<Buffer> {
  const slot = `${file.tenantId}|${file.id}|${purpose}`;
  const seen = known.get(slot);
  if (seen && seen.until > Date.now()) return seen.key;
  const secret = await openSealed(tx, placeOf(file), file.sealedKey, purpose);
  const key = Buffer.from(secret.reveal(), 'base64url');
  const oldest = known.keys().next();
  if (known.size >= knownMax && !oldest.done) known.delete(oldest.value);
  known.set(slot, { key, until: Date.now() + knownMs });
  return key;
}

const placeOf = ({ tenantId, id }: Owner): Place => ({ tenantId, table: 'files', column: 'sealed_key', rowId: id });
