import type { ActionCatalogue } from './action-kinds';

const text = { required: true, secret: false };
const optional = { required: false, secret: false };

/** The live checks that steps, verifications and diagnostics may name, with their arguments. */
export const checkKinds: ActionCatalogue = {
  'google-ads.accessible-customers': { arguments: { customerIds: optional } },
  'meta.debug-token': { arguments: { accountIds: optional } },
  'bigquery.permissions': { arguments: { project: optional } },
  'secret-manager.permissions': { arguments: { project: optional } },
  'dataset.select-one': { arguments: { dataset: text, project: optional } },
  'bigquery.project': { arguments: { project: optional } },
  'bigquery.quota': { arguments: { project: optional } },
  'registry.table': { arguments: {} },
  'registry.write-access': { arguments: {} },
  'registry.data': { arguments: { id: text, name: text, industry: text } },
  'registry.entry': { arguments: { id: text, registry: optional, status: optional, industry: optional } },
  'service-desk.permissions': { arguments: { url: text, profile: optional } },
  'service-desk.connectivity': { arguments: { url: text, profile: optional } },
  'secret.exists': { arguments: { name: text, store: optional } },
  'grafana.dashboard': { arguments: { name: text } },
  'prometheus.series': { arguments: { metric: text, label: text, value: text } },
  'prometheus.figures': {
    arguments: {
      metric: text,
      successMetric: text,
      latencyMetric: text,
      label: text,
      value: text,
      atLeast: optional,
      below: optional,
    },
  },
  'mail.test': { arguments: { provider: text, from: text, to: text } },
  'webhook.delivered': { arguments: { action: text } },
  'tenant.context': { arguments: {} },
  'tenant.entry': {
    arguments: {
      id: text,
      status: optional,
      name: optional,
      url: optional,
      urlColumn: optional,
      secretName: optional,
      secretColumn: optional,
    },
  },
  'secret.stored': { arguments: { name: text, store: text, namespace: optional } },
  'work.queue': { arguments: {} },
  'action.done': { arguments: { action: text } },
};
