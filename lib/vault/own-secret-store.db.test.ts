import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asCustomer, withTenant } from '@/lib/tenancy';
import { startTestFlow } from '@/lib/onboarding/testing-flow';
import {
  testDatabase,
  withTestWorld,
  type TestDatabase,
  type TestTenant,
  type TestWorld,
} from '@/scripts/testing/database';
import { ownSecretStore } from './index';

let database: TestDatabase;
let world: TestWorld;
let flows: Record<string, string>;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  flows = {
    [world.acme.id]: await startTestFlow(world, world.acme.id),
    [world.borealis.id]: await startTestFlow(world, world.borealis.id),
  };
});
afterAll(() => database.close());

const storeOf = ({ id }: TestTenant) =>
  ownSecretStore({
    tenantId: id,
    flowId: flows[id] ?? '',
    inTenant: (run) => asCustomer(id, 'test', run),
    now: () => new Date(),
    purpose: 'run:1:store',
  });
const mine = { flow: 'f1', key: 'r1-a1' };
const other = { flow: 'f2', key: 'r2-a1' };

describe('the vault as a store of secrets @req G43', () => {
  it('keeps a value under its name, once, and a changed one as a new version', async () => {
    const store = storeOf(world.acme);
    const value = `canary-${randomUUID()}`;
    expect(await store.has('ads-1', mine)).toEqual({ exists: false, own: false });
    expect(await store.put('ads-1', value, mine)).toEqual({ version: '1', created: true });
    expect(await store.put('ads-1', value, mine)).toEqual({ version: '1', created: false });
    expect(await store.has('ads-1', mine)).toEqual({ exists: true, own: true });
    expect(await store.access('ads-1')).toBe(value);
    expect(await store.put('ads-1', 'another', mine)).toEqual({ version: '2', created: true });
    expect(await store.access('ads-1')).toBe('another');
    const rows = await database.sql('select to_jsonb(s) from stored_secrets s');
    expect(JSON.stringify(rows)).not.toMatch(/canary|another/);
  });

  it('never touches what is somebody else’s', async () => {
    const store = storeOf(world.acme);
    await store.put('ads-2', 'theirs', other);
    expect(await store.has('ads-2', mine)).toEqual({ exists: true, own: false });
    await expect(store.put('ads-2', 'mine', mine)).rejects.toMatchObject({ code: 'already_exists' });
    await expect(store.remove('ads-2', mine)).rejects.toMatchObject({ code: 'already_exists' });
    expect(await store.access('ads-2')).toBe('theirs');
    expect(await storeOf(world.borealis).has('ads-2', other)).toEqual({ exists: false, own: false });
    await expect(storeOf(world.borealis).access('ads-2')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('takes away its own, with the value, and may be asked twice', async () => {
    const store = storeOf(world.acme);
    await store.put('ads-3', 'value', mine);
    expect(await store.remove('ads-3', mine)).toEqual({ removed: true });
    expect(await store.remove('ads-3', mine)).toEqual({ removed: false });
    expect(await database.sql("select sealed from stored_secrets where name = 'ads-3'")).toEqual([{ sealed: null }]);
    expect(await store.put('ads-3', 'again', mine)).toMatchObject({ created: true });
  });

  it('two attempts at once make one secret', async () => {
    const store = storeOf(world.acme);
    const done = await Promise.all([store.put('ads-4', 'same', mine), store.put('ads-4', 'same', mine)]);
    expect(done.map(({ created }) => created).sort()).toEqual([false, true]);
  });

  it('is not read by the web, and every reading is audited @req G32', async () => {
    await storeOf(world.acme).put('ads-5', 'value', mine);
    await storeOf(world.acme).access('ads-5');
    await expect(withTenant(world.acmeOwner, (tx) => tx.$queryRaw`select sealed from stored_secrets`)).rejects.toThrow(
      /42501/,
    );
    const reads = await database.sql(
      "select 1 from audit_logs where action = 'secret.read' and entity_type = 'stored_secrets' and details ->> 'purpose' = 'run:1:store'",
    );
    expect(reads.length).toBeGreaterThan(0);
  });
});
