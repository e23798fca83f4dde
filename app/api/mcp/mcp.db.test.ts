import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/auth';
import { installLibrary } from '@/lib/flow-templates';
import { startFlow } from '@/lib/onboarding';
import { must } from '@/lib/onboarding/testing-flow';
import { withTenant } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestTenant,
  type TestWorld,
} from '@/scripts/testing/database';
import { POST } from './route';

let database: TestDatabase;
let world: TestWorld;
let northwind: Client;
let alufuq: Client;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  must(
    await withTenant(world.platformAdmin, (tx) =>
      installLibrary(tx, world.platformAdmin, { tenantId: world.platform.id }),
    ),
  );
  await onboarding(world.acme, world.northwindManager, 'acme_corp');
  await onboarding(world.safa, world.alufuqManager, 'safa_group');
  northwind = await assistant(await keyOf(world.northwindAdmin));
  alufuq = await assistant(await keyOf(await world.alufuq.member('admin')));
});
afterAll(async () => {
  await northwind.close();
  await alufuq.close();
  await database.close();
});

async function onboarding(customer: TestTenant, manager: TestActor, identifier: string): Promise<void> {
  const { flowId } = must(
    await withTenant(manager, (tx) =>
      startFlow(tx, manager, {
        customerTenantId: customer.id,
        templateKey: 'marketing-analytics',
        invite: { email: `owner@${customer.slug}.example`, name: 'Ada', locale: 'en' },
      }),
    ),
  );
  await database.sql(
    `insert into onboarding_steps (tenant_id, id, flow_id, step_name, section_id, task_id, status, data, continued_at)
     values ($1, $2, $3, 'industry-choice', 'business', 'about', 'completed', $4, now())`,
    [customer.id, randomUUID(), flowId, JSON.stringify({ industry: { value: 'ecommerce', hash: 'h' } })],
  );
  await database.sql(
    `insert into customer_identifiers (tenant_id, id, owner_tenant_id, system, value, flow_id)
     select $1, $2, owner_tenant_id, 'marketing-analytics', $3, $4 from customers where tenant_id = $1`,
    [customer.id, randomUUID(), identifier, flowId],
  );
}

const keyOf = async (admin: TestActor): Promise<string> =>
  must(await withTenant(admin, (tx) => createApiKey(tx, admin, { name: 'assistant', purpose: 'read', days: 1 }))).key;

/** The SDK's own client, speaking to the real handler. */
async function assistant(key: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const transport = new StreamableHTTPClientTransport(new URL('http://localhost:3000/api/mcp'), {
    requestInit: { headers: { authorization: `Bearer ${key}` } },
    // What the server does with methods that a route does not have.
    fetch: (url, init) =>
      init?.method === 'POST' ? POST(new Request(url, init)) : Promise.resolve(new Response(null, { status: 405 })),
  });
  // The SDK's own types are not written for exactOptionalPropertyTypes.
  await client.connect(transport as Parameters<Client['connect']>[0]);
  return client;
}
type Called = Readonly<{ isError?: boolean; structuredContent?: unknown; content: readonly { text?: string }[] }>;
const call = async (client: Client, name: string, args: Record<string, unknown>): Promise<Called> =>
  (await client.callTool({ name, arguments: args })) as Called;
const readJson = async (client: Client, uri: string): Promise<unknown> => {
  const { contents } = await client.readResource({ uri });
  const [first] = contents;
  return JSON.parse(first && 'text' in first ? String(first.text) : 'null');
};

describe('an assistant with a key', () => {
  it('finds what there is', async () => {
    expect((await northwind.listTools()).tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['get_customer', 'list_customers_by_industry']),
    );
    expect((await northwind.listResources()).resources.map(({ uri }) => uri)).toEqual(['industries://list']);
    expect((await northwind.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'customer://{customer_id}/config',
    ]);
  });

  it('gets a customer by its id, or null @req G16', async () => {
    const found = await call(northwind, 'get_customer', { customer_id: 'acme_corp' });
    expect(found.structuredContent).toMatchObject({
      customer: {
        customer_id: 'acme_corp',
        customer_name: 'acme',
        industry: 'ecommerce',
        onboarding: { template: 'marketing-analytics' },
      },
    });
    const missing = await call(northwind, 'get_customer', { customer_id: 'new_customer' });
    expect(missing).toMatchObject({ structuredContent: { customer: null }, content: [{ text: 'null' }] });
    const byTenant = await call(northwind, 'get_customer', { customer_id: world.acme.id });
    expect(byTenant.structuredContent).toEqual(found.structuredContent);
  });

  it('lists the customers of an industry @req G17', async () => {
    const listed = await call(northwind, 'list_customers_by_industry', { industry: 'ecommerce' });
    expect(listed.structuredContent).toMatchObject({ customers: [{ customer_id: 'acme_corp' }] });
    const none = await call(northwind, 'list_customers_by_industry', { industry: 'golf' });
    expect(none.structuredContent).toEqual({ customers: [] });
  });

  it('reads how a customer is set up, and nothing secret or about people @req G19', async () => {
    const secret = `canary-${randomUUID()}`;
    await database.sql(
      `update onboarding_steps set data = data || jsonb_build_object('contactEmail', jsonb_build_object('value', $2::text, 'hash', 'h'))
       where tenant_id = $1`,
      [world.acme.id, `${secret}@a.example`],
    );
    const config = await readJson(northwind, 'customer://acme_corp/config');
    expect(config).toMatchObject({
      customer_id: 'acme_corp',
      identifiers: { 'marketing-analytics': 'acme_corp' },
      answers: { industry: 'ecommerce' },
    });
    expect(JSON.stringify(config)).not.toContain(secret);
    expect(await readJson(northwind, 'customer://nobody/config')).toBeNull();
  });

  it('reads the industries from the templates @req G20', async () => {
    const lists = (await readJson(northwind, 'industries://list')) as {
      template: string;
      industries: { id: string }[];
    }[];
    const marketing = lists.find(({ template }) => template === 'marketing-analytics');
    expect(marketing?.industries).toHaveLength(6);
    expect(marketing?.industries.map(({ id }) => id)).toEqual(expect.arrayContaining(['golf', 'ecommerce', 'other']));
  });

  it('meets what is another owner’s exactly as what does not exist', async () => {
    for (const theirs of ['safa_group', world.safa.id]) {
      const [foreign, missing] = [
        await call(northwind, 'get_customer', { customer_id: theirs }),
        await call(northwind, 'get_customer', { customer_id: randomUUID() }),
      ];
      expect(foreign).toEqual(missing);
      expect(await readJson(northwind, `customer://${theirs}/config`)).toBeNull();
    }
    const mine = await call(alufuq, 'get_customer', { customer_id: 'safa_group' });
    expect(mine.structuredContent).toMatchObject({ customer: { customer_id: 'safa_group' } });
    const theirs = await call(alufuq, 'list_customers_by_industry', { industry: 'ecommerce' });
    expect(theirs.structuredContent).toMatchObject({ customers: [{ customer_id: 'safa_group' }] });
  });

  it('needs a live key with the scope', async () => {
    await expect(assistant('ptk_live_nonsense')).rejects.toThrow();
    const key = await keyOf(world.northwindAdmin);
    await database.sql("update api_keys set scopes = '{funnel.read}' where tenant_id = $1", [world.northwind.id]);
    const narrow = await assistant(key);
    const refused = await call(narrow, 'get_customer', { customer_id: 'acme_corp' });
    expect(refused).toMatchObject({ isError: true, content: [{ text: 'forbidden' }] });
    await narrow.close();
    await database.sql('update api_keys set revoked_at = now() where tenant_id = $1', [world.northwind.id]);
    await expect(assistant(key)).rejects.toThrow();
  });
});
