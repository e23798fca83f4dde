import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withTenant } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { forgetTenantKeys, openSealed, SealBroken, sealValue, tenantHash } from './index';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());
beforeEach(() => forgetTenantKeys());

const placeIn = (tenantId: string) => ({
  tenantId,
  table: 'onboarding_steps',
  column: 'data.token',
  rowId: world.acme.id,
});

describe('sealed values', () => {
  it('open later, in another transaction and after a restart @req C9', async () => {
    const place = placeIn(world.acme.id);
    const sealed = await withTenant(world.acmeOwner, (tx) => sealValue(tx, place, 'hunter2'));
    forgetTenantKeys();
    const secret = await withTenant(world.acmeOwner, (tx) => openSealed(tx, place, sealed, 'run:1'));
    expect(secret.reveal()).toBe('hunter2');
  });

  it('are read with a purpose that the audit chain keeps, and that only @req C29', async () => {
    const place = placeIn(world.acme.id);
    const before = await database.sql("select id from audit_logs where action = 'secret.read'");
    const sealed = await withTenant(world.acmeOwner, (tx) => sealValue(tx, place, 'hunter2'));
    await withTenant(world.acmeOwner, (tx) => openSealed(tx, place, sealed, 'run:42'));
    const entries = await database.sql<{ details: unknown; user_id: string; entity_type: string }>(
      "select details, user_id, entity_type from audit_logs where action = 'secret.read' order by seq",
    );
    expect(entries).toHaveLength(before.length + 1);
    expect(entries.at(-1)).toEqual({
      details: { column: 'data.token', purpose: 'run:42' },
      user_id: world.acmeOwner.userId,
      entity_type: 'onboarding_steps',
    });
    expect(JSON.stringify(entries)).not.toContain('hunter2');
  });

  it('store a wrapped key only, never the key', async () => {
    await withTenant(world.acmeOwner, (tx) => sealValue(tx, placeIn(world.acme.id), 'x'));
    const [row] = await database.sql<{ wrapped: string }>('select wrapped from tenant_keys where tenant_id = $1', [
      world.acme.id,
    ]);
    expect(row?.wrapped).toMatch(/^s1\.1\.[\w-]{16}\.[\w-]{43}\.[\w-]{22}$/);
  });

  it('do not open with a wrapped key that was moved from another tenant', async () => {
    const place = placeIn(world.acme.id);
    const sealed = await withTenant(world.acmeOwner, (tx) => sealValue(tx, place, 'x'));
    await withTenant(world.borealisOwner, (tx) => sealValue(tx, placeIn(world.borealis.id), 'y'));
    const original = await database.sql<{ wrapped: string }>(
      "select wrapped from tenant_keys where tenant_id = $1 and purpose = 'seal'",
      [world.acme.id],
    );
    const swap = 'update tenant_keys set wrapped = $2 where tenant_id = $1 and purpose = $3';
    const other = await database.sql<{ wrapped: string }>(
      "select wrapped from tenant_keys where tenant_id = $1 and purpose = 'seal'",
      [world.borealis.id],
    );
    await database.sql(swap, [world.acme.id, other[0]?.wrapped, 'seal']);
    forgetTenantKeys();
    await expect(withTenant(world.acmeOwner, (tx) => openSealed(tx, place, sealed, 'p'))).rejects.toThrow(SealBroken);
    await database.sql(swap, [world.acme.id, original[0]?.wrapped, 'seal']);
    expect((await withTenant(world.acmeOwner, (tx) => openSealed(tx, place, sealed, 'p'))).reveal()).toBe('x');
  });

  it('stay closed to a stranger who got hold of the text', async () => {
    const place = placeIn(world.acme.id);
    const sealed = await withTenant(world.acmeOwner, (tx) => sealValue(tx, place, 'x'));
    forgetTenantKeys();
    await expect(withTenant(world.safaOwner, (tx) => openSealed(tx, place, sealed, 'p'))).rejects.toThrow(SealBroken);
    await withTenant(world.acmeOwner, (tx) => openSealed(tx, place, sealed, 'p'));
    // With the key still in memory, the audit entry outside the context refuses.
    await expect(withTenant(world.safaOwner, (tx) => openSealed(tx, place, sealed, 'p'))).rejects.toThrow();
  });

  it('never depend on a key that a rolled-back transaction made', async () => {
    const customer = await world.customer(world.northwind, 'rolled-back');
    const owner = await customer.member('owner');
    const place = placeIn(customer.id);
    await expect(
      withTenant(owner, async (tx) => {
        await sealValue(tx, place, 'lost');
        await sealValue(tx, place, 'lost too');
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    const sealed = await withTenant(owner, (tx) => sealValue(tx, place, 'kept'));
    forgetTenantKeys();
    expect((await withTenant(owner, (tx) => openSealed(tx, place, sealed, 'p'))).reveal()).toBe('kept');
  });

  it('share one key when twenty first uses meet', async () => {
    const customer = await world.customer(world.northwind, 'meeting');
    const owner = await customer.member('owner');
    const place = placeIn(customer.id);
    const sealed = await Promise.all(
      Array.from({ length: 20 }, (_, i) => withTenant(owner, (tx) => sealValue(tx, place, `value ${i}`))),
    );
    forgetTenantKeys();
    const opened = await withTenant(owner, async (tx) => {
      const texts: string[] = [];
      for (const text of sealed) texts.push((await openSealed(tx, place, text, 'p')).reveal());
      return texts;
    });
    expect(opened).toEqual(sealed.map((_, i) => `value ${i}`));
    expect(await database.sql('select version from tenant_keys where tenant_id = $1', [customer.id])).toHaveLength(1);
  });

  it('cannot be opened once the tenant’s key is destroyed', async () => {
    const customer = await world.customer(world.northwind, 'erased');
    const owner = await customer.member('owner');
    const place = placeIn(customer.id);
    const sealed = await withTenant(owner, (tx) => sealValue(tx, place, 'gone'));
    expect((await withTenant(owner, (tx) => openSealed(tx, place, sealed, 'p'))).reveal()).toBe('gone');
    await database.sql('update tenant_keys set destroyed_at = now() where tenant_id = $1', [customer.id]);
    forgetTenantKeys();
    await expect(withTenant(owner, (tx) => openSealed(tx, place, sealed, 'p'))).rejects.toThrow(SealBroken);
    const anew = await withTenant(owner, (tx) => sealValue(tx, place, 'new'));
    expect(anew).toMatch(/^s1\.2\./);
  });
});

describe('tenantHash', () => {
  it('is equal for equal values of one field of one tenant, and for nothing else', async () => {
    const acme = (field: string, value: string) =>
      withTenant(world.acmeOwner, (tx) => tenantHash(tx, world.acme.id, field, value));
    const first = await acme('name', 'Acme');
    forgetTenantKeys();
    expect(await acme('name', 'Acme')).toBe(first);
    const others = [
      await acme('name', 'acme'),
      await acme('city', 'Acme'),
      await acme('name:A', 'cme'),
      await withTenant(world.borealisOwner, (tx) => tenantHash(tx, world.borealis.id, 'name', 'Acme')),
    ];
    expect(new Set([first, ...others]).size).toBe(5);
  });
});
