import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withTenant, type Actor } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { getTenant, listPartners } from './index';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const partners = (actor: Actor) => withTenant(actor, (tx) => listPartners(tx, actor));
const tenant = (actor: Actor, id: string) => withTenant(actor, (tx) => getTenant(tx, id));

describe('listPartners', () => {
  it('shows the platform its partners with their customers', async () => {
    expect(await partners(world.platformAdmin)).toMatchObject({
      value: [
        { slug: 'alufuq', customers: 1 },
        { slug: 'northwind', customers: 2 },
      ],
    });
  });

  it('shows a partner none beside it, and refuses customers without the right', async () => {
    expect(await partners(world.northwindManager)).toMatchObject({ value: [] });
    expect(await partners(world.acmeContributor)).toMatchObject({ refusal: { code: 'forbidden' } });
  });
});

describe('getTenant', () => {
  it('names what is seen, and says of everything else that it does not exist', async () => {
    expect(await tenant(world.northwindManager, world.acme.id)).toMatchObject({
      value: { name: 'acme', kind: 'customer' },
    });
    for (const id of [world.platform.id, world.alufuq.id, world.safa.id, '0193b1c2-0000-7000-8000-000000000000', 'x']) {
      expect(await tenant(world.northwindManager, id)).toMatchObject({ refusal: { code: 'not_found' } });
    }
  });
});
