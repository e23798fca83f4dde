import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '@/scripts/testing/database';
import { consume, forget, limits } from './index';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

describe('rate limits', () => {
  it('let exactly the allowed number through, also when all come at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => consume('signIn', 'ada@acme.example')));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(limits.signIn.points);
  });

  it('say how long to wait', async () => {
    const outcome = await consume('signIn', 'ada@acme.example');
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'rate_limited' } });
    expect(!outcome.ok && outcome.refusal.args.retryAfterSeconds).toBeGreaterThan(0);
  });

  it('count each key and each limit alone', async () => {
    expect(await consume('signIn', 'bea@acme.example')).toMatchObject({ ok: true });
    expect(await consume('invitation', 'ada@acme.example')).toMatchObject({ ok: true });
  });

  it('start again after being forgotten', async () => {
    await forget('signIn', 'ada@acme.example');
    expect(await consume('signIn', 'ada@acme.example')).toMatchObject({ ok: true });
  });

  it('store no address', async () => {
    const rows = await database.sql<{ key: string }>('select key from ops.rate_limits');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('acme.example');
  });
});
