import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSafeFetch } from '@/lib/platform/http';
import { googleOrigins, startGoogle, type GoogleSimulator } from '@/lib/simulators/google';
import { checkKinds } from '@/lib/flow-definition/check-kinds';
import type { CheckContext, CheckReport } from '../check';
import { checkNamed, checks } from '../checks';
import { forgetBreakers, unpaced } from '../wire';
import { registryColumns } from './registry';

const project = 'northwind-shared-1';
const table = `${project}.growthnav_registry.customers`;
const lists = ['google_ads_customer_ids', 'meta_ad_account_ids', 'tags'];
const columns = registryColumns.map((name) => ({
  name,
  type: 'STRING',
  mode: lists.includes(name) ? 'REPEATED' : 'NULLABLE',
}));

let google: GoogleSimulator;
let context: Omit<CheckContext, 'args'>;
let settings: Record<string, string>;
beforeAll(async () => {
  google = await startGoogle();
  const secret = google.tokens.createServiceAccount('checks@northwind-shared-1.iam.gserviceaccount.com');
  settings = { projectId: project, registryDataset: 'growthnav_registry', registryTable: 'customers' };
  const stamps = ['created_at', 'updated_at'].map((name) => ({ name, type: 'TIMESTAMP', mode: 'NULLABLE' }));
  google.addTable(table, [...columns, ...stamps]);
  google.addTable(`${project}.growthnav_acme.conversions`, columns);
  context = {
    secret: {},
    connection: () => Promise.resolve({ system: 'google-cloud', settings, secret }),
    wire: {
      fetch: createSafeFetch({
        allowedEndpoints: [google.origin],
        routes: Object.fromEntries(googleOrigins.map((origin) => [origin, google.origin])),
      }),
      pace: unpaced,
      now: () => new Date(),
    },
  };
});
afterEach(() => {
  google.withhold();
  google.exhaust('quotaExceeded', 0);
  google.clear();
  forgetBreakers();
});
afterAll(() => google.close());

const look = (name: string, args: CheckContext['args'] = {}): Promise<CheckReport> =>
  checkNamed(name).run({ ...context, args });
const codes = ({ results }: CheckReport) =>
  results.map(({ id, ok, code }) => (ok ? `${id} ok` : `${id} ${code ?? ''}`));

describe('the looks that templates may name', () => {
  it('are all there for those of the warehouse, and every one may be named', () => {
    for (const name of Object.keys(checks)) expect(Object.keys(checkKinds)).toContain(name);
    expect(() => checkNamed('no.such')).toThrow('no.such');
    expect(() => checkNamed('toString')).toThrow('toString');
  });
});

describe('“Permission denied” when a dataset is made @req G52', () => {
  it('finds nothing amiss where all is well, and leaves nothing behind', async () => {
    expect((await look('bigquery.permissions')).ok).toBe(true);
    expect(codes(await look('bigquery.project'))).toEqual(['project ok']);
    const before = google.datasets().length;
    expect(codes(await look('bigquery.quota'))).toEqual(['quota ok']);
    expect(google.datasets()).toHaveLength(before);
  });

  it('names the right that is missing', async () => {
    google.withhold('bigquery.datasets.create');
    expect(codes(await look('bigquery.permissions'))).toContain('bigquery.datasets.create permission_denied');
    expect(codes(await look('bigquery.quota'))).toEqual(['quota permission_denied']);
  });

  it('tells a quota that is used up from a right that is missing', async () => {
    google.exhaust('quotaExceeded', 3);
    expect(codes(await look('bigquery.quota'))).toEqual(['quota quota_exceeded']);
    expect((await look('bigquery.permissions')).ok).toBe(true);
  });

  it('tells a project that is not there', async () => {
    google.onlyProjects(project);
    expect(codes(await look('bigquery.project', { project: 'no-such-project' }))[0]).toMatch(
      /^project (not_found|permission_denied)$/,
    );
    expect(codes(await look('bigquery.project', { project }))).toEqual(['project ok']);
  });
});

describe('the register that cannot be updated @req G55', () => {
  it('finds nothing amiss where all is well, and changes nothing', async () => {
    expect(codes(await look('registry.table'))).toEqual(['table ok']);
    expect(codes(await look('registry.write-access'))).toEqual(['write ok']);
    expect((await look('registry.data', { id: 'acme_corp', name: 'Acme', industry: 'golf' })).ok).toBe(true);
    expect(google.rows(table)).toEqual([]);
  });

  it('tells a table that is not there, or has another shape', async () => {
    const usual = settings;
    settings = { ...usual, registryTable: 'nowhere' };
    expect(codes(await look('registry.table'))).toEqual(['table registry_missing']);
    google.addTable(`${project}.growthnav_registry.narrow`, columns.slice(0, 3));
    settings = { ...usual, registryTable: 'narrow' };
    expect(codes(await look('registry.table'))).toEqual(['table shape_differs']);
    settings = { projectId: project };
    expect(codes(await look('registry.table'))).toEqual(['table not_connected']);
    settings = usual;
  });

  it('tells that writing is not allowed', async () => {
    google.withhold('bigquery.tables.updateData');
    expect(codes(await look('registry.write-access'))).toEqual(['write registry_refused']);
  });

  it.each([
    [{ id: '', name: 'Acme', industry: 'golf' }, 'id check_failed'],
    [{ id: 'acme', name: ' ', industry: 'golf' }, 'name check_failed'],
    [{ id: 'acme', name: 'Acme', industry: '' }, 'industry check_failed'],
  ])('tells data that the register would not take: %j', async (args, found) => {
    expect(codes(await look('registry.data', args))).toContain(found);
  });
});

describe('what is looked at once a customer is set up', () => {
  it('asks the dataset a question @req G46', async () => {
    expect(codes(await look('dataset.select-one', { dataset: 'growthnav_acme' }))).toEqual(['query ok']);
    expect(codes(await look('dataset.select-one', { dataset: 'growthnav_none' }))).toEqual(['query dataset_missing']);
  });

  it('looks the customer up, with its status and among its industry @req G44 @req G45', async () => {
    expect(codes(await look('registry.entry', { id: 'acme' }))).toEqual(['entry check_failed']);
    (google.rows(table) as Record<string, unknown>[]).push({
      ...Object.fromEntries(columns.map(({ name, mode }) => [name, mode === 'REPEATED' ? [] : null])),
      ...{ customer_id: 'acme', customer_name: 'Acme', industry: 'golf', status: 'active' },
    });
    expect(codes(await look('registry.entry', { id: 'acme', status: 'active', industry: 'golf' }))).toEqual([
      'entry ok',
      'status ok',
      'industry ok',
    ]);
    expect(codes(await look('registry.entry', { id: 'acme', status: 'inactive', industry: 'retail' }))).toEqual([
      'entry ok',
      'status check_failed',
      'industry check_failed',
    ]);
  });

  it('tells whether a stored credential can be read back, and never its value', async () => {
    expect(codes(await look('secret.exists', { name: 'growthnav-acme-token' }))).toEqual(['secret not_found']);
  });
});
