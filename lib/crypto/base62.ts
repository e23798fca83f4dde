import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The largest multiple of 62 that a byte can hold: bytes from here on are thrown away, so no character is favoured. */
const fair = 248;

/** `length` characters of base62, each with the same chance: 5.954 bits a character. */
export function randomBase62(length: number, source: (size: number) => Uint8Array = randomBytes): string {
  let text = '';
  while (text.length < length) {
    for (const byte of source(length * 2)) {
      if (byte < fair && text.length < length) text += alphabet.charAt(byte % 62);
    }
  }
  return text;
}

/** A number below 62^length in base62, padded with zeros in front. */
export function toBase62(value: number, length: number): string {
  let rest = value;
  let text = '';
  for (let i = 0; i < length; i += 1) {
    text = alphabet.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
