import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SimulatedRequest, SimulatedResponse } from '../http-simulator';
import { googleError, type GoogleState } from './state';

/** Cloud KMS REST v1, encrypting and decrypting (https://cloud.google.com/kms/docs/reference/rest). Keys come into being when first used. */
export function kmsHandler(state: GoogleState) {
  const keys = new Map<string, Buffer>();
  const keyOf = (name: string): Buffer => {
    const known = keys.get(name) ?? randomBytes(32);
    keys.set(name, known);
    return known;
  };

  return ({ path, method, json }: SimulatedRequest, effect: (what: string) => void): SimulatedResponse | null => {
    const match =
      /^\/v1\/(projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/:]+):(encrypt|decrypt)$/.exec(path);
    if (!match || method !== 'POST') return null;
    const [, name = '', verb] = match;
    const permission = `cloudkms.cryptoKeyVersions.${verb === 'encrypt' ? 'useToEncrypt' : 'useToDecrypt'}`;
    if (state.withheld.has(permission)) {
      return googleError(403, `Permission '${permission}' denied on resource '${name}' (or it may not exist).`);
    }
    const additional = bytes(json, 'additionalAuthenticatedData');
    if (verb === 'encrypt') {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', keyOf(name), iv);
      cipher.setAAD(additional);
      const body = Buffer.concat([cipher.update(bytes(json, 'plaintext')), cipher.final()]);
      effect('key.used encrypt');
      const ciphertext = Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
      return { status: 200, body: { name: `${name}/cryptoKeyVersions/1`, ciphertext, protectionLevel: 'SOFTWARE' } };
    }
    const sealed = bytes(json, 'ciphertext');
    try {
      const decipher = createDecipheriv('aes-256-gcm', keyOf(name), sealed.subarray(0, 12));
      decipher.setAAD(additional);
      decipher.setAuthTag(sealed.subarray(12, 28));
      const plaintext = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
      effect('key.used decrypt');
      return { status: 200, body: { plaintext: plaintext.toString('base64'), usedPrimary: true } };
    } catch {
      return googleError(400, "Decryption failed: verify that 'name' refers to the correct CryptoKey.");
    }
  };
}

function bytes(json: unknown, field: string): Buffer {
  const value = typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[field] : undefined;
  return Buffer.from(typeof value === 'string' ? value : '', 'base64');
}
