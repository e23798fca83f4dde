import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey, type ApiKeyPurpose } from '@/lib/auth';
import { clearQueries, queryDatasetWorkflow } from '@/lib/mcp';
import { must } from '@/lib/onboarding/testing-flow';
import { immediate } from '@/lib/platform/jobs';
import { marketingWorld, type MarketingWorld } from '@/lib/provisioning/testing/marketing-world';
import { withTenant } from '@/lib/tenancy';
import type { TestActor } from '@/scripts/testing/database';
import { POST } from './route';

let here: MarketingWorld;
let owner: Client;
beforeAll(async () => {
  here = await marketingWorld();
  for (const id of ['fernhill_golf', 'brookside_golf']) {
    const flow = await here.submitted(await here.world.customer(here.world.northwind, id.replace('_', '-')), {
      customerIdentifier: id,
    });
    await here.run(flow);
  }
  owner = await assistant(here.world.northwindAdmin, 'query');
});
afterAll(async () => {
  await owner.close();
  await here.close();
});

async function assistant(admin: TestActor, purpose: ApiKeyPurpose): Promise<Client> {
  const { key } = must(
    await withTenant(admin, (tx) => createApiKey(tx, admin, { name: 'assistant', purpose, days: 1 })),
  );
  const client = new Client({ name: 'test', version: '1' });
  const transport = new StreamableHTTPClientTransport(new URL('http://localhost:3000/api/mcp'), {
    requestInit: { headers: { authorization: `Bearer ${key}` } },
    fetch: (url, init) =>
      init?.method === 'POST' ? POST(new Request(url, init)) : Promise.resolve(new Response(null, { status: 405 })),
  });
  await client.connect(transport as Parameters<Client['connect']>[0]);
  return client;
}

type Called = Readonly<{ isError?: boolean; structuredContent?: unknown; content: readonly { text?: string }[] }>;

/** Asks, with a worker at work meanwhile. */
async function ask(client: Client, customer_id: string, sql: string, lent = here.environment): Promise<Called> {
  let waits = true;
  const worker = (async () => {
    while (waits) {
      const waiting = await here.database.sql<{ tenant_id: string; id: string }>(
        "select tenant_id, id from dataset_queries where status = 'queued'",
      );
      for (const { tenant_id: tenantId, id: queryId } of waiting) {
        await queryDatasetWorkflow(lent)(immediate, { tenantId, queryId });
      }
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  })();
  try {
    return (await client.callTool({ name: 'query_bigquery', arguments: { customer_id, sql } })) as Called;
  } finally {
    waits = false;
    await worker;
  }
}

describe('an assistant that asks a customer’s dataset', () => {
  it('gets rows @req G18', async () => {
    const answer = await ask(owner, 'fernhill_golf', 'SELECT 1 AS test');
    expect(answer.structuredContent).toEqual({ rows: [{ test: '1' }], total_rows: 1 });
    const figures = await ask(owner, 'fernhill_golf', 'SELECT * FROM daily_metrics');
    expect(figures.structuredContent).toEqual({ rows: [], total_rows: 0 });
  });

  it.each([
    ['another customer’s table', 'SELECT * FROM growthnav_brookside_golf.daily_metrics'],
    ['the register', 'SELECT * FROM `northwind-shared-1.growthnav_registry.customers`'],
    ['a change', "DELETE FROM daily_metrics WHERE platform = 'x'"],
    ['the names of everything', 'SELECT * FROM INFORMATION_SCHEMA.SCHEMATA'],
    ['the names of everything, written otherwise', 'SELECT * FROM `\\x49NFORMATION_SCHEMA.SCHEMATA`'],
    ['another database', "SELECT * FROM EXTERNAL_QUERY('x', 'select 1')"],
  ])('gets nothing of %s', async (_what, sql) => {
    const answer = await ask(owner, 'fernhill_golf', sql);
    expect(answer.isError).toBe(true);
    expect(answer.content[0]?.text).toBe('query_not_allowed');
    expect(answer.structuredContent).toBeUndefined();
  });

  it('meets a stranger’s customer as one that does not exist, and needs the scope', async () => {
    const stranger = await assistant(await here.world.alufuq.member('admin'), 'query');
    const foreign = await ask(stranger, 'fernhill_golf', 'SELECT 1 AS test');
    expect(foreign).toEqual(await ask(stranger, 'nobody', 'SELECT 1 AS test'));
    expect(foreign.structuredContent).toEqual({ result: null });
    await stranger.close();
    const reader = await assistant(here.world.northwindAdmin, 'read');
    expect(await ask(reader, 'fernhill_golf', 'SELECT 1 AS test')).toMatchObject({ content: [{ text: 'forbidden' }] });
    await reader.close();
  });

  it('is told at once when something happens that nobody foresaw, and the worker goes on', async () => {
    const seen: unknown[] = [];
    const answer = await ask(owner, 'fernhill_golf', 'SELECT 1 AS test', {
      ...here.environment,
      connection: () => Promise.reject(new TypeError('canary-odd')),
      onUnexpected: (error) => seen.push(error),
    });
    expect(answer).toMatchObject({ isError: true, content: [{ text: 'unexpected' }] });
    expect(seen).toMatchObject([{ message: 'canary-odd' }]);
  });

  it('may ask so many questions a minute, also with several in one call', async () => {
    const { key } = must(
      await withTenant(here.world.northwindAdmin, (tx) =>
        createApiKey(tx, here.world.northwindAdmin, { name: 'storm', purpose: 'query', days: 1 }),
      ),
    );
    const params = { name: 'query_bigquery', arguments: { customer_id: 'nobody', sql: 'SELECT 1' } };
    const answer = await POST(
      new Request('http://localhost:3000/api/mcp', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
        },
        body: JSON.stringify(
          Array.from({ length: 70 }, (_, id) => ({ jsonrpc: '2.0', id, method: 'tools/call', params })),
        ),
      }),
    );
    const all = (await answer.json()) as readonly { result: Called }[];
    const refused = all.filter(({ result }) => result.content[0]?.text === 'rate_limited');
    expect([all.length, refused.length]).toEqual([70, 10]);
  });

  it('leaves neither question nor answer behind, and what nobody took is cleared', async () => {
    await ask(owner, 'fernhill_golf', "SELECT 'canary-question' AS test");
    expect(await here.database.sql('select 1 from dataset_queries')).toEqual([]);
    const [run] = await here.database.sql<{ tenant_id: string; id: string }>(
      'select tenant_id, id from onboarding_flows limit 1',
    );
    await here.database.sql(
      `insert into dataset_queries (tenant_id, id, flow_id, sealed_sql, created_at)
       values ($1, gen_random_uuid(), $2, 'x', now() - interval '11 minutes')`,
      [run?.tenant_id, run?.id],
    );
    expect(await clearQueries()).toBe(1);
    const [audit] = await here.database.sql<{ text: string | null }>(
      "select string_agg(details::text, ' ') as text from audit_logs where action in ('dataset.asked', 'secret.read')",
    );
    expect(audit?.text).not.toContain('canary-question');
  });
});
