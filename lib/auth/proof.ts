import { createHash, createHmac } from 'node:crypto';
import { rootKeys } from '@/lib/platform/keys';

/** How long a proof holds: it is used in the statement that follows. */
const validSeconds = 30;

/**
 * Signs what this process has found out and the database cannot check by itself, such as the signature of a passkey: the
 * purpose and each part, with the key that also signs contexts. `kernel.proven` checks it. SQL injected into the web's
 * session cannot make one, because no role of ours can read the key.
 */
export function prove(purpose: string, parts: readonly string[], nowMs: number = Date.now()): string {
  const { kid, key } = rootKeys().contextKey;
  const expiry = Math.floor(nowMs / 1000) + validSeconds;
  const hashes = parts.map((part) => createHash('sha256').update(part, 'utf8').digest('hex'));
  const text = ['p1', String(kid), String(expiry), purpose, ...hashes].join('.');
  return `${kid}.${expiry}.${createHmac('sha256', key).update(text).digest('hex')}`;
}

/** A value that only this installation can compute from a token, for what must not be stored: a PKCE verifier, a nonce. */
export const derived = (purpose: string, token: string): string =>
  createHmac('sha256', rootKeys().contextKey.key).update(`d1.${purpose}.${token}`).digest('base64url');
