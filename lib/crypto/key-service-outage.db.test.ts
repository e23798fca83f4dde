import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSafeFetch } from '@/lib/platform/http';
import { startVault, type VaultSimulator } from '@/lib/simulators';
import { withTenant } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { forgetTenantKeys, KeyServiceError, openSealed, sealValue } from './index';
import { keyServiceOf, type KeyService } from './key-services';

const chosen = vi.hoisted(() => ({ service: null as KeyService | null }));
vi.mock('./key-services', async (original) => ({
  ...(await original<object>()),
  keyService: () => chosen.service,
}));

let database: TestDatabase;
let world: TestWorld;
let vault: VaultSimulator;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  vault = await startVault();
  vault.addToken('token', 'transit/*');
  await fetch(`${vault.origin}/v1/transit/keys/portico`, { method: 'POST', headers: { 'x-vault-token': 'token' } });
  chosen.service = keyServiceOf(
    { kind: 'vault', address: vault.origin, token: 'token', mount: 'transit', keyName: 'portico' },
    { fetch: createSafeFetch({ allowedEndpoints: [vault.origin] }), now: () => new Date(), pauseMs: 5 },
  );
});
afterAll(async () => {
  await vault.close();
  await database.close();
});
beforeEach(() => {
  vault.clear();
  forgetTenantKeys();
});

const place = (tenantId: string) => ({ tenantId, table: 'onboarding_steps', column: 'data.token', rowId: tenantId });
const keysOf = (tenantId: string) =>
  database.sql<{ wrapped: string; root_key_id: string }>(
    'select wrapped, root_key_id from tenant_keys where tenant_id = $1',
    [tenantId],
  );

describe('sealing by a key service', () => {
  it('stores the tenant’s key wrapped by the service, and opens what it sealed @req C9 C28', async () => {
    const sealed = await withTenant(world.acmeOwner, (tx) => sealValue(tx, place(world.acme.id), 'canary'));
    forgetTenantKeys();
    const opened = await withTenant(world.acmeOwner, (tx) => openSealed(tx, place(world.acme.id), sealed, 'test'));
    expect(opened.reveal()).toBe('canary');
    expect(await keysOf(world.acme.id)).toMatchObject([{ root_key_id: expect.stringMatching(/^vault:/) as string }]);
  });

  it('stores nothing while the service cannot be used, and goes on when it can @req C30', async () => {
    const seal = () => withTenant(world.safaOwner, (tx) => sealValue(tx, place(world.safa.id), 'canary'));
    vault.fault('status_503', { times: 3 });
    await expect(seal()).rejects.toThrow(KeyServiceError);
    vault.addToken('token', 'transit/decrypt/portico');
    await expect(seal()).rejects.toMatchObject({
      problem: 'permission_denied',
      permission: 'update on transit/encrypt/portico',
    });
    expect(await keysOf(world.safa.id)).toEqual([]);
    vault.addToken('token', 'transit/*');
    expect(await seal()).toMatch(/^s1\.1\./);
    expect(await keysOf(world.safa.id)).toHaveLength(1);
  });

  it('opens nothing while the service cannot be used @req C29 C30', async () => {
    const sealed = await withTenant(world.acmeOwner, (tx) => sealValue(tx, place(world.acme.id), 'canary'));
    forgetTenantKeys();
    const open = () => withTenant(world.acmeOwner, (tx) => openSealed(tx, place(world.acme.id), sealed, 'test'));
    vault.fault('reset', { times: 3 });
    await expect(open()).rejects.toThrow(KeyServiceError);
    expect((await open()).reveal()).toBe('canary');
  });
});
