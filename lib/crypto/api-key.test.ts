import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  apiKeyPrefix,
  constantTimeEqual,
  generateApiKey,
  generateCustomerKey,
  hashKey,
  isApiKey,
  randomBase62,
} from './index';

const tenantId = '018f0000-0000-7000-8000-000000000001';

describe('keys', () => {
  it('a customer’s key has the reference’s format and 95 bits of secret @req C7', () => {
    const keys = Array.from({ length: 500 }, () => generateCustomerKey(tenantId));
    for (const key of keys) expect(key).toMatch(new RegExp(`^${tenantId}_api_[0-9A-Za-z]{16}$`));
    expect(new Set(keys).size).toBe(500);
    expect(16 * Math.log2(62)).toBeGreaterThan(95);
  });

  it('favours no character @req C7', () => {
    const counts = new Map<string, number>();
    const drawn = 62 * 2000;
    for (const character of randomBase62(drawn)) counts.set(character, (counts.get(character) ?? 0) + 1);
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    expect(counts.size).toBe(62);
    // 61 degrees of freedom: above 125 once in a million runs; bytes taken modulo 62 give about 1,600.
    expect(chiSquare).toBeLessThan(125);
  });

  it('throws away the bytes that would favour a character', () => {
    expect(randomBase62(3, () => Uint8Array.from([255, 248, 247, 0, 61, 62]))).toBe('z0z');
  });

  it('Portico’s own keys carry a checksum that finds every changed character', () => {
    const key = generateApiKey();
    expect(key).toMatch(/^ptk_live_[0-9A-Za-z]{49}$/);
    expect(isApiKey(key)).toBe(true);
    for (let i = 'ptk_live_'.length; i < key.length; i += 1) {
      const other = key.charAt(i) === 'a' ? 'b' : 'a';
      expect(isApiKey(key.slice(0, i) + other + key.slice(i + 1))).toBe(false);
    }
    for (const wrong of ['', key.slice(1), `${key}x`, key.replace('live', 'test')]) expect(isApiKey(wrong)).toBe(false);
    expect(apiKeyPrefix(key)).toHaveLength(13);
  });

  it('are looked up by their SHA-256 @req C8', () => {
    const key = generateCustomerKey(tenantId);
    expect(hashKey(key).equals(createHash('sha256').update(key).digest())).toBe(true);
  });

  it('are compared whole, also when lengths differ @req C8', () => {
    expect(constantTimeEqual('abc', 'abc')).toBe(true);
    for (const other of ['abd', 'ab', 'abcd', '']) expect(constantTimeEqual('abc', other)).toBe(false);
  });
});
