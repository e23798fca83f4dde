import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '@/scripts/testing/database';
import { forgetBuckets } from './index';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const take = async (name: string): Promise<number | undefined> =>
  (await database.sql<{ wait: number }>('select app.take_token($1, 1, 2) as wait', [name]))[0]?.wait;

it('forgets buckets that are full again, and none that somebody has still to wait for', async () => {
  expect([await take('empty'), await take('empty')]).toEqual([0, 0]);
  expect(await take('empty')).toBeGreaterThan(0);
  for (const name of ['idle', 'lately']) expect(await take(name)).toBe(0);
  await database.sql(`update ops.token_buckets set free_at = now() - interval '11 minutes' where name = 'idle'`);
  await database.sql(`update ops.token_buckets set free_at = now() - interval '9 minutes' where name = 'lately'`);
  expect(await forgetBuckets()).toBe(1);
  const left = await database.sql<{ name: string }>('select name from ops.token_buckets order by name');
  expect(left.map(({ name }) => name)).toEqual(['empty', 'lately']);
  expect(await take('empty')).toBeGreaterThan(0);
  expect([await take('idle'), await take('idle')]).toEqual([0, 0]);
  expect(await take('idle')).toBeGreaterThan(0);
});
