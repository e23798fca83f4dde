import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SealBroken } from '@/lib/crypto';

/** Which part of which file a sealed part is. It opens as nothing else. */
export type PartPlace = Readonly<{ tenantId: string; fileId: string; index: number }>;

const ivLength = 12;
const tagLength = 16;

/** What sealing adds to a part. */
export const sealOverhead = ivLength + tagLength;

/** A new key for one file. */
export const newFileKey = (): Buffer => randomBytes(32);

/** Seals one part of a file with AES-256-GCM, tied to its tenant, file and number. */
export function sealPart(key: Buffer, place: PartPlace, content: Uint8Array): Buffer {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagLength });
  cipher.setAAD(boundTo(place));
  return Buffer.concat([iv, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** Opens a sealed part in its place. Throws `SealBroken` for any other place or key, or a single changed bit. */
export function openPart(key: Buffer, place: PartPlace, sealed: Buffer): Buffer {
  if (sealed.length < sealOverhead) throw new SealBroken();
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivLength), { authTagLength: tagLength });
  decipher.setAAD(boundTo(place));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagLength));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(ivLength, sealed.length - tagLength)), decipher.final()]);
  } catch {
    throw new SealBroken();
  }
}

const boundTo = ({ tenantId, fileId, index }: PartPlace): Buffer => Buffer.from(`f1|${tenantId}|${fileId}|${index}`);
