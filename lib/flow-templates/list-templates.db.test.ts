import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestFlow } from '@/lib/onboarding/testing-flow';
import { withTenant, type Actor } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { listTemplatesInUse } from './index';
import { library } from './library';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  await startTestFlow(world);
});
afterAll(() => database.close());

const ofLibrary = library.map(({ key }) => key).sort();

const list = (actor: Actor) => withTenant(actor, (tx) => listTemplatesInUse(tx, actor));

describe('listTemplatesInUse', () => {
  it('shows what those above have in use, with the sections that ask something, in order', async () => {
    const found = await list(await world.northwind.member('analyst'));
    if (!found.ok) throw new Error(found.refusal.code);
    expect(found.value.map(({ key, version }) => [key, version])).toEqual(
      ofLibrary.map((key) => [key, library.find((each) => each.key === key)?.version]),
    );
    const [row] = await database.sql<{ sections: { id: string; tasks: { steps: { kind: string }[] }[] }[] }>(
      "select config #> '{definition,sections}' as sections from onboarding_templates where is_active and key = 'data-pipeline'",
    );
    const asking = row?.sections.filter(({ tasks }) =>
      tasks.some(({ steps }) => steps.some(({ kind }) => kind === 'form')),
    );
    expect(found.value.find(({ key }) => key === 'data-pipeline')?.sections.map(({ id }) => id)).toEqual(
      asking?.map(({ id }) => id),
    );
    expect(asking?.length).toBeLessThan(row?.sections.length ?? 0);
  });

  it('does not show a partner what another has made for itself, and refuses customers', async () => {
    await database.sql(
      `insert into onboarding_templates (tenant_id, id, key, name, config, version, status, is_active)
       select $1, gen_random_uuid(), 'of-alufuq', name, config, 1, 'published', true from onboarding_templates limit 1`,
      [world.alufuq.id],
    );
    const keys = async (actor: Actor) => {
      const found = await list(actor);
      return found.ok ? found.value.map(({ key }) => key) : found.refusal.code;
    };
    expect(await keys(world.northwindManager)).toEqual(ofLibrary);
    expect(await keys(world.alufuqManager)).toEqual([...ofLibrary, 'of-alufuq'].sort());
    expect(await keys(world.platformAdmin)).toEqual([...ofLibrary, 'of-alufuq'].sort());
    expect(await keys(world.acmeOwner)).toBe('forbidden');
  });
});
