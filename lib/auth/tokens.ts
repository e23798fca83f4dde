import { createHash, randomBytes, randomInt } from 'node:crypto';

/** A new token of 256 bits, for a cookie or for the link in a mail. Only its hash is ever stored. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** The hash under which a token is stored and looked up; a token is random, so a plain hash cannot be searched back. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest();

/** A code of six digits, each equally likely. */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, '0');

/** The hash of a code, bound to its challenge, so that equal codes of two people do not look equal. */
export const hashCode = (challengeId: string, code: string): Buffer =>
  createHash('sha256').update(`${challengeId}:${code}`, 'utf8').digest();

/** A code as typed, without the blanks and dashes people add, or with digits of another script, or null. */
export function readCode(text: string): string | null {
  const digits = text
    .slice(0, 40)
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[\s\u2066-\u2069\u200e\u200f-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : null;
}

/** Whether a text can be a token of ours; anything else is not worth a question to the database. */
export const isToken = (text: unknown): text is string => typeof text === 'string' && /^[A-Za-z0-9_-]{43}$/.test(text);
