import type { CustomerName, StaffName } from './cast';
import type { World } from './world';

/** A page of the product, who may open it, and where it is. Every page there is: a test compares with the folders. */
export type Route = Readonly<{
  /** The folder below `app/[locale]`, groups left out, as the routes are written. */
  folder: string;
  path: (world: World) => string;
  as: StaffName | CustomerName | null;
  /** The words of the button that is pressed with nothing filled in, to see the page say what is wrong. */
  wrong?: string;
}>;

const flow =
  (customer: CustomerName, rest = '') =>
  ({ customers }: World): string =>
    `/flows/${customers[customer].flowId}${rest}`;

export const routes: readonly Route[] = [
  { folder: '', path: () => '', as: null },
  { folder: 'sign-in', path: () => '/sign-in', as: null },
  { folder: 'sign-in', path: () => '/sign-in', as: null, wrong: 'auth.signIn.submit' },
  { folder: 'sign-in/password', path: () => '/sign-in/password', as: null, wrong: 'auth.ways.submit' },
  { folder: 'sign-in/link/[token]', path: () => `/sign-in/link/${'x'.repeat(43)}`, as: null },
  { folder: 'sign-in/password', path: () => '/sign-in/password', as: null },
  { folder: 'sign-in/sso', path: () => '/sign-in/sso', as: null },
  { folder: 'sign-in/sso/go', path: () => '/sign-in/sso/go', as: null },
  { folder: 'sign-in/second-factor', path: () => '/sign-in/second-factor', as: 'haldenManager' },
  { folder: 'account/security', path: () => '/account/security', as: 'watched' },
  { folder: 'account/security/codes', path: () => '/account/security/codes', as: 'haldenManager' },
  { folder: 'account/organisation', path: () => '/account/organisation', as: 'haldenAdmin' },
  { folder: 'sign-out', path: () => '/sign-out', as: 'watched' },
  { folder: 'sign-out/done', path: () => '/sign-out/done', as: null },
  { folder: 'access-ended', path: () => '/access-ended', as: null },
  { folder: 'help', path: () => '/help', as: null },
  { folder: 'help/errors/[code]', path: () => '/help/errors/conflict', as: null },
  { folder: 'i/[token]', path: () => `/i/${'x'.repeat(43)}`, as: null },
  { folder: '[...rest]', path: () => '/nothing/here', as: null },
  { folder: 'flows/[flowId]', path: flow('watched'), as: 'watched' },
  { folder: 'flows/[flowId]/[stepId]', path: flow('watched', '/technical-contact'), as: 'watched' },
  { folder: 'flows/[flowId]/[stepId]', path: flow('watched', '/volume'), as: 'watched' },
  {
    folder: 'flows/[flowId]/[stepId]',
    path: flow('watched', '/technical-contact'),
    as: 'watched',
    wrong: 'common.continue',
  },
  // Every kind of page and control, once: lists, addresses, choices with what they bring, texts to agree to, times, files.
  ...[
    'stakeholder-list',
    'organisation',
    'tier-choice',
    'residency-choice',
    'consent-page',
    'kick-off',
    'evidence',
  ].map((step): Route => ({ folder: 'flows/[flowId]/[stepId]', path: flow('withItems', `/${step}`), as: 'withItems' })),
  { folder: 'flows/[flowId]/[stepId]/access', path: flow('withKeys', '/cloud-client/access'), as: 'withKeys' },
  { folder: 'flows/[flowId]/[stepId]/access', path: flow('withKeys', '/test-connection/access'), as: 'withKeys' },
  {
    folder: 'flows/[flowId]/[stepId]/access',
    path: flow('withKeys', '/cloud-client/access'),
    as: 'withKeys',
    wrong: 'credentials.step.submit',
  },
  {
    folder: 'flows/[flowId]/[stepId]/items/[itemId]',
    path: flow('withItems', '/stakeholder-list/items/new'),
    as: 'withItems',
  },
  {
    folder: 'flows/[flowId]/[stepId]/items/[itemId]',
    path: flow('withItems', '/stakeholder-list/items/new'),
    as: 'withItems',
    wrong: 'step.items.save',
  },
  {
    folder: 'flows/[flowId]/people/invite',
    path: flow('withItems', '/people/invite'),
    as: 'withItems',
    wrong: 'people.form.submit',
  },
  {
    folder: 'flows/[flowId]/[stepId]/items/[itemId]/remove',
    path: ({ customers }) =>
      `/flows/${customers.withItems.flowId}/stakeholder-list/items/${customers.withItems.itemId}/remove`,
    as: 'withItems',
  },
  { folder: 'flows/[flowId]', path: flow('withItems'), as: 'withItems' },
  { folder: 'flows/[flowId]/people', path: flow('withItems', '/people'), as: 'withItems' },
  { folder: 'flows/[flowId]/people/invite', path: flow('withItems', '/people/invite'), as: 'withItems' },
  {
    folder: 'flows/[flowId]/people/[memberId]',
    path: ({ customers }) => `/flows/${customers.withItems.flowId}/people/${customers.withItems.memberId}`,
    as: 'withItems',
  },
  {
    folder: 'flows/[flowId]/people/[memberId]/remove',
    path: ({ customers }) => `/flows/${customers.withItems.flowId}/people/${customers.withItems.memberId}/remove`,
    as: 'withItems',
  },
  { folder: 'flows/[flowId]/check', path: flow('ready', '/check'), as: 'ready' },
  { folder: 'flows/[flowId]/submit', path: flow('ready', '/submit'), as: 'ready' },
  { folder: 'flows/[flowId]/tutorial', path: flow('watched', '/tutorial'), as: 'watched' },
  { folder: 'flows/[flowId]/give-back', path: flow('ready', '/give-back'), as: 'ready' },
  { folder: 'flows/[flowId]/checks', path: flow('done', '/checks'), as: 'done' },
  { folder: 'flows/[flowId]/status', path: flow('done', '/status'), as: 'done' },
  { folder: 'flows/[flowId]/done', path: flow('done', '/done'), as: 'done' },
  { folder: 'flows/[flowId]/pipelines', path: flow('done', '/pipelines'), as: 'done' },
  { folder: 'demo', path: () => '/demo', as: null },
  { folder: 'demo/mailbox', path: () => '/demo/mailbox', as: null },
  { folder: 'demo/ledger', path: () => '/demo/ledger', as: null },
  { folder: 'portfolio', path: () => '/portfolio', as: 'haldenManager' },
  { folder: 'portfolio/[flowId]', path: ({ customers }) => `/portfolio/${customers.done.flowId}`, as: 'haldenManager' },
  {
    folder: 'portfolio/[flowId]/invite',
    path: ({ customers }) => `/portfolio/${customers.done.flowId}/invite`,
    as: 'haldenManager',
  },
  {
    folder: 'portfolio/[flowId]/give-back',
    path: ({ customers }) => `/portfolio/${customers.ready.flowId}/give-back`,
    as: 'haldenManager',
  },
  {
    folder: 'portfolio/[flowId]/support',
    path: ({ customers }) => `/portfolio/${customers.done.flowId}/support`,
    as: 'haldenManager',
  },
  { folder: 'tasks', path: () => '/tasks', as: 'haldenManager' },
  {
    folder: 'portfolio/[flowId]/undo',
    path: ({ customers }) => `/portfolio/${customers.done.flowId}/undo`,
    as: 'haldenManager',
  },
  { folder: 'flows/[flowId]/leave', path: flow('done', '/leave'), as: 'done' },
  {
    folder: 'flows/[flowId]/leave/[optionId]',
    path: flow('done', '/leave/delete-data'),
    as: 'done',
    wrong: 'offboarding.confirm.ask',
  },
  {
    folder: 'portfolio/[flowId]/run',
    path: ({ customers }) => `/portfolio/${customers.done.flowId}/run`,
    as: 'haldenManager',
  },
  {
    folder: 'portfolio/[flowId]/run',
    path: ({ customers }) => `/portfolio/${customers.ready.flowId}/run`,
    as: 'haldenManager',
  },
  {
    folder: 'portfolio/[flowId]/offboard',
    path: ({ customers }) => `/portfolio/${customers.done.flowId}/offboard`,
    as: 'haldenManager',
  },
  {
    folder: 'portfolio/[flowId]/offboard/[optionId]',
    path: ({ customers }) => `/portfolio/${customers.done.flowId}/offboard/delete-data`,
    as: 'haldenManager',
    wrong: 'offboarding.confirm.ask',
  },
  { folder: 'leftovers', path: () => '/leftovers', as: 'haldenManager' },
  {
    folder: 'customers/[tenantId]',
    path: ({ customers }) => `/customers/${customers.done.tenantId}`,
    as: 'haldenManager',
  },
  { folder: 'funnel', path: () => '/funnel', as: 'haldenManager' },
  { folder: 'customers/new', path: () => '/customers/new', as: 'haldenAdmin' },
  { folder: 'customers', path: () => '/customers', as: 'haldenAdmin' },
  { folder: 'customers/bulk', path: () => '/customers/bulk', as: 'haldenAdmin' },
  { folder: 'customers/bulk', path: () => '/customers/bulk', as: 'haldenAdmin', wrong: 'bulk.read' },
  {
    folder: 'customers/bulk/[bulkId]',
    path: ({ bulk }) => `/customers/bulk/${bulk}`,
    as: 'haldenManager',
  },
  { folder: 'partners', path: () => '/partners', as: 'platformAdmin' },
  { folder: 'partners/new', path: () => '/partners/new', as: 'platformAdmin' },
  { folder: 'branding', path: () => '/branding', as: 'haldenAdmin' },
  { folder: 'members', path: () => '/members', as: 'haldenAdmin' },
  { folder: 'audit', path: () => '/audit', as: 'haldenAuditor' },
  { folder: 'api-keys', path: () => '/api-keys', as: 'haldenAdmin' },
  { folder: 'integrations', path: () => '/integrations', as: 'haldenAdmin' },
  { folder: 'integrations', path: () => '/integrations?system=google-cloud', as: 'haldenAdmin' },
  {
    folder: 'integrations',
    path: () => '/integrations?system=authentik',
    as: 'haldenAdmin',
    wrong: 'credentials.integrations.connect',
  },
  { folder: 'webhooks', path: () => '/webhooks', as: 'haldenAdmin' },
  { folder: 'webhooks', path: () => '/webhooks', as: 'haldenAdmin', wrong: 'webhooks.out.create' },
];

/** The session of whoever opens a route. */
export function sessionFor({ as }: Route, world: World): string | null {
  if (as === null) return null;
  return as in world.staff ? world.staff[as as StaffName].session : world.customers[as as CustomerName].session;
}
