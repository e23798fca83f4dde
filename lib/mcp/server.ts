import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { requestLog } from '@/lib/platform/logging';
import { consume } from '@/lib/platform/rate-limit';
import { withTenant, type MachineActor, type TenantTx } from '@/lib/tenancy';
import { customerConfig } from './customer-config';
import { findCustomer, listCustomersByIndustry } from './find-customers';
import { listIndustries } from './list-industries';
import { orderQuery, takeAnswer, type QueryAnswer } from './order-query';

/** How long a question waits for its answer, and how often it looks. */
const waitMs = 25_000;
const lookMs = 150;

const customerId = z.string().min(1).max(100).describe('The customer id, or the id of the tenant');

/**
 * What an assistant may ask on behalf of the owner of an API key: tools and resources over the same use cases, rights
 * and walls as every other door. What is out of sight is answered exactly as what does not exist.
 */
export function createMcpServer(actor: MachineActor): McpServer {
  const server = new McpServer({ name: 'portico', version: '1.0.0' });
  const read = async <T>(run: (tx: TenantTx) => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    try {
      return await withTenant(actor, run);
    } catch (err) {
      // The protocol's library would hand the error's own words to the caller.
      requestLog(actor.requestId, { door: 'mcp' }).error({ err }, 'a call of an assistant failed unexpectedly');
      return refuse('internal');
    }
  };

  /** The web asks nobody outside: it orders, and waits for what the worker finds. */
  const query = async (id: string, sql: string, signal: AbortSignal): Promise<Outcome<QueryAnswer | null>> => {
    const within = await consume('datasetQuery', actor.apiKeyId);
    if (!within.ok) return within;
    const ordered = await read((tx) => orderQuery(tx, actor, { customerId: id, sql }));
    if (!ordered.ok || ordered.value === null) return ordered.ok ? ok(null) : ordered;
    const ref = ordered.value;
    for (const until = Date.now() + waitMs; Date.now() < until && !signal.aborted;) {
      const taken = await read((tx) => takeAnswer(tx, actor, ref));
      if (!taken.ok || taken.value !== null) return taken;
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
    return ok({ error: 'timed_out' });
  };

  server.registerTool(
    'get_customer',
    {
      description: 'Details of one customer, or null when there is none of this id.',
      inputSchema: { customer_id: customerId },
      annotations: { readOnlyHint: true },
    },
    async ({ customer_id }) => toolAnswer('customer', await read((tx) => findCustomer(tx, actor, customer_id))),
  );
  server.registerTool(
    'list_customers_by_industry',
    {
      description: 'All customers of one industry; the industries are in the resource industries://list.',
      inputSchema: { industry: z.string().min(1).max(100) },
      annotations: { readOnlyHint: true },
    },
    async ({ industry }) => toolAnswer('customers', await read((tx) => listCustomersByIndustry(tx, actor, industry))),
  );
  server.registerTool(
    'query_bigquery',
    {
      description:
        'Asks the dataset of one customer with a single SELECT over its own tables; at most 100 rows. Null when there is no such customer or no dataset.',
      inputSchema: { customer_id: customerId, sql: z.string().min(1).max(20_000) },
      annotations: { readOnlyHint: true },
    },
    async ({ customer_id, sql }, { signal }) => queryAnswer(await query(customer_id, sql, signal)),
  );
  server.registerResource(
    'customer-config',
    new ResourceTemplate('customer://{customer_id}/config', { list: undefined }),
    { description: 'How a customer is set up, without secrets.', mimeType: 'application/json' },
    async (uri, { customer_id }) => {
      const id = decodeURIComponent([customer_id].flat().join('/'));
      return resourceAnswer(uri, await read((tx) => customerConfig(tx, actor, id)));
    },
  );
  server.registerResource(
    'industries',
    'industries://list',
    { description: 'The industries that the templates in use offer.', mimeType: 'application/json' },
    async (uri) => resourceAnswer(uri, await read((tx) => listIndustries(tx, actor, 'en'))),
  );
  return server;
}

/** The value as text and, under its name, as data; a refusal by its code alone. */
function toolAnswer<T>(name: string, outcome: Outcome<T>) {
  if (!outcome.ok) return { isError: true, content: [{ type: 'text' as const, text: outcome.refusal.code }] };
  return {
    content: [{ type: 'text' as const, text: JSON.stringify(outcome.value) }],
    structuredContent: { [name]: outcome.value },
  };
}

/** Rows as they are; a question that was not asked, or found no answer, by its code. */
function queryAnswer(outcome: Outcome<QueryAnswer | null>) {
  if (!outcome.ok) return toolAnswer('result', outcome);
  const { value } = outcome;
  if (value === null)
    return { content: [{ type: 'text' as const, text: 'null' }], structuredContent: { result: null } };
  if ('error' in value) return { isError: true, content: [{ type: 'text' as const, text: value.error }] };
  return { content: [{ type: 'text' as const, text: JSON.stringify(value) }], structuredContent: { ...value } };
}

function resourceAnswer<T>(uri: URL, outcome: Outcome<T>) {
  const value = outcome.ok ? outcome.value : { error: outcome.refusal.code };
  return { contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify(value) }] };
}
