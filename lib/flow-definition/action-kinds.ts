/** What an argument of an action may hold; a secret may flow only into one that is declared secret. */
export type ArgumentRule = Readonly<{ required: boolean; secret: boolean }>;
export type ActionCatalogue = Readonly<Record<string, Readonly<{ arguments: Readonly<Record<string, ArgumentRule>> }>>>;

const text: ArgumentRule = { required: true, secret: false };
const optional: ArgumentRule = { required: false, secret: false };
const secret: ArgumentRule = { required: true, secret: true };

/** The kinds of action that provisioning knows, with their arguments: what a template may use. */
export const actionKinds: ActionCatalogue = {
  'approval.wait': { arguments: { role: optional, count: optional, withinMinutes: optional } },
  'dataset.create': { arguments: { name: text, region: optional } },
  'dataset.tables': { arguments: { dataset: text } },
  'customer-key.issue': { arguments: { tenantId: text } },
  'customer-key.record': { arguments: { dataset: text, key: secret } },
  'credential.record': { arguments: { dataset: text, field: text, provider: text, name: text } },
  'pipeline.dry-run': { arguments: { dataset: text, template: text } },
  'dataset.verify': { arguments: { dataset: text } },
  'permissions.preflight': { arguments: { project: optional, secrets: optional } },
  'bigquery.dataset': { arguments: { name: text, project: optional, region: optional } },
  'bigquery.tables': { arguments: { dataset: text, schema: text, project: optional } },
  'dataset.query': { arguments: { dataset: text, project: optional } },
  'registry.register': {
    arguments: {
      id: text,
      name: text,
      industry: text,
      dataset: text,
      project: optional,
      googleAdsIds: optional,
      metaAccountIds: optional,
      tags: optional,
      update: optional,
    },
  },
  'registry.status': { arguments: { id: text, status: text } },
  'registry.verify': { arguments: { id: text, status: text } },
  'registry.listed': { arguments: { id: text, industry: text } },
  'secret.store': { arguments: { name: text, credential: text, store: text, optional } },
  'secret.verify': { arguments: { name: text, credential: text, store: text, optional } },
  'webhook.create': { arguments: { profile: text, name: text, header: optional, connector: optional } },
  'webhook.wait': { arguments: { hook: text, withinMinutes: optional, replaces: optional } },
  'access.preflight': {
    arguments: {
      id: text,
      url: text,
      profile: optional,
      credential: text,
      store: text,
      secretName: text,
      namespace: optional,
      adopt: optional,
    },
  },
  'tenant.register': { arguments: { id: text, name: text, adopt: optional } },
  'tenant.configure': {
    arguments: {
      id: text,
      status: text,
      url: optional,
      urlColumn: optional,
      secretName: optional,
      secretColumn: optional,
    },
  },
  'secret.bundle': {
    arguments: {
      name: text,
      store: text,
      credential: text,
      hookSecret: secret,
      namespace: optional,
      workers: optional,
      adopt: optional,
    },
  },
  'service-desk.connect': { arguments: { url: text, profile: optional, credential: text } },
  'ticket.create': { arguments: { url: text, profile: optional, credential: text, subject: text, description: text } },
  'ticket.delivered': { arguments: { hook: text, ticket: text, withinMinutes: optional } },
  'ticket.note': {
    arguments: {
      url: text,
      profile: optional,
      credential: text,
      ticket: text,
      text,
      since: optional,
      withinMinutes: optional,
    },
  },
  'dashboard.create': {
    arguments: {
      title: text,
      tag: text,
      label: text,
      value: text,
      metric: text,
      successMetric: optional,
      latencyMetric: optional,
    },
  },
  'metrics.visible': { arguments: { metric: text, label: text, value: text } },
  'checks.hold': { arguments: { step: text, except: optional } },
};
