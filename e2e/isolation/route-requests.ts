import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { BesiegedIds, Rightful } from './action-forms';

export type RouteRequest = Readonly<{
  path: string;
  method: string;
  headers?: Readonly<Record<string, string>>;
  body?: FormData | string;
}>;

export type RouteDoor = Readonly<
  | { as: Rightful; ask: (ids: BesiegedIds) => Omit<RouteRequest, 'method'> }
  /** By a key: of the partner, for whom another partner's is a stranger's; or of a customer, and another customer's. */
  | { by: 'partner' | 'customer'; ask: (ids: BesiegedIds) => Omit<RouteRequest, 'method'> }
  /** Why a request to it cannot name anything that is somebody else's. */
  | { namesNothing: string }
>;

const tus = { 'tus-resumable': '1.0.0', 'sec-fetch-site': 'same-origin' };
const named = (text: Readonly<Record<string, string>>): string =>
  Object.entries(text)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',');
const form = (fields: Readonly<Record<string, string>>): FormData => {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.append(name, value);
  return made;
};
const step = { stepId: 'organisation-name' };
const draft = { ...step, itemId: '' };
const json = { 'content-type': 'application/json' };
const everybody = { namesNothing: 'it answers everybody alike' };

/** A sensible request for every route handler, by method and folder. */
export const routeRequests: Readonly<Record<string, RouteDoor>> = {
  'GET flows/[flowId]/files/[fileId]': {
    as: 'ofItems',
    ask: ({ items, file }) => ({ path: `/en/flows/${items}/files/${file}` }),
  },
  'POST flows/presence': {
    as: 'owner',
    ask: ({ flow }) => ({ path: '/en/flows/presence', body: form({ flowId: flow, ...step }) }),
  },
  'POST flows/drafts': {
    as: 'owner',
    ask: ({ flow }) => ({
      path: '/en/flows/drafts',
      body: form({ flowId: flow, ...draft, typing: JSON.stringify({ data: {}, bases: {} }) }),
    }),
  },
  'POST flows/drafts/sent': {
    as: 'owner',
    ask: ({ flow }) => ({
      path: '/en/flows/drafts/sent',
      body: form({ flowId: flow, ...step, organisationName: 'Taken Over Ltd' }),
    }),
  },
  'POST flows/drafts/discard': {
    as: 'owner',
    ask: ({ flow }) => ({ path: '/en/flows/drafts/discard', body: form({ flowId: flow, ...draft }) }),
  },
  'GET portfolio/[flowId]/support/bundle': {
    as: 'admin',
    ask: ({ keys }) => ({ path: `/en/portfolio/${keys}/support/bundle` }),
  },
  'GET api/flows/[flowId]/progress': {
    as: 'ofSent',
    ask: ({ sent }) => ({ path: `/api/flows/${sent}/progress` }),
  },
  'GET api/uploads/[flowId]': {
    as: 'ofItems',
    ask: ({ items }) => ({ path: `/api/uploads/${items}?step=evidence&field=soc2Report`, headers: tus }),
  },
  'POST api/uploads/[flowId]': {
    as: 'ofItems',
    ask: ({ items }) => ({
      path: `/api/uploads/${items}`,
      headers: {
        ...{ ...tus, 'upload-length': '100' },
        'upload-metadata': named({
          filename: 'a.pdf',
          filetype: 'application/pdf',
          step: 'evidence',
          field: 'soc2Report',
        }),
      },
    }),
  },
  'HEAD api/uploads/[flowId]/[fileId]': {
    as: 'ofItems',
    ask: ({ items, file }) => ({ path: `/api/uploads/${items}/${file}`, headers: tus }),
  },
  'PATCH api/uploads/[flowId]/[fileId]': {
    as: 'ofItems',
    ask: ({ items, file }) => ({
      path: `/api/uploads/${items}/${file}`,
      headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      body: '%PDF-1.7',
    }),
  },
  'DELETE api/uploads/[flowId]/[fileId]': {
    as: 'ofItems',
    ask: ({ items, file }) => ({ path: `/api/uploads/${items}/${file}`, headers: tus }),
  },
  'GET api/v1/onboardings/[flowId]': { by: 'partner', ask: ({ sent }) => ({ path: `/api/v1/onboardings/${sent}` }) },
  'GET api/v1/onboardings/[flowId]/result': {
    by: 'partner',
    ask: ({ sent }) => ({ path: `/api/v1/onboardings/${sent}/result` }),
  },
  'POST api/mcp': {
    by: 'partner',
    ask: ({ tenant }) => ({
      path: '/api/mcp',
      headers: { ...json, accept: 'application/json, text/event-stream' },
      body: JSON.stringify({
        ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
        params: { name: 'get_customer', arguments: { customer_id: tenant } },
      }),
    }),
  },
  'GET api/v1/pipelines/orders/[orderId]': {
    by: 'customer',
    ask: ({ order }) => ({ path: `/api/v1/pipelines/orders/${order}` }),
  },
  'POST api/v1/pipelines/run/[tenantId]/[provider]/[domain]/[templateName]': {
    by: 'customer',
    ask: ({ identifier }) => ({
      path: `/api/v1/pipelines/run/${identifier}/no-provider/cost/none`,
      headers: json,
      body: '{}',
    }),
  },
  'POST api/v1/customers/onboard': { namesNothing: 'it makes what it is about, below the owner of the key' },
  'POST api/webhooks/[connector]/[hookId]': {
    namesNothing: 'who delivers proves it by a signature; forgeries are tried where deliveries are received',
  },
  'GET funnel/csv': { namesNothing: 'it is about everything of one’s own' },
  'GET api/sign-in/sso': { namesNothing: 'it is where an identity provider sends people back' },
  'OPTIONS api/uploads/[flowId]': everybody,
  'GET api/theme/[brand]': everybody,
  'GET api/livez': everybody,
  'GET api/readyz': everybody,
  ...Object.fromEntries(
    ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'].map((method) => [`${method} api/[...rest]`, everybody]),
  ),
};

/** Every route handler there is, read from the source: method and folder, groups and language left out. */
export function routeHandlers(): readonly string[] {
  const app = path.join(process.cwd(), 'app');
  return readdirSync(app, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'route.ts' && !file.startsWith('_server'))
    .flatMap((file) => {
      const folder = path
        .dirname(file)
        .split('/')
        .filter((part) => !part.startsWith('(') && part !== '[locale]')
        .join('/');
      const text = readFileSync(path.join(app, file), 'utf8');
      const exported = [...text.matchAll(/^export (?:async function|const|\{).*$/gm)].join(' ');
      return [...new Set(exported.match(/\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/g))].map(
        (method) => `${method} ${folder}`,
      );
    });
}
