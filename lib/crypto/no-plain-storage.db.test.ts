import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { post, startTestFlow, storedAnswers, must } from '@/lib/onboarding/testing-flow';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { forgetTenantKeys } from './index';
import { fileRootKeys } from './root-key-provider';

let database: TestDatabase;
let world: TestWorld;
let flowId: string;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  flowId = await startTestFlow(world);
  must(
    await post(world.acmeOwner, flowId, 'organisation-name', { organisationName: 'Acme', country: 'DE', website: '' }),
  );
});
afterEach(() => {
  vi.restoreAllMocks();
  forgetTenantKeys();
});
afterAll(() => database.close());

const canary = 'canary-that-must-be-sealed';
const giveSecret = () =>
  post(world.acmeOwner, flowId, 'existing-credential', {
    hasExistingCredential: 'yes',
    existingCredential: canary,
    _shown: ['hasExistingCredential', 'existingCredential'],
  });

describe('when the key provider fails, a secret is never stored in plain text instead @req C30', () => {
  it.each(['wrap', 'unwrap'] as const)('but the save fails as a whole: %s', async (method) => {
    vi.spyOn(fileRootKeys, method).mockRejectedValue(new Error('the key service does not answer'));
    forgetTenantKeys();
    const before = await storedAnswers(database, flowId);
    await expect(giveSecret()).rejects.toThrow('the key service does not answer');
    expect(await storedAnswers(database, flowId)).toEqual(before);
    expect(before).not.toHaveProperty('existingCredential');
    const rows = await database.sql(
      'select to_jsonb(s) from onboarding_steps s union all select to_jsonb(a) from audit_logs a union all select to_jsonb(e) from events e',
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(canary);
  });

  it('and is sealed as soon as the provider answers again', async () => {
    must(await giveSecret());
    const stored = (await storedAnswers(database, flowId))['existingCredential'];
    expect(stored).toMatchObject({ sealed: expect.stringMatching(/^s1\./) });
    expect(JSON.stringify(stored)).not.toContain(canary);
  });
});
