import { describe, expect, it } from 'vitest';
import { parseRootKeys } from './index';

const hex = (byte: string) => byte.repeat(32);
const good = { contextKey: { kid: 1, key: hex('ab') }, rootKeys: [{ id: 'k1', key: hex('cd') }], activeRootKey: 'k1' };

describe('parseRootKeys', () => {
  it('reads a complete file', () => {
    expect(parseRootKeys(JSON.stringify(good)).contextKey.key.equals(Buffer.alloc(32, 0xab))).toBe(true);
  });

  it('refuses an unusable one and never repeats a key', () => {
    const wrong = [
      'nonsense',
      '{}',
      JSON.stringify({ ...good, activeRootKey: 'k2' }),
      JSON.stringify({ ...good, rootKeys: [] }),
      JSON.stringify({ ...good, rootKeys: [...good.rootKeys, ...good.rootKeys] }),
      JSON.stringify({ ...good, contextKey: { kid: 1, key: hex('ab').slice(2) } }),
    ];
    for (const text of wrong) {
      expect(() => parseRootKeys(text)).toThrow(/^The root key file is not (JSON|usable)/);
      expect(() => parseRootKeys(text)).not.toThrow(/abab|cdcd/);
    }
  });
});
