import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, withTestWorld, type TestDatabase } from '@/scripts/testing/database';
import { GET as livez } from './livez/route';
import { GET as readyz } from './readyz/route';
import { POST as onboard } from './v1/customers/onboard/route';

let database: TestDatabase;
let admin: pg.Client;
beforeAll(async () => {
  database = await testDatabase();
  await withTestWorld(database);
  const url = new URL(database.superuserUrl);
  url.pathname = '/postgres';
  admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
});
afterAll(async () => {
  await admin.query(`alter database ${pg.escapeIdentifier(database.name)} allow_connections true`);
  await admin.end();
  await database.close();
});

const callOnboard = () =>
  onboard(
    new Request('http://localhost/api/v1/customers/onboard', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'a' },
      body: '{"tenant_id":"acme_1"}',
    }),
    { params: Promise.resolve({}) },
  );

describe('what a program must find before it onboards anybody @req C40', () => {
  it('the server says that it is up, and the endpoint answers', async () => {
    expect(livez().status).toBe(200);
    const ready = await readyz();
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ok', database: 'ok' }]);
    expect((await callOnboard()).status).toBe(401);
  });

  it('or says that it cannot serve, without a word of where its database is, until it can', async () => {
    await admin.query(`alter database ${pg.escapeIdentifier(database.name)} allow_connections false`);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database.name]);
    const left = async () =>
      (await admin.query('select pid from pg_stat_activity where datname = $1', [database.name])).rows;
    await expect.poll(left).toEqual([]);
    expect(livez().status).toBe(200);
    const away = await readyz();
    const text = await away.text();
    expect(away.status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({ status: 'unavailable' });
    expect(text).not.toMatch(/127\.0\.0\.1|portico_app|test_/);
    await admin.query(`alter database ${pg.escapeIdentifier(database.name)} allow_connections true`);
    await expect.poll(async () => (await readyz()).status).toBe(200);
  });
});
