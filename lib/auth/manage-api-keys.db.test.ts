import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '@/lib/errors';
import { can, withTenant, type Actor } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { authenticateApiKey, createApiKey, listApiKeys, revokeApiKey, type CreateApiKeyInput } from './index';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const create = (actor: Actor, input: Partial<CreateApiKeyInput> = {}) =>
  withTenant(actor, (tx) => createApiKey(tx, actor, { name: 'CRM', purpose: 'onboard', days: 90, ...input }));
const list = (actor: Actor) => withTenant(actor, (tx) => listApiKeys(tx, actor));
const revoke = (actor: Actor, keyId: string) => withTenant(actor, (tx) => revokeApiKey(tx, actor, { keyId }));
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'ok' : outcome.refusal.code);
const must = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
};

describe('API keys of a partner', () => {
  it('open the door for what they are for, until they are ended', async () => {
    const { id, key } = must(await create(world.northwindAdmin));
    const machine = await authenticateApiKey(key);
    expect(machine).toMatchObject({ kind: 'machine', tenantId: world.northwind.id, apiKeyId: id });
    if (!machine) throw new Error('no machine');
    expect([can(machine, 'customer.onboard'), can(machine, 'theme.edit'), can(machine, 'member.manage')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(must(await revoke(world.northwindAdmin, id))).toEqual({ id });
    expect(await authenticateApiKey(key)).toBeNull();
    expect(codeOf(await revoke(world.northwindAdmin, id))).toBe('ok');
    const ended = await database.sql("select 1 from audit_logs where action = 'api_key.revoked' and entity_id = $1", [
      id,
    ]);
    expect(ended).toHaveLength(1);
  });

  it('are stored as a hash, and listed without the key', async () => {
    const { id, key } = must(await create(world.northwindAdmin, { name: ' Reports ', purpose: 'read' }));
    const row = must(await list(world.northwindAdmin)).find((each) => each.id === id);
    expect(row).toMatchObject({ name: 'Reports', purpose: 'read', revokedAt: null });
    expect(key.startsWith(row?.prefix ?? '?')).toBe(true);
    const everything = await database.sql<{ text: string }>(
      'select (select string_agg(k::text, $2) from api_keys k) || (select string_agg(a::text, $2) from audit_logs a) as text where $1 <> $2',
      [key, ''],
    );
    expect(everything[0]?.text).not.toContain(key.slice(13));
  });

  it('are refused without a name or with a life out of bounds', async () => {
    expect(codeOf(await create(world.northwindAdmin, { name: ' ' }))).toBe('invalid_input');
    expect(codeOf(await create(world.northwindAdmin, { days: 731 }))).toBe('invalid_input');
    expect(codeOf(await create(world.northwindAdmin, { days: 730 }))).toBe('ok');
  });

  it('are for administrators of the tenant itself', async () => {
    const { id } = must(await create(world.northwindAdmin));
    expect(codeOf(await create(world.northwindManager))).toBe('forbidden');
    expect(codeOf(await list(world.northwindManager))).toBe('forbidden');
    expect(codeOf(await revoke(world.northwindManager, id))).toBe('forbidden');
    const stranger = await world.alufuq.member('admin');
    expect(codeOf(await revoke(stranger, id))).toBe('not_found');
    expect(codeOf(await revoke(stranger, '0193b1c2-0000-7000-8000-000000000000'))).toBe('not_found');
    expect(must(await list(stranger))).toEqual([]);
  });
});
