import { createHash, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { randomBase62, toBase62 } from './base62';

const prefix = 'ptk_live_';
const secretLength = 43;
const checksumLength = 6;

/** A new key of Portico's own REST door: `ptk_live_`, 43 characters of base62 (256 bits), a checksum for scanners. */
export function generateApiKey(): string {
  const body = prefix + randomBase62(secretLength);
  return body + checksum(body);
}

/** Whether a text has the form and the checksum of such a key: a typing error is refused without asking the database. */
export function isApiKey(text: string): boolean {
  if (!/^ptk_live_[0-9A-Za-z]{49}$/.test(text)) return false;
  const body = text.slice(0, prefix.length + secretLength);
  return constantTimeEqual(text.slice(body.length), checksum(body));
}

/** What may be shown of a key, to tell it from others: its beginning. */
export const apiKeyPrefix = (key: string): string => key.slice(0, prefix.length + 4);

/** The key issued to a customer, in the reference's form `{tenantId}_api_{16 base62}`: 95.2 bits of secret. */
export const generateCustomerKey = (tenantId: string): string => `${tenantId}_api_${randomBase62(16)}`;

/** SHA-256 of a key, for look-up. The keys are random, so a plain hash cannot be searched backwards. */
export const hashKey = (key: string): Buffer => createHash('sha256').update(key, 'utf8').digest();

/** Compares two texts in a time that depends on neither: both are hashed first, so lengths do not show either. */
export const constantTimeEqual = (left: string, right: string): boolean =>
  timingSafeEqual(createHash('sha256').update(left).digest(), createHash('sha256').update(right).digest());

const checksum = (body: string): string => toBase62(crc32(body), checksumLength);
