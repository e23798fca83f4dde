import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { open, seal, SealBroken, sealedVersion, type Place, type SealKey } from './envelope';

const key: SealKey = { version: 2, key: Buffer.alloc(32, 1) };
const place: Place = { tenantId: 't1', table: 'onboarding_steps', column: 'data.token', rowId: 'r1' };

/** Every single bit of one part of a sealed text turned over, in turn. */
function* flips(sealed: string, part: number): Generator<string> {
  const parts = sealed.split('.');
  const bytes = Buffer.from(parts[part] ?? '', 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    yield parts.with(part, changed.toString('base64url')).join('.');
  }
}

describe('a sealed value', () => {
  it('opens in its place to the same text @req C9', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(open(key, place, seal(key, place, text))).toBe(text);
      }),
      { seed: 52 },
    );
  });

  it('never contains its text, and never comes out the same twice @req C9', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), (text) => {
        const [one, two] = [seal(key, place, text), seal(key, place, text)];
        expect(one).not.toContain(text);
        expect(one).not.toBe(two);
      }),
      { seed: 53 },
    );
  });

  it('does not open when any bit of iv, body or tag is turned over', () => {
    const sealed = seal(key, place, 'a secret of some length');
    let tried = 0;
    for (const part of [2, 3, 4]) {
      for (const changed of flips(sealed, part)) {
        expect(() => open(key, place, changed)).toThrow(SealBroken);
        tried += 1;
      }
    }
    expect(tried).toBe((12 + 23 + 16) * 8);
    expect(open(key, place, sealed)).toBe('a secret of some length');
  });

  it('does not open under another version or key', () => {
    const sealed = seal(key, place, 'x');
    expect(() => open({ ...key, version: 3 }, place, sealed)).toThrow(SealBroken);
    expect(() => open({ ...key, version: 3 }, place, sealed.replace('s1.2.', 's1.3.'))).toThrow(SealBroken);
    expect(() => open({ ...key, key: Buffer.alloc(32, 2) }, place, sealed)).toThrow(SealBroken);
  });

  it('does not open anywhere else: tenant, table, column, row', () => {
    const sealed = seal(key, place, 'x');
    for (const part of ['tenantId', 'table', 'column', 'rowId'] as const) {
      expect(() => open(key, { ...place, [part]: `${place[part]}2` }, sealed)).toThrow(SealBroken);
    }
    expect(() => open(key, { ...place, tenantId: place.table, table: place.tenantId }, sealed)).toThrow(SealBroken);
  });

  it('refuses a border inside a part of its place', () => {
    for (const part of ['tenantId', 'table', 'column', 'rowId'] as const) {
      expect(() => seal(key, { ...place, [part]: 'a|b' }, 'x')).toThrow('malformed');
      expect(() => seal(key, { ...place, [part]: '' }, 'x')).toThrow('malformed');
    }
  });

  it('does not open with a shorter tag, though the tag itself be right', () => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key.key, iv, { authTagLength: 16 });
    cipher.setAAD(Buffer.from('v1|t1|onboarding_steps|data.token|r1|2'));
    const body = Buffer.concat([cipher.update('forged'), cipher.final()]);
    const tag = cipher.getAuthTag();
    const withTag = (bytes: Buffer) =>
      ['s1', 2, iv.toString('base64url'), body.toString('base64url'), bytes.toString('base64url')].join('.');
    expect(open(key, place, withTag(tag))).toBe('forged');
    for (let length = 0; length < 16; length += 1) {
      expect(() => open(key, place, withTag(tag.subarray(0, length)))).toThrow(SealBroken);
    }
  });

  it('has one spelling only', () => {
    const sealed = seal(key, place, 'x');
    const last = sealed.slice(-1);
    const spellings = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].filter((c) => c !== last);
    for (const other of spellings) expect(() => open(key, place, sealed.slice(0, -1) + other)).toThrow(SealBroken);
    for (const other of [
      `${sealed}=`,
      ` ${sealed}`,
      `${sealed}\n`,
      sealed.replace('s1.2', 's1.02'),
      sealed.replace('s1.', 's2.'),
    ]) {
      expect(() => open(key, place, other)).toThrow(SealBroken);
    }
  });

  it('never throws anything else at any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => open(key, place, text)).toThrow(SealBroken);
      }),
      { seed: 54 },
    );
    expect(() => sealedVersion('nonsense')).toThrow(SealBroken);
    expect(sealedVersion(seal(key, place, 'x'))).toBe(2);
  });
});
