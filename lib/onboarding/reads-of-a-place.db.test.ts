import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getTenant, ownerTheme } from '@/lib/customers';
import { listTemplatesInUse, loadTemplate } from '@/lib/flow-templates';
import { homeOf } from '@/lib/members';
import { withTenant } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { newestFlowOf } from './index';
import { codeOf, must, startTestFlow } from './testing-flow';

let database: TestDatabase;
let world: TestWorld;
let flowId: string;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  await startTestFlow(world);
  flowId = await startTestFlow(world);
});
afterAll(() => database.close());

const nobody = '0193b1c2-0000-7000-8000-000000000000';

describe('getTenant', () => {
  const tenant = (actor: TestActor, id: string) => withTenant(actor, (tx) => getTenant(tx, id));

  it('names the own tenant and those below it', async () => {
    expect(must(await tenant(world.acmeOwner, world.acme.id))).toMatchObject({ kind: 'customer', name: 'acme' });
    expect(must(await tenant(world.northwindManager, world.acme.id))).toMatchObject({ slug: 'acme' });
  });

  it('knows nothing of those beside or above it, and of what is no id', async () => {
    const missing = await tenant(world.acmeOwner, nobody);
    expect(codeOf(missing)).toBe('not_found');
    for (const id of [world.borealis.id, world.northwind.id, world.platform.id, world.safa.id, 'no id']) {
      expect(await tenant(world.acmeOwner, id)).toEqual(missing);
    }
  });
});

describe('newestFlowOf', () => {
  const newest = (actor: TestActor, id: string) => withTenant(actor, (tx) => newestFlowOf(tx, id));

  it('finds the flow that was started last, for those who see it', async () => {
    expect(await newest(world.northwindManager, world.acme.id)).toBe(flowId);
    expect(await newest(world.acmeOwner, world.acme.id)).toBe(flowId);
  });

  it('finds none for strangers, as where there is none', async () => {
    expect(await newest(world.alufuqManager, world.acme.id)).toBeNull();
    expect(await newest(world.borealisOwner, world.acme.id)).toBeNull();
    expect(await newest(world.northwindManager, world.borealis.id)).toBeNull();
    expect(await newest(world.northwindManager, 'no id')).toBeNull();
  });
});

describe('homeOf', () => {
  const home = (actor: TestActor) => withTenant(actor, (tx) => homeOf(tx, actor));

  it('leads customers to their own newest flow, others to none of it, and staff to their work', async () => {
    expect(await home(world.acmeOwner)).toEqual({ kind: 'flow', flowId });
    expect(await home(world.borealisOwner)).toEqual({ kind: 'none' });
    expect(await home(world.northwindManager)).toEqual({ kind: 'staff' });
  });

  it('does not lead to a flow that was cancelled', async () => {
    const customer = await world.customer(world.northwind, 'cancelled');
    const owner = await customer.member('owner');
    const cancelled = await startTestFlow(world, customer.id);
    expect(await home(owner)).toEqual({ kind: 'flow', flowId: cancelled });
    await database.sql(`update onboarding_flows set status = 'cancelled' where id = $1`, [cancelled]);
    expect(await home(owner)).toEqual({ kind: 'none' });
  });
});

describe('listTemplatesInUse', () => {
  const list = (actor: TestActor) => withTenant(actor, (tx) => listTemplatesInUse(tx, actor));

  it('shows what is in use with the sections that ask something', async () => {
    const analyst = await world.northwind.member('analyst');
    const found = must(await list(analyst)).find(({ key }) => key === 'data-pipeline');
    expect(found).toMatchObject({ version: 2, title: { en: expect.any(String), ar: expect.any(String) } });
    expect(found?.sections.length).toBeGreaterThan(0);
  });

  it('is not for customers, and leaves out what another partner has published', async () => {
    expect(codeOf(await list(world.acmeOwner))).toBe('forbidden');
    await database.sql(
      `insert into onboarding_templates (tenant_id, id, key, name, config, version, status, is_active)
       values ($1, gen_random_uuid(), 'of-alufuq', 'x', '{"definition": {"title": {"en": "x"}, "sections": []}}', 1, 'published', true)`,
      [world.alufuq.id],
    );
    const keysFor = async (actor: TestActor) => must(await list(actor)).map(({ key }) => key);
    expect(await keysFor(await world.alufuq.member('analyst'))).toContain('of-alufuq');
    expect(await keysFor(await world.northwind.member('analyst'))).not.toContain('of-alufuq');
  });
});

describe('ownerTheme', () => {
  const theme = (actor: TestActor, id: string) => withTenant(actor, (tx) => ownerTheme(tx, id));

  it('is the look of the nearest one above, and nothing for strangers', async () => {
    await database.sql(
      `insert into themes (tenant_id, id, version, name, mark, brand) values ($1, gen_random_uuid(), 1, 'Northwind Partners', 'N', '#7a1f3d')`,
      [world.northwind.id],
    );
    expect(await theme(world.acmeOwner, world.acme.id)).toMatchObject({ name: 'Northwind Partners', brand: '#7a1f3d' });
    expect(await theme(world.safaOwner, world.acme.id)).toBeNull();
    expect(await theme(world.safaOwner, world.safa.id)).toBeNull();
  });
});

describe('the table of templates', () => {
  it('keeps each version with its name, its content and whether it is in use, and takes no second of a number @req I94', async () => {
    const rows = await database.sql<{ id: string; name: string; config: object; version: number; is_active: boolean }>(
      `select id, name, config, version, is_active from onboarding_templates where tenant_id = $1 and key = 'data-pipeline'`,
      [world.platform.id],
    );
    expect(rows).toMatchObject([{ name: expect.stringMatching(/./), version: 2, is_active: true }]);
    expect(rows[0]?.config).toHaveProperty('definition.sections');
    const insert = (version: number) =>
      database.sql(
        `insert into onboarding_templates (tenant_id, id, key, name, config, version)
         select tenant_id, gen_random_uuid(), key, name, config, $2 from onboarding_templates where id = $1 returning is_active`,
        [rows[0]?.id, version],
      );
    await expect(insert(2)).rejects.toThrow('duplicate key');
    expect(await insert(3)).toEqual([{ is_active: false }]);
    const loaded = await withTenant(world.acmeOwner, (tx) => loadTemplate(tx, world.platform.id, rows[0]?.id ?? ''));
    expect(loaded).toMatchObject({ key: 'data-pipeline', version: 2 });
    await expect(withTenant(world.acmeOwner, (tx) => loadTemplate(tx, world.platform.id, nobody))).rejects.toThrow(
      'missing',
    );
  });
});
