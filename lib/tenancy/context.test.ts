import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signParts } from './context';

const key = { kid: 3, key: Buffer.alloc(32, 7) };
const parts = { tenantId: '018f0000-0000-7000-8000-000000000001', userId: null, role: 'owner', flowId: null };

describe('signParts', () => {
  it('writes eight parts, the last one an HMAC over the others', () => {
    const context = signParts(parts, key, 1_800_000_000);
    const text = `v1.3.${parts.tenantId}.-.owner.-.1800000000`;
    expect(context).toBe(`${text}.${createHmac('sha256', key.key).update(text).digest('hex')}`);
  });

  it('refuses parts that could move a border', () => {
    for (const tenantId of ['a.b', '', 'a b', "'", 'A']) {
      expect(() => signParts({ ...parts, tenantId }, key, 1)).toThrow('malformed');
      expect(() => signParts({ ...parts, role: tenantId }, key, 1)).toThrow('malformed');
    }
  });
});
