import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { refuse, type Outcome } from '@/lib/errors';
import { requestLog } from '@/lib/platform/logging';
import { withTenant, type MachineActor, type TenantTx } from '@/lib/tenancy';
import { customerConfig } from './customer-config';
import { findCustomer, listCustomersByIndustry } from './find-customers';
import { listIndustries } from './list-industries';

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

function resourceAnswer<T>(uri: URL, outcome: Outcome<T>) {
  const value = outcome.ok ? outcome.value : { error: outcome.refusal.code };
  return { contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify(value) }] };
}
