import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '@/scripts/testing/database';
import { library } from '@/lib/flow-templates/library';
import { seedDemo } from './demo';

describe('the demo world', () => {
  let database: TestDatabase;
  const dataDir = mkdtempSync(path.join(tmpdir(), 'portico-demo-'));

  beforeAll(async () => {
    database = await testDatabase({ warehouse: true });
    process.env['PORTICO_DATA_DIR'] = dataDir;
    await seedDemo();
  });
  afterAll(async () => {
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('has a flow in every state that the use cases reach', async () => {
    const rows = await database.sql<{ status: string; count: number }>(
      'select status, count(*)::int as count from onboarding_flows group by status order by status',
    );
    const counts = Object.fromEntries(rows.map(({ status, count }) => [status, count]));
    expect(Object.keys(counts)).toEqual(['done', 'held', 'in_progress', 'invited', 'submitted']);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(36);
  });

  it('has one of every onboarding', async () => {
    const rows = await database.sql<{ key: string }>(
      `select distinct t.key from onboarding_flows f join onboarding_templates t on t.id = f.template_id order by t.key`,
    );
    expect(rows.map(({ key }) => key)).toEqual(library.map(({ key }) => key).sort());
  });

  it('keeps the mails that led people in', () => {
    const mails = JSON.parse(readFileSync(path.join(dataDir, 'mail.json'), 'utf8')) as unknown[];
    expect(mails.length).toBeGreaterThan(32);
  });

  it('is made once', async () => {
    await seedDemo();
    const [row] = await database.sql<{ count: number }>("select count(*)::int from tenants where kind = 'platform'");
    expect(row?.count).toBe(1);
  });
});
