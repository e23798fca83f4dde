import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { withTenant } from '@/lib/tenancy';
import { createCustomer } from './create-customer';
import { createPartner, type CreatePartnerInput } from './create-partner';
import { listCustomers } from './list-customers';

let database: TestDatabase;
let world: TestWorld;

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const codeOf = (outcome: { ok: boolean; refusal?: { code: string } }) => outcome.refusal?.code ?? 'ok';

describe('createCustomer', () => {
  const create = (actor: TestActor, ownerTenantId: string, name = 'Zenith Ltd') =>
    withTenant(actor, (tx) =>
      createCustomer(tx, actor, {
        ownerTenantId,
        name,
        locale: 'en',
        industry: 'energy',
        size: '50-100',
        complianceRequirements: ['SOC 2', 'GDPR'],
      }),
    );

  it('registers a tenant, its record and its profile @req I92 @req I95', async () => {
    const outcome = await create(world.northwindManager, world.northwind.id);
    if (!outcome.ok) throw new Error(codeOf(outcome));
    const [row] = await database.sql(
      `select t.kind, t.parent_id, c.status, p.industry, p.size, p.compliance_requirements from tenants t join customers c on c.tenant_id = t.id
       join customer_profiles p on p.tenant_id = t.id where t.id = $1`,
      [outcome.value.tenantId],
    );
    expect(row).toEqual({
      kind: 'customer',
      parent_id: world.northwind.id,
      status: 'registered',
      industry: 'energy',
      size: '50-100',
      compliance_requirements: ['SOC 2', 'GDPR'],
    });
    const audit = await database.sql('select action, user_id from audit_logs where tenant_id = $1', [
      outcome.value.tenantId,
    ]);
    expect(audit).toEqual([{ action: 'customer.created', user_id: world.northwindManager.userId }]);
  });

  it('refuses customers, other partners and owners that are customers', async () => {
    expect(codeOf(await create(world.acmeOwner, world.acme.id))).toBe('forbidden');
    expect(codeOf(await create(world.alufuqManager, world.northwind.id))).toBe('not_found');
    expect(codeOf(await create(world.northwindManager, world.acme.id))).toBe('not_found');
    expect(codeOf(await create(world.northwindManager, world.platform.id))).toBe('not_found');
    expect(codeOf(await create(world.platformAdmin, world.alufuq.id))).toBe('ok');
  });

  it('shows each partner its own customers only', async () => {
    const list = (actor: TestActor, search?: string) =>
      withTenant(actor, (tx) => listCustomers(tx, actor, { limit: 50, search }));
    const mine = await list(world.northwindManager);
    expect(mine.ok && mine.value.rows.map(({ ownerTenantId }) => ownerTenantId)).toSatisfy((owners: string[]) =>
      owners.every((owner) => owner === world.northwind.id),
    );
    const found = await list(world.northwindManager, 'zeni');
    expect(found.ok && found.value.rows.map(({ name }) => name)).toEqual(['Zenith Ltd']);
    const none = await list(world.northwindManager, '%');
    expect(none.ok && none.value.rows).toEqual([]);
    expect(codeOf(await list(world.acmeContributor))).toBe('forbidden');
  });
});

describe('createPartner', () => {
  const input = (slug: string, parentTenantId: string): CreatePartnerInput => ({
    parentTenantId,
    name: 'Meridian',
    slug,
    locale: 'en',
    theme: { name: 'Meridian', mark: 'M', brand: '#336699' },
  });
  const create = (actor: TestActor, data: CreatePartnerInput) =>
    withTenant(actor, (tx) => createPartner(tx, actor, data));

  it('makes a partner with its theme, once per host name', async () => {
    expect(codeOf(await create(world.platformAdmin, input('meridian', world.platform.id)))).toBe('ok');
    const themes = await database.sql(
      `select h.brand, h.version, h.is_active from themes h join tenants t on t.id = h.tenant_id where t.slug = 'meridian'`,
    );
    expect(themes).toEqual([{ brand: '#336699', version: 1, is_active: true }]);
    expect(codeOf(await create(world.platformAdmin, input('meridian', world.platform.id)))).toBe('identifier_taken');
  });

  it('takes the platform: partners, customers and customers as parents are refused', async () => {
    expect(codeOf(await create(world.northwindAdmin, input('other', world.northwind.id)))).toBe('forbidden');
    expect(codeOf(await create(world.acmeOwner, input('other', world.acme.id)))).toBe('forbidden');
    expect(codeOf(await create(world.platformAdmin, input('other', world.acme.id)))).toBe('not_found');
    expect(await database.sql(`select 1 from tenants where slug = 'other'`)).toEqual([]);
  });
});

describe('the registry of identifiers', () => {
  const flowOf = async (customerId: string): Promise<string> => {
    const [template] = await database.sql<{ id: string }>(
      `insert into onboarding_templates (tenant_id, id, key, name, config, version) values ($1, gen_random_uuid(), 'k' || substr(md5(random()::text), 1, 8), 'n', '{}', 1) returning id`,
      [world.platform.id],
    );
    const [flow] = await database.sql<{ id: string }>(
      `insert into onboarding_flows (tenant_id, id, customer_id, template_tenant_id, template_id) values ($1, gen_random_uuid(), $1, $2, $3) returning id`,
      [customerId, world.platform.id, template?.id],
    );
    return flow?.id ?? '';
  };
  const reserve = (actor: TestActor, flowId: string, value: string, tenantId: string = actor.tenantId) =>
    withTenant(actor, async (tx) => {
      const [row] = await tx.$queryRaw<{ reserved: boolean }[]>`
        select app.try_reserve_identifier(${tenantId}::uuid, ${flowId}::uuid, gen_random_uuid(), 'data-pipeline', ${value}) as reserved`;
      return row?.reserved;
    });

  it('gives one of many simultaneous customers the identifier and refuses the others @req C4 @req G11', async () => {
    const owners = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const customer = await world.customer(world.northwind, `race-${index}`);
        return { owner: await customer.member('owner'), flowId: await flowOf(customer.id) };
      }),
    );
    const outcomes = await Promise.all(owners.map(({ owner, flowId }) => reserve(owner, flowId, 'wanted_by_all')));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await database.sql(`select 1 from customer_identifiers where value = 'wanted_by_all'`)).toHaveLength(1);
  });

  it('is free again for the same customer, and for customers of another owner', async () => {
    const [acmeFlow, safaFlow] = [await flowOf(world.acme.id), await flowOf(world.safa.id)];
    expect(await reserve(world.acmeOwner, acmeFlow, 'first')).toBe(true);
    expect(await reserve(world.acmeOwner, acmeFlow, 'first')).toBe(true);
    expect(await reserve(world.acmeOwner, acmeFlow, 'second')).toBe(true);
    expect(await reserve(world.safaOwner, safaFlow, 'second')).toBe(true);
    expect(await reserve(world.borealisOwner, await flowOf(world.borealis.id), 'first')).toBe(true);
  });

  it('stays with the flow that settled on it, and out of reach of strangers', async () => {
    const acmeFlow = await flowOf(world.acme.id);
    expect(await reserve(world.acmeOwner, acmeFlow, 'from_another_flow')).toBe(false);
    expect(await reserve(world.safaOwner, acmeFlow, 'x_x', world.acme.id)).toBe(false);
    expect(await database.sql(`select 1 from customer_identifiers where value = 'x_x'`)).toEqual([]);
  });
});
