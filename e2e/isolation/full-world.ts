import { randomBytes, randomUUID } from 'node:crypto';
import type { TestDatabase, TestTenant } from '@/scripts/testing/database';

type Row = Record<string, unknown>;

/** The ids of one tenant's rows, by table, so that a stranger can aim at them exactly. */
export type Belongings = Readonly<Record<string, string>>;

/**
 * Gives a customer a row in every table that holds tenant data, written by the superuser: what a stranger must not
 * find. `partner` is the customer's owner and gets what partners have; `userId` is whose own the personal rows are.
 */
export async function fillTenant(
  database: TestDatabase,
  customer: TestTenant,
  partner: TestTenant,
  userId: string = randomUUID(),
): Promise<Belongings> {
  const ids: Record<string, string> = {};
  const put = async (table: string, row: Row, tenantId = customer.id): Promise<string> => {
    const id = randomUUID();
    const values: Row = { tenant_id: tenantId, id, ...row };
    const columns = Object.keys(values).filter((column) => values[column] !== undefined);
    await database.sql(
      `insert into ${table} (${columns.map((column) => `"${column}"`).join()}) values (${columns.map((_, index) => `$${index + 1}`).join()})`,
      columns.map((column) => values[column]),
    );
    ids[table] = id;
    return id;
  };
  const none = { id: undefined };
  const bytes = () => randomBytes(32);

  const template = await put(
    'onboarding_templates',
    { key: `k${randomBytes(4).toString('hex')}`, name: 'Private', config: '{}', version: 1 },
    partner.id,
  );
  await put('themes', { version: 7, name: 'Private', mark: 'P', brand: '#112233', is_active: false }, partner.id);
  await put(
    'funnel_rollups',
    { ...none, template_key: 'k', template_version: 1, stage: 's', day: '2026-11-01', flows: 3 },
    partner.id,
  );
  await put('customer_profiles', { industry: 'secret trade' });
  const flow = await put('onboarding_flows', {
    customer_id: customer.id,
    template_tenant_id: partner.id,
    template_id: template,
  });
  await put('customer_identifiers', {
    owner_tenant_id: partner.id,
    system: 'crm',
    value: `v-${randomUUID()}`,
    flow_id: flow,
  });
  await put('onboarding_steps', {
    flow_id: flow,
    step_name: 's',
    section_id: 's',
    task_id: 't',
    data: '{"f":{"value":"private"}}',
  });
  await put('step_drafts', { ...none, flow_id: flow, step_name: 's', user_id: userId, data: '{"f":{"f":"typed"}}' });
  await put('files', {
    flow_id: flow,
    step_name: 's',
    field_id: 'f',
    name: 'private.pdf',
    bytes: 3,
    sha256: bytes(),
    state: 'clean',
    storage_key: `aa/bb/${randomBytes(16).toString('hex')}`,
    sealed_key: 'x',
  });
  await put('flow_milestones', { flow_id: flow, name: 'submitted' });
  const run = await put('provisioning_runs', { flow_id: flow, number: 1 });
  await put('provisioning_actions', { run_id: run, action_id: 'a', position: 1 });
  await put('run_approvals', {
    ...{ run_id: run, action_id: 'a', user_id: randomUUID(), role: 'owner', decision: 'approve' },
  });
  await put('offboardings', {
    ...{ flow_id: flow, option_id: 'keep', destructive: false, needs_approval: false },
    ...{ reason: 'private', customer_status: 'active', side: 'partner' },
  });
  await put('inventory_items', { flow_id: flow, run_id: run, action_id: 'a', kind: 'dataset', name: 'private' });
  await put('customer_keys', {
    flow_id: flow,
    run_id: run,
    action_id: 'a',
    label: 'l',
    key_hash: bytes(),
    sealed: 'x',
    fingerprint: 'f',
  });
  await put('pipeline_orders', {
    ...{ flow_id: flow, provider: 'gcp', domain: 'cost', template_name: 'private', run_date: '2026-11-01' },
    pipeline_id: 'private',
  });
  await put('dataset_reports', { ...none, flow_id: flow, asked_at: '2026-11-01' });
  await put('credentials', {
    ...{ flow_id: flow, step_name: 's', name: 'private', store_name: 'private', sealed: 'x', fingerprint: 'f' },
    ...{ stored_at: '2026-11-01', checked_at: '2026-11-01' },
  });
  await put('credential_checks', {
    ...{ flow_id: flow, step_name: 's', purpose: 'submit', sealed: 'x', requested_at: '2026-11-01' },
  });
  await put('stored_secrets', {
    ...{ flow_id: flow, name: 'private', sealed: 'x', fingerprint: 'f', stored_at: '2026-11-01' },
  });
  await put('credential_renewals', {
    ...{ flow_id: flow, name: 'private', holder: 'h', begun_at: '2026-11-01', lease_until: '2026-11-01' },
  });
  await put('connections', { system: 'private', sealed: 'x', saved_at: '2026-11-01' }, partner.id);
  await put('api_keys', { name: 'n', key_hash: bytes(), prefix: 'p', scopes: '{}' });
  await put('idempotency_keys', { key: 'k', request_hash: bytes() });
  await put('tenant_keys', { purpose: 'seal', version: 99, wrapped: 'w', root_key_id: 'k1' });
  await put('messages', {
    flow_id: flow,
    kind: 'invitation',
    dedupe_key: randomUUID(),
    to_email: 'a@b.example',
    locale: 'en',
  });
  await put('invitations', {
    flow_id: flow,
    email: 'a@b.example',
    role: 'owner',
    token_hash: bytes(),
    expires_at: '2030-01-01',
  });
  await put('flow_stages', { ...none, flow_id: flow, stage: 'started', reached_at: '2026-11-01' });
  await put('flow_step_times', { ...none, flow_id: flow, step_name: 's', seconds: 40, at: '2026-11-01' });
  await put('step_time_rollups', { ...none, template_key: 'k', step_name: 's', seconds: 40, samples: 30 }, partner.id);
  await put('check_results', {
    ...none,
    ...{
      flow_id: flow,
      scope: 'verify',
      place: 's',
      item_id: 'i',
      status: 'passed',
      found_by: 'person',
      note: 'private',
    },
  });
  await put('step_reopenings', { flow_id: flow, step_name: 's', note: 'private', side: 'partner' });
  const [member] = await database.sql<{ id: string }>('select id from members where tenant_id = $1 limit 1', [
    customer.id,
  ]);
  await put('flow_visits', { ...none, flow_id: flow, member_id: member?.id, at: '2026-11-01' });
  await put('step_presence', { ...none, flow_id: flow, step_name: 's', member_id: member?.id });
  await put('assignments', { flow_id: flow, scope: 'task', scope_id: 't', member_id: member?.id, note: 'private' });
  await put('events', { flow_id: flow, name: 'flow.started', at: '2026-11-01' });
  await put('audit_logs', {
    ...{ seq: 1, action: 'a.b', entity_type: 'flow', timestamp: '2026-11-01' },
    ...{ prev_hash: bytes(), hash: bytes() },
  });
  await put('identity_providers', {
    name: 'Private',
    issuer: 'https://id.private.example',
    client_id: 'private',
    client_secret: 'x',
    domains: ['private.example'],
  });
  await put('identities', { user_id: userId, issuer: 'https://id.private.example', subject: 'private' });
  await put('audit_heads', { ...none, seq: 1, hash: bytes() });
  const sealed = { sealed: 'x', fingerprint: 'f' };
  const hook = await put('inbound_hooks', {
    ...{
      flow_id: flow,
      action_id: 'a',
      connector: 'private-desk',
      name: 'Private',
      profile: 'hmac-header',
      header: 'x-a',
    },
    ...sealed,
  });
  await put('dataset_queries', { flow_id: flow, sealed_sql: 'x' });
  await put('inbound_deliveries', { hook_id: hook, flow_id: flow, delivery_id: 'd1', kind: 'ticket.created' });
  await put('inbound_refusals', { ...none, hook_id: hook, reason: 'signature', times: 1, last_at: '2026-11-01' });
  const endpoint = await put('outbound_endpoints', {
    url: 'https://private.example/hook',
    events: ['flow.started'],
    ...sealed,
  });
  await put('outbound_deliveries', {
    ...{ endpoint_id: endpoint, event_id: randomUUID(), event_name: 'flow.started', event_at: '2026-11-01' },
    next_attempt_at: '2026-11-01',
  });
  const bulk = await put('bulk_onboardings', { template_key: 'private', created_at: '2026-11-01' }, partner.id);
  await put('bulk_onboarding_rows', { ...none, bulk_id: bulk, position: 1, data: '{"name":"private"}' }, partner.id);
  return ids;
}
