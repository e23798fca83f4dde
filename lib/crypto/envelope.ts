import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A key for sealing: 32 bytes, with the version under which the sealed text names it. */
export type SealKey = Readonly<{ version: number; key: Buffer }>;

/** Where a sealed value lives. It opens in that place only. `column` may name a field inside: `data.api_token`. */
export type Place = Readonly<{ tenantId: string; table: string; column: string; rowId: string }>;

/** A value that was sealed cannot be opened: it was changed, moved, or its key is another one. Says nothing more. */
export class SealBroken extends Error {
  override name = 'SealBroken';
  constructor() {
    super('A sealed value could not be opened');
  }
}

const tagLength = 16;
const form = /^s1\.([1-9]\d{0,8})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]*)\.([A-Za-z0-9_-]{22})$/;

/** Seals a text with AES-256-GCM into `s1.<key version>.<iv>.<body>.<tag>`, tied to its place and key version. */
export function seal(key: SealKey, place: Place, plaintext: string): string {
  return encrypt(key, boundTo(place, key.version), Buffer.from(plaintext, 'utf8'));
}

/** Opens a sealed text in its place. Throws `SealBroken` for any other place, key, version, or a single changed bit. */
export function open(key: SealKey, place: Place, sealed: string): string {
  return decrypt(key, boundTo(place, key.version), sealed).toString('utf8');
}

/** The key version that a sealed text names. Throws `SealBroken` when it is not one. */
export function sealedVersion(sealed: string): number {
  const version = form.exec(sealed)?.[1];
  if (version === undefined) throw new SealBroken();
  return Number(version);
}

/** Encrypts bytes under additional data; `seal` and the wrapping of data keys share this one form. */
export function encrypt(key: SealKey, additional: string, body: Buffer): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.key, iv, { authTagLength: tagLength });
  cipher.setAAD(Buffer.from(additional, 'utf8'));
  const encrypted = Buffer.concat([cipher.update(body), cipher.final()]);
  return ['s1', key.version, ...[iv, encrypted, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join(
    '.',
  );
}

/** Reverses `encrypt`, or throws `SealBroken`. */
export function decrypt(key: SealKey, additional: string, text: string): Buffer {
  const [, version, ...encoded] = form.exec(text) ?? [];
  const parts = encoded.map((part) => Buffer.from(part, 'base64url'));
  const [iv, body, tag] = parts;
  // A second spelling of the same bytes would be a change that goes unnoticed, so only the one spelling counts.
  const canonical = parts.every((part, index) => part.toString('base64url') === encoded[index]);
  if (!iv || !body || !tag || !canonical || Number(version) !== key.version || tag.length !== tagLength)
    throw new SealBroken();
  const decipher = createDecipheriv('aes-256-gcm', key.key, iv, { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(additional, 'utf8'));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch {
    throw new SealBroken();
  }
}

function boundTo({ tenantId, table, column, rowId }: Place, version: number): string {
  const parts = ['v1', tenantId, table, column, rowId, String(version)];
  // A border inside a part would let two places share one binding.
  if (!parts.every((part) => /^[A-Za-z0-9_.:-]+$/.test(part)))
    throw new Error('The place of a sealed value is malformed');
  return parts.join('|');
}
