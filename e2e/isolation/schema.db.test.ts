import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driftDiff } from '@/lib/platform/migrate';
import { testDatabase, type TestDatabase } from '@/scripts/testing/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const columnsOf = async (table: string): Promise<string[]> =>
  (
    await database.sql<{ name: string }>(
      "select column_name as name from information_schema.columns where table_schema = 'public' and table_name = $1",
      [table],
    )
  ).map(({ name }) => name);
const walled = async (table: string): Promise<boolean> => {
  const [row] = await database.sql<{ walled: boolean }>(
    "select relrowsecurity and relforcerowsecurity as walled from pg_class where oid = ('public.' || $1)::regclass",
    [table],
  );
  return row?.walled ?? false;
};

describe('the tables of the reference', () => {
  const tables: [string, string, string[]][] = [
    ['I92', 'onboarding_flows', ['id', 'tenant_id', 'customer_id', 'status', 'config', 'created_at', 'updated_at']],
    ['I93', 'onboarding_steps', ['id', 'flow_id', 'step_name', 'status', 'data', 'completed_at']],
    ['I94', 'onboarding_templates', ['id', 'name', 'config', 'version', 'is_active']],
    ['I95', 'customer_profiles', ['id', 'tenant_id', 'industry', 'size', 'compliance_requirements']],
    ['I96', 'audit_logs', ['id', 'tenant_id', 'action', 'entity_id', 'user_id', 'timestamp', 'details']],
  ];
  for (const [requirement, table, columns] of tables) {
    it(`${table} has its columns behind forced row-level security @req ${requirement}`, async () => {
      expect(await columnsOf(table)).toEqual(expect.arrayContaining(columns));
      expect(await walled(table)).toBe(true);
    });
  }
});

describe('prisma/schema', () => {
  it('equals the live catalogue', async () => {
    expect(await driftDiff(database.ownerUrl)).toBe('');
  });

  it('would be seen to differ by one column', async () => {
    await database.sql('alter table customers add column forgotten text');
    expect(await driftDiff(database.ownerUrl)).toContain('forgotten');
    await database.sql('alter table customers drop column forgotten');
  });
});
