/** Kinds of things that exist once an action has been carried out, by the action's kind; as its receipts name them. */
export const creates: Readonly<Record<string, readonly string[]>> = {
  'dataset.create': ['dataset'],
  'dataset.tables': ['table'],
  'customer-key.issue': ['api_key'],
  'customer-key.record': ['key_record'],
  'credential.record': ['credential_record'],
  'bigquery.dataset': ['bigquery_dataset'],
  'bigquery.tables': ['bigquery_table'],
  'registry.register': ['registry_entry'],
  'registry.status': ['registry_activation'],
  'secret.store': ['secret'],
  'secret.bundle': ['secret'],
  'tenant.register': ['tenant'],
  'webhook.create': ['webhook'],
  'ticket.create': ['ticket'],
  'dashboard.create': ['dashboard'],
};
