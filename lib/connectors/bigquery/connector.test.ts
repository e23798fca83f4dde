import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HttpFault } from '@/lib/simulators';
import { ConnectorError } from '../connector';
import { ownerLabels, googleAccount } from '../google-cloud';
import { bigQueryLimits } from '../google-cloud/services';
import { startGoogleWorld, type GoogleWorld } from '../testing/google-world';
import { patienceFor } from '../testing/outside';
import { forgetBreakers, type PaceLimit } from '../wire';
import { bigQueryOf, type BigQuery } from './index';

let world: GoogleWorld;
let warehouse: BigQuery;
let count = 0;
const labels = ownerLabels({ flowId: '018f0000-0000-7000-8000-00000000000a', key: 'run-1:create' });
const others = ownerLabels({ flowId: '018f0000-0000-7000-8000-00000000000b', key: 'run-9:create' });
const customers = {
  name: 'customers',
  columns: [
    { name: 'customer_id', type: 'string', required: true },
    { name: 'status', type: 'string', required: true },
    { name: 'spend', type: 'number' },
    { name: 'seats', type: 'integer' },
    { name: 'created_at', type: 'timestamp' },
  ],
} as const;

beforeAll(async () => {
  world = await startGoogleWorld();
  warehouse = bigQueryOf(world.account, world.means);
});
afterAll(() => world.close());
beforeEach(() => {
  world.google.clear();
  world.google.withhold();
  forgetBreakers();
  count += 1;
});

const fresh = () => `growth_${count}`;
const failure = async (work: Promise<unknown>): Promise<ConnectorError> => {
  const error: unknown = await work.then(
    () => null,
    (problem: unknown) => problem,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`No connector error: ${String(error)}`);
  return error;
};

describe('datasets', () => {
  it('come into being with location and labels, and are found again', async () => {
    const made = await warehouse.createDataset({ datasetId: fresh(), labels, description: 'Acme' });
    expect(made).toEqual({ created: true, dataset: { datasetId: fresh(), location: 'EU', labels } });
    expect(await warehouse.getDataset(fresh())).toEqual(made.dataset);
    expect(await warehouse.listDatasets(1)).toHaveLength(1);
    expect(await warehouse.getDataset('nowhere')).toBeNull();
  });

  it('of our own count as made; of somebody else’s are refused and stay untouched @req G35', async () => {
    await warehouse.createDataset({ datasetId: fresh(), labels });
    expect(await warehouse.createDataset({ datasetId: fresh(), labels })).toMatchObject({ created: false });
    const refused = await failure(warehouse.createDataset({ datasetId: fresh(), labels: others }));
    expect(refused).toMatchObject({ code: 'dataset_exists', args: { system: 'BigQuery', dataset: fresh() } });
    expect(await failure(warehouse.deleteDataset(fresh(), others))).toMatchObject({ code: 'already_exists' });
    expect(await warehouse.getDataset(fresh())).not.toBeNull();
    expect(await warehouse.deleteDataset(fresh(), labels)).toEqual({ removed: true });
    expect(await warehouse.deleteDataset(fresh(), labels)).toEqual({ removed: false });
  });

  it('are made once although the answer was lost @req G35', async () => {
    world.google.fault('after_effect', { match: 'POST /bigquery' });
    const lost = await failure(warehouse.createDataset({ datasetId: fresh(), labels }));
    expect(lost).toMatchObject({ code: 'unreachable', retryable: true });
    expect(await warehouse.createDataset({ datasetId: fresh(), labels })).toMatchObject({ created: false });
    const effects = world.google.ledger().flatMap(({ effect }) => effect ?? []);
    expect(effects).toEqual([`dataset.created ${fresh()}`]);
  });

  it('are made once although the request arrived twice', async () => {
    world.google.fault('duplicate', { match: 'POST /bigquery' });
    expect(await warehouse.createDataset({ datasetId: fresh(), labels })).toMatchObject({ created: false });
    expect(world.google.datasets().filter(({ datasetId }) => datasetId === fresh())).toHaveLength(1);
  });

  it('name the permission that is missing, and tell a quota from a moment’s pace @req G52 C33', async () => {
    world.google.withhold('bigquery.datasets.create');
    expect(await failure(warehouse.createDataset({ datasetId: fresh(), labels }))).toMatchObject({
      code: 'permission_denied',
      args: { system: 'BigQuery', permission: 'bigquery.datasets.create' },
    });
    world.google.withhold();
    world.google.exhaust('quotaExceeded');
    expect(await failure(warehouse.createDataset({ datasetId: fresh(), labels }))).toMatchObject({
      code: 'quota_exceeded',
      retryable: false,
    });
    world.google.exhaust('rateLimitExceeded');
    const slower = await failure(warehouse.createDataset({ datasetId: fresh(), labels }));
    expect(slower).toMatchObject({ code: 'rate_limited', retryable: true, retryAfterMs: 2000 });
    expect(await warehouse.createDataset({ datasetId: fresh(), labels })).toMatchObject({ created: true });
  });

  it('are paced by kind, for each project; a minute holds at most what the limit says @req G61', async () => {
    const asked: [string, PaceLimit][] = [];
    const paced = bigQueryOf(world.account, {
      ...world.means,
      pace: (bucket, limit) => {
        asked.push([bucket, limit]);
        return Promise.resolve(0);
      },
    });
    await paced.createDataset({ datasetId: fresh(), labels });
    await paced.query('SELECT 1 AS test');
    await paced.getDataset(fresh());
    expect(asked).toEqual([
      ['BigQuery:northwind-prod:datasetCreations', bigQueryLimits.datasetCreations],
      ['BigQuery:northwind-prod:queries', bigQueryLimits.queries],
      ['BigQuery:northwind-prod:requests', bigQueryLimits.requests],
    ]);
    expect(bigQueryLimits.datasetCreations.perMinute + bigQueryLimits.datasetCreations.burst).toBeLessThanOrEqual(50);
    expect(bigQueryLimits.queries.burst).toBeLessThanOrEqual(100);
  });
});

describe('tables', () => {
  it('come into being with their columns; the same again counts as made, others are refused', async () => {
    await warehouse.createDataset({ datasetId: fresh(), labels });
    expect(await warehouse.createTable(fresh(), customers)).toEqual({ created: true });
    expect(await warehouse.createTable(fresh(), customers)).toEqual({ created: false });
    const shorter = { ...customers, columns: customers.columns.slice(1) };
    expect(await failure(warehouse.createTable(fresh(), shorter))).toMatchObject({
      code: 'shape_differs',
      args: { table: 'customers' },
    });
    expect(await warehouse.listTables(fresh())).toEqual(['customers']);
    expect((await warehouse.getTable(fresh(), 'customers'))?.schema[0]).toEqual({
      name: 'customer_id',
      type: 'STRING',
      mode: 'REQUIRED',
    });
    expect(await warehouse.getTable(fresh(), 'orders')).toBeNull();
  });

  it('need their dataset', async () => {
    expect(await failure(warehouse.createTable('nowhere', customers))).toMatchObject({ code: 'dataset_missing' });
    expect(await failure(warehouse.listTables('nowhere'))).toMatchObject({ code: 'dataset_missing' });
  });
});

describe('statements', () => {
  it('answer a constant', async () => {
    expect(await warehouse.query('SELECT 1 AS test')).toEqual({
      rows: [{ test: '1' }],
      totalRows: 1,
      affectedRows: 0,
    });
  });

  it('write, read, change and delete rows by parameters, which are never part of the text', async () => {
    await warehouse.createDataset({ datasetId: fresh(), labels });
    await warehouse.createTable(fresh(), customers);
    const table = `\`${world.account.projectId}.${fresh()}.customers\``;
    const id = "acme'); DELETE FROM x WHERE ('";
    const written = await warehouse.query(
      `INSERT INTO ${table} (customer_id, status, spend, seats, created_at) VALUES (@id, 'active', @spend, @seats, @at)`,
      { id, spend: 1.5, seats: 3, at: new Date('2026-05-01T10:00:00.000Z') },
    );
    expect(written.affectedRows).toBe(1);
    const read = `SELECT customer_id, spend, seats, created_at FROM ${table} WHERE customer_id = @id`;
    expect((await warehouse.query(read, { id })).rows).toEqual([
      { customer_id: id, spend: '1.5', seats: '3', created_at: '2026-05-01T10:00:00.000Z' },
    ]);
    const changed = await warehouse.query(
      `UPDATE ${table} SET status = @to WHERE customer_id = @id AND status = @from`,
      {
        id,
        from: 'active',
        to: 'inactive',
      },
    );
    expect(changed.affectedRows).toBe(1);
    const counted = await warehouse.query(`SELECT COUNT(*) AS n FROM ${table} WHERE status IN UNNEST(@these)`, {
      these: ['inactive', 'gone'],
    });
    expect(counted.rows).toEqual([{ n: '1' }]);
    expect((await warehouse.query(`DELETE FROM ${table} WHERE customer_id = @id`, { id })).affectedRows).toBe(1);
    expect((await warehouse.query(read, { id })).rows).toEqual([]);
  });

  it('happen once under one request id although the answer was lost', async () => {
    await warehouse.createDataset({ datasetId: fresh(), labels });
    await warehouse.createTable(fresh(), customers);
    const insert = () =>
      warehouse.query(
        `INSERT INTO ${fresh()}.customers (customer_id, status) VALUES (@id, 'active')`,
        { id: 'acme' },
        { requestId: `${fresh()}:registry` },
      );
    world.google.fault('after_effect', { match: 'POST /bigquery' });
    expect(await failure(insert())).toMatchObject({ code: 'unreachable' });
    expect((await insert()).affectedRows).toBe(1);
    expect(world.google.rows(`northwind-prod.${fresh()}.customers`)).toHaveLength(1);
  });

  it('that take their time are waited for', async () => {
    world.google.slowQueries(3);
    expect((await warehouse.query('SELECT 1 AS test')).rows).toEqual([{ test: '1' }]);
    world.google.slowQueries(0);
  });

  it('that cannot be understood, or read what is not there, are refused', async () => {
    for (const sql of [
      'SELEC 1',
      'SELECT 1; DROP TABLE x',
      'TRUNCATE TABLE x',
      'SELECT a FROM b JOIN c',
      'DELETE FROM x',
    ]) {
      expect(await failure(warehouse.query(sql))).toMatchObject({ code: 'refused', args: { reason: 'invalidQuery' } });
    }
    expect(await failure(warehouse.query('SELECT a FROM nowhere.b'))).toMatchObject({ code: 'not_found' });
  });
});

describe('what can go wrong on the way', () => {
  const expected: readonly (readonly [HttpFault, string])[] = [
    ['timeout', 'timed_out'],
    ['drip', 'timed_out'],
    ['late', 'timed_out'],
    ['reset', 'unreachable'],
    ['garbage', 'answer_unreadable'],
    ['status_403', 'permission_denied'],
    ['status_409', 'already_exists'],
    ['status_429', 'rate_limited'],
    ['status_500', 'unavailable'],
    ['status_503', 'unavailable'],
  ];
  it.each(expected)('%s comes as %s', async (fault, code) => {
    await warehouse.query('SELECT 1 AS test');
    world.google.fault(fault, { match: 'POST /bigquery' });
    const asking = patienceFor(fault) === undefined ? warehouse : bigQueryOf(world.account, world.impatient);
    expect((await failure(asking.query('SELECT 1 AS test'))).code).toBe(code);
    world.google.clear();
    expect((await warehouse.query('SELECT 1 AS test')).rows).toHaveLength(1);
  });

  it('a token that ended early is asked for anew, once', async () => {
    await warehouse.query('SELECT 1 AS test');
    world.google.clear();
    world.google.tokens.revokeTokens();
    expect((await warehouse.query('SELECT 1 AS test')).rows).toHaveLength(1);
    expect(world.google.ledger().map(({ path, status }) => `${path} ${status}`)).toEqual([
      '/bigquery/v2/projects/northwind-prod/queries 401',
      '/token 200',
      '/bigquery/v2/projects/northwind-prod/queries 200',
    ]);
    world.google.fault('status_401', { match: 'POST /bigquery', times: 2 });
    expect((await failure(warehouse.query('SELECT 1'))).code).toBe('credential_refused');
  });

  it('an account that Google does not know, and a key that is none', async () => {
    const strange = bigQueryOf({ ...world.account, clientEmail: 'someone@else.example' }, world.means);
    expect(await failure(strange.listDatasets(1))).toMatchObject({
      code: 'credential_refused',
      args: { system: 'BigQuery' },
    });
    const other = await startGoogleWorld();
    const forged = bigQueryOf({ ...world.account, privateKey: other.account.privateKey }, world.means);
    expect(await failure(forged.listDatasets(1))).toMatchObject({ code: 'credential_refused' });
    await other.close();
    const broken = bigQueryOf({ ...world.account, privateKey: 'not a key' }, world.means);
    expect(await failure(broken.listDatasets(1))).toMatchObject({ code: 'not_connected' });
  });

  it('a connection that says too little is none', async () => {
    const { connection } = world;
    expect(googleAccount(connection, 'another-project').projectId).toBe('another-project');
    expect(googleAccount({ ...connection, settings: { projectId: 'northwind-prod' } })).toMatchObject({
      location: 'EU',
      registry: null,
    });
    for (const wrong of [null, { ...connection, settings: {} }, { ...connection, secret: {} }]) {
      expect(() => googleAccount(wrong)).toThrow(ConnectorError);
    }
  });
});
