import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { requestSignIn } from '@/lib/auth';
import { testDatabase, type TestDatabase } from '@/scripts/testing/database';
import dbFirstAdmin from './db-first-admin';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await database.close();
});

const people = () => database.sql('select email, role from members');

describe('db:first-admin', () => {
  it('refuses a wrong call and makes nothing', async () => {
    expect(await dbFirstAdmin(['ada', 'Ada'])).toBe(1);
    expect(await dbFirstAdmin(['ada@portico.example'])).toBe(1);
    expect(await dbFirstAdmin(['ada@portico.example', 'Ada', 'xx'])).toBe(1);
    expect(await database.sql('select 1 from tenants')).toEqual([]);
  });

  it('makes platform, administrator and library once', async () => {
    expect(await dbFirstAdmin(['Ada@portico.example', 'Ada'])).toBe(0);
    expect(await people()).toEqual([{ email: 'ada@portico.example', role: 'admin' }]);
    const library = await database.sql('select key from onboarding_templates where is_active');
    expect(library).toContainEqual({ key: 'data-pipeline' });
    expect(await dbFirstAdmin(['eve@portico.example', 'Eve'])).toBe(1);
    expect(await people()).toHaveLength(1);
    expect((await requestSignIn({ email: 'ada@portico.example', locale: 'en', ip: randomUUID() })).ok).toBe(true);
  });
});
