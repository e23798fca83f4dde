import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConnectorError } from '../connector';
import { asConnectorError } from './client';
import { isDatasetName, schemaOf, warehouseDatabase } from './map';
import { renderPipeline, renderTemplate } from './pipelines';

describe('the names of datasets', () => {
  it('are the identifiers of the reference, and nothing else comes near a statement', () => {
    for (const good of ['acmeinc_23xv2', 'ABC', 'a'.repeat(50), '123']) expect(isDatasetName(good), good).toBe(true);
    for (const bad of ['', 'ab', 'a'.repeat(51), 'a-b', 'a b', 'a"b', "a';--", 'é12', 'a\nb', 'portico:registry']) {
      expect(isDatasetName(bad), bad).toBe(false);
    }
  });

  it('never meet: two names are two schemas, and none is one that PostgreSQL keeps for itself', () => {
    const name = fc.stringMatching(/^(pg_)?[A-Za-z0-9_]{3,20}$/);
    fc.assert(
      fc.property(name, name, (left, right) => {
        expect(schemaOf(left) === schemaOf(right)).toBe(left === right);
        expect(schemaOf(left)).not.toMatch(/^(pg_|public$|information_schema$|portico:)/);
      }),
      { seed: 5 },
    );
    for (const kept of ['pg_catalog', 'public', 'information_schema']) expect(schemaOf(kept)).toBe(`dataset:${kept}`);
  });

  it('live in a database of their owner', () => {
    const id = '0197a000-0000-7000-8000-00000000000a';
    expect(warehouseDatabase('portico_warehouse', id)).toBe('portico_warehouse_0197a00000007000800000000000000a');
    expect(warehouseDatabase('x'.repeat(80), id).length).toBeLessThanOrEqual(63);
  });
});

describe('pipeline templates', () => {
  const values = {
    tenant_id: 'acme_1',
    provider: 'gcp',
    domain: 'example',
    template_name: 'dryrun',
    run_date: '2026-11-21',
  };

  it('fill their placeholders and are shared by all @req C16', () => {
    const pipeline = renderPipeline('gcp/example/dryrun', values);
    expect(pipeline.pipeline_id).toBe('acme_1-gcp-example-dryrun');
    expect(pipeline.steps.map((step) => step.step_number)).toEqual([1, 2, 3, 4]);
  });

  it('refuse an unknown template, an unknown placeholder and another shape @req C32', () => {
    const code = (work: () => unknown): string => {
      try {
        work();
        return 'nothing';
      } catch (error) {
        return error instanceof ConnectorError ? error.code : String(error);
      }
    };
    expect(code(() => renderPipeline('gcp/none', values))).toBe('template_missing');
    expect(code(() => renderPipeline('constructor', values))).toBe('template_missing');
    const step = { step_number: 1, name: 'connect', type: 'connect' };
    expect(code(() => renderTemplate({ id: 'x', pipeline_id: '{tenant_id}', steps: [step] }, values))).toBe('nothing');
    expect(code(() => renderTemplate({ id: 'x', pipeline_id: '{password}', steps: [step] }, values))).toBe(
      'template_invalid',
    );
    expect(code(() => renderTemplate({ id: 'x', pipeline_id: 'y', steps: [] }, values))).toBe('template_invalid');
  });
});

describe('errors of the driver', () => {
  it('become codes, and say whether trying again can help', () => {
    const from = (code: string) => asConnectorError(Object.assign(new Error('secret words'), { code }));
    expect(from('57014')).toMatchObject({ code: 'timed_out', retryable: true });
    expect(from('ECONNREFUSED')).toMatchObject({ code: 'unreachable', retryable: true });
    expect(from('57P01')).toMatchObject({ code: 'unreachable', retryable: true });
    expect(from('28P01')).toMatchObject({ code: 'permission_denied', retryable: false });
    expect(from('42P01')).toMatchObject({ code: 'refused', args: { code: '42P01' } });
    expect(from('42P01').message).not.toContain('secret');
    expect(() => asConnectorError(new TypeError('a bug'))).toThrow(TypeError);
  });
});
