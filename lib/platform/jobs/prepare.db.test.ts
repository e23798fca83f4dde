import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '@/scripts/testing/database';
import { prepareJobs } from './prepare';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.sql('drop schema dbos cascade');
});
afterAll(() => database.close());

const has = async (table: string): Promise<boolean | undefined> =>
  (await database.sql<{ present: boolean }>('select to_regclass($1) is not null as present', [table]))[0]?.present;

describe('prepareJobs on a database that has no engine yet', () => {
  it('makes it once when several starts come at the same moment, without waiting for each other for ever', async () => {
    expect(await has('dbos.workflow_status')).toBe(false);
    await Promise.all(Array.from({ length: 3 }, () => prepareJobs(database.ownerUrl)));
    expect(await has('dbos.workflow_status')).toBe(true);
  });
});
