import { describe, expect, it } from 'vitest';
import { currentIdentifier } from '@/lib/flow-definition';
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

  it('points to the logs and to what explains them @req C38', () => {
    expect(dataPipeline.commands?.map(({ variants }) => variants[0]?.text)).toEqual([
      expect.stringContaining('.pipeline_runs ORDER BY created_at DESC LIMIT 10'),
      expect.stringContaining('.step_logs'),
      expect.stringContaining(".dq_results WHERE status = 'FAILED'"),
    ]);
    expect(dataPipeline.related?.every(({ href }) => href.startsWith('https://'))).toBe(true);
  });

  it.each([
    ['acme1281_metadata', 'acme1281'],
    ['acme1281_raw_gcp', 'acme1281'],
    ['acme1281_raw_openai', 'acme1281'],
    ['acme1281_silver_cost', 'acme1281'],
    ['acme1281', 'acme1281'],
    ['_metadata', '_metadata'],
    ['acme_metadata_2', 'acme_metadata_2'],
  ])('knows the dataset %s of the earlier arrangement as %s @req C42', (name, identifier) => {
    const [rule] = dataPipeline.identifiers;
    expect(rule && currentIdentifier(name, rule)).toBe(identifier);
  });

  it('keeps tenant IDs apart within their owner @req C4', () => {
    expect(dataPipeline.identifiers).toMatchObject([{ system: 'data-pipeline', uniqueIn: 'owner' }]);
  });
});
