import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '@/lib/errors';
import { withTenant, type Actor } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { activeTheme } from './active-theme';
import { publishTheme, type PublishThemeInput } from './publish-theme';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const look = { name: 'Northwind Partners', mark: 'N', brand: '#7a2e8d', supportEmail: 'help@northwind.example' };
const publish = (actor: Actor, input: Partial<PublishThemeInput> = {}) =>
  withTenant(actor, (tx) =>
    publishTheme(tx, actor, { tenantId: world.northwind.id, baseVersion: 0, ...look, ...input }),
  );
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'ok' : outcome.refusal.code);
const seen = (actor: Actor, tenantId: string) => withTenant(actor, (tx) => activeTheme(tx, tenantId));

describe('publishTheme', () => {
  it('publishes one version after the other, and those below carry the newest', async () => {
    expect(await seen(world.acmeOwner, world.acme.id)).toMatchObject({ name: 'Portico', tenantId: null, version: 0 });
    expect(await publish(world.northwindAdmin)).toEqual({ ok: true, value: { version: 1 } });
    expect(await publish(world.northwindAdmin, { baseVersion: 1, brand: '#0A5C36' })).toEqual({
      ok: true,
      value: { version: 2 },
    });
    expect(await seen(world.acmeOwner, world.acme.id)).toMatchObject({
      name: 'Northwind Partners',
      brand: '#0a5c36',
      version: 2,
      tenantId: world.northwind.id,
    });
    expect(await seen(world.safaOwner, world.safa.id)).toMatchObject({ name: 'Portico' });
    const kept = await database.sql('select version from themes where tenant_id = $1 order by version', [
      world.northwind.id,
    ]);
    expect(kept).toEqual([{ version: 1 }, { version: 2 }]);
  });

  it('refuses a version that was published over, and lets exactly one of two at the same moment through', async () => {
    expect(codeOf(await publish(world.northwindAdmin, { baseVersion: 1 }))).toBe('conflict');
    const both = await Promise.all([
      publish(world.northwindAdmin, { baseVersion: 2, brand: '#112233' }),
      publish(world.platformAdmin, { baseVersion: 2, brand: '#332211' }),
    ]);
    expect(both.map(codeOf).sort()).toEqual(['conflict', 'ok']);
  });

  it('names the fields that are wrong and writes nothing', async () => {
    const wrong = await publish(world.northwindAdmin, {
      baseVersion: 3,
      brand: 'teal',
      mark: '<b>',
      name: ' ',
      supportEmail: 'x',
    });
    expect(wrong).toMatchObject({ ok: false, refusal: { code: 'invalid_input' } });
    expect(wrong.ok ? [] : Object.keys(wrong.refusal.fields ?? {}).sort()).toEqual([
      'brand',
      'mark',
      'name',
      'supportEmail',
    ]);
    expect(codeOf(await publish(world.northwindAdmin, { baseVersion: 3 }))).toBe('ok');
  });

  it('is for administrators, of tenants that they see', async () => {
    expect(codeOf(await publish(world.northwindManager, { baseVersion: 4 }))).toBe('forbidden');
    expect(codeOf(await publish(world.northwindAdmin, { tenantId: world.alufuq.id }))).toBe('not_found');
    expect(codeOf(await publish(world.northwindAdmin, { tenantId: world.acme.id }))).toBe('not_found');
    expect(codeOf(await publish(world.northwindAdmin, { tenantId: world.platform.id }))).toBe('not_found');
    expect(await seen(world.safaOwner, world.safa.id)).toMatchObject({ version: 0 });
  });
});
