import { describe, expect, it } from 'vitest';
import { dataPipeline } from '.';
import { codes } from './testing-rules';

describe('data-pipeline', () => {
  it.each([
    ['acmeinc_23xv2', true],
    ['ABC', true],
    ['ab', false],
    ['a'.repeat(50), true],
    ['a'.repeat(51), false],
    ['acme-inc', false],
    ['acme inc', false],
  ])('takes the tenant ID %s: %s @req C2 @req C3', (id, isGood) => {
    expect(codes(dataPipeline, 'tenantIdentifier', id).length === 0).toBe(isGood);
  });

  it('keeps tenant IDs apart within their owner @req C4', () => {
    expect(dataPipeline.identifiers).toMatchObject([{ system: 'data-pipeline', uniqueIn: 'owner' }]);
  });
});
