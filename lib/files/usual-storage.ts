import path from 'node:path';
import { config } from '@/lib/platform/config';
import { partBytesMax } from './limits';
import { sealOverhead } from './sealed-part';
import { clamdScanner } from './scanner/clamd-scanner';
import type { Scanner } from './scanner/scanner';
import { diskStorage } from './storage/disk-storage';
import { s3Storage } from './storage/s3-storage';
import type { Storage } from './storage/storage';

let storage: Storage | undefined;

/** The store that this installation has chosen: a folder of its own, or a bucket. */
export function usualStorage(): Storage {
  const { filesS3, dataDir } = config();
  storage ??= filesS3
    ? s3Storage({ ...filesS3, bytesMax: partBytesMax + sealOverhead })
    : diskStorage(path.join(/* turbopackIgnore: true */ dataDir, 'files'));
  return storage;
}

/** The scanner that this installation has, or null where the operator has said that there is none. */
export function usualScanner(): Scanner | null {
  const { scannerUrl } = config();
  return scannerUrl === null ? null : clamdScanner(scannerUrl);
}
