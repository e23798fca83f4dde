import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { withTenant, withTenantOrNothing, type Actor } from '@/lib/tenancy';
import { freeIdentifiers } from './identifier-proposals';
import { inviteCustomer, type InviteCustomerInput } from './invite-customer';
import { openFlow } from './open-flow';
import { codeOf, must, startTestFlow } from './testing-flow';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  await startTestFlow(world);
});
afterAll(() => database.close());

const invite = (actor: Actor, name: string, more: Partial<InviteCustomerInput> = {}, owner = world.northwind.id) =>
  withTenantOrNothing(actor, (tx) =>
    inviteCustomer(tx, actor, {
      customer: { ownerTenantId: owner, name, locale: 'en', timeZone: 'UTC' },
      templateKey: 'data-pipeline',
      invite: { email: 'ada@new.example', name: 'Ada', locale: 'en' },
      ...more,
    }),
  );
const counted = async () => (await database.sql('select from customers')).length;

describe('a customer that exists already @req G21', () => {
  it('is offered instead of a second one of the same name, until somebody says that it is another', async () => {
    const first = must(await invite(world.northwindManager, 'Cobalt Works, Inc.'));
    const before = await counted();
    const again = await invite(world.northwindManager, 'cobalt WORKS');
    expect(again).toMatchObject({
      ok: false,
      refusal: {
        code: 'customer_exists',
        detail: { matches: [{ tenantId: first.tenantId, name: 'Cobalt Works, Inc.', because: 'name' }] },
      },
    });
    expect(await counted()).toBe(before);
    must(await invite(world.northwindManager, 'cobalt WORKS', { isAnother: true }));
    expect(await counted()).toBe(before + 1);
  });

  it('keeps its identifier: another customer needs another one, of which free ones are proposed', async () => {
    const first = must(await invite(world.northwindManager, 'Dahlia', { identifier: 'dahlia_one' }));
    const flow = await withTenant(world.northwindManager, (tx) => openFlow(tx, first.flowId, new Date()));
    expect(must(flow).state.customer.name).toBe('Dahlia');
    const again = await invite(world.northwindManager, 'Quite another name', {
      identifier: 'dahlia_one',
      isAnother: true,
    });
    expect(again).toMatchObject({
      refusal: { code: 'customer_exists', detail: { matches: [{ tenantId: first.tenantId, because: 'identifier' }] } },
    });
    const suggestions = again.ok ? [] : ((again.refusal.detail?.['suggestions'] ?? []) as string[]);
    expect(suggestions).toHaveLength(3);
    must(await invite(world.northwindManager, 'Quite another name', { identifier: suggestions[0] ?? '' }));
  });

  it('refuses identifiers that the template does not take', async () => {
    const before = await counted();
    expect(await invite(world.northwindManager, 'Elder', { identifier: 'no spaces, please' })).toMatchObject({
      refusal: { code: 'invalid_input', fields: { identifier: [{ code: 'field.identifier_characters' }] } },
    });
    expect(await counted()).toBe(before);
  });

  it('never speaks of another owner’s customers', async () => {
    must(await invite(world.alufuqManager, 'Fennel Trading', { identifier: 'fennel_1' }, world.alufuq.id));
    must(await invite(world.northwindManager, 'Fennel Trading', { identifier: 'fennel_1' }));
    const strange = await invite(world.northwindManager, 'Fennel Trading', {}, world.alufuq.id);
    expect(codeOf(strange)).toBe('not_found');
    expect(codeOf(await invite(world.acmeOwner, 'Fennel Trading'))).toBe('forbidden');
  });

  it('is only "taken" to another customer, who is told what is free and nothing else', async () => {
    must(await invite(world.northwindManager, 'Ginger', { identifier: 'ginger_2' }));
    const rule = { system: 'tenant', pattern: '^[A-Za-z0-9_]{3,50}$', minLength: 3, maxLength: 50 };
    const [{ system } = { system: '' }] = await database.sql<{ system: string }>(
      `select system from customer_identifiers where value = 'ginger_2'`,
    );
    const ask = (actor: Actor, customerTenantId: string) =>
      withTenant(actor, (tx) => freeIdentifiers(tx, { customerTenantId, rule: { ...rule, system }, wanted: 'ginger' }));
    expect(await ask(world.acmeOwner, world.acme.id)).toEqual(['ginger_3', 'ginger_4', 'ginger_5']);
    expect(await ask(world.safaOwner, world.safa.id)).toEqual(['ginger_2', 'ginger_3', 'ginger_4']);
    expect(await ask(world.acmeOwner, world.safa.id)).toEqual([]);
  });
});
