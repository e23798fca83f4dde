import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asCustomer, withTenant } from '@/lib/tenancy';
import { deskHost, serviceDeskWorld, type ServiceDeskWorld } from './testing/service-desk-world';
import { retryRun } from './retry-run';
import type { SubmittedFlow } from './testing/submitted-flow';
import {
  confirmItem,
  getDiagnosticsBundle,
  getSupportView,
  getVerificationView,
  requestVerification,
  runDiagnostic,
  withdrawItem,
} from './verify';

let here: ServiceDeskWorld;
beforeAll(async () => {
  here = await serviceDeskWorld();
});
afterAll(() => here.close());

const said = (id: string) => ({ tenantIdentifier: id, sdpUrl: `https://${deskHost}` });
const statusOf = async ({ tenantId }: SubmittedFlow) =>
  (await here.database.sql<{ status: string }>('select status from customers where tenant_id = $1', [tenantId]))[0]
    ?.status;
const runOf = async ({ runId }: SubmittedFlow) =>
  (
    await here.database.sql<{ status: string; failure: unknown }>(
      'select status, failure from provisioning_runs where id = $1',
      [runId],
    )
  )[0];
const actionsOf = async ({ runId }: SubmittedFlow) =>
  Object.fromEntries(
    (
      await here.database.sql<{ action_id: string; status: string }>(
        'select action_id, status from provisioning_actions where run_id = $1 order by position',
        [runId],
      )
    ).map(({ action_id, status }) => [action_id, status]),
  );
const row = (id: string) => here.environment.datasets.tenants.read(here.world.northwind.id, id);
const views = async ({ flowId }: SubmittedFlow) => {
  const found = await withTenant(here.world.northwindManager, (tx) =>
    getVerificationView(tx, here.world.northwindManager, { flowId, locale: 'en' }),
  );
  if (!found.ok) throw new Error(found.refusal.code);
  return found.value;
};
const view = async (flow: SubmittedFlow, stepId: string) => (await views(flow)).find((each) => each.stepId === stepId);

/** From the answers to the end of the set-up, the customer's administrator at work in between. */
async function setUp(slug: string, changed: Readonly<Record<string, unknown>> = {}): Promise<SubmittedFlow> {
  const customer = await here.world.customer(here.world.northwind, slug);
  const flow = await here.submitted(customer, { ...said(slug), ...changed });
  await here.run(flow);
  await here.enterHook(flow);
  await here.desk.saveTicket(deskHost, 'Test ticket for AI Agents integration', 'This is a test ticket');
  await here.delivered(flow, 1);
  here.worked(slug, 0);
  await here.run(flow);
  await here.delivered(flow, 2);
  await here.run(flow);
  return flow;
}

describe('the set-up of a service desk', () => {
  it('makes the tenant, its secret and the hook, then waits until the customer has entered it @req M11 M12 M13 M14 M15 M16 M17 M18', async () => {
    const customer = await here.world.customer(here.world.northwind, 'clinics-one');
    const flow = await here.submitted(customer, said('clinics-one'));
    await here.run(flow);
    expect(await actionsOf(flow)).toMatchObject({
      preflight: 'verified',
      registerTenant: 'verified',
      hook: 'verified',
      storeSecret: 'verified',
      configure: 'verified',
      connect: 'verified',
    });
    expect(await runOf(flow)).toMatchObject({ status: 'waiting', failure: null });
    expect(await row('clinics-one')).toMatchObject({
      name: 'Riverdale Clinics',
      status: 'configured',
      values: { sdp_url: `https://${deskHost}`, sdp_credentials_secret: 'tenant-clinics-one-sdp' },
    });
    const secret = here.kubernetes.secrets().find(({ metadata }) => metadata.name === 'tenant-clinics-one-sdp');
    expect(Object.keys(secret?.data ?? {}).sort()).toEqual(['api_key', 'webhook_secret']);
    expect(await statusOf(flow)).toBe('configured');

    await here.enterHook(flow);
    await here.desk.saveTicket(deskHost, 'Test ticket for AI Agents integration', 'This is a test ticket');
    await here.delivered(flow, 1);
    here.worked('clinics-one', 0);
    await here.run(flow);
    // The second delivery may have come while the run was still under way; then there is nothing left to wait for.
    await here.delivered(flow, 2);
    await here.run(flow);
    expect(here.unexpected).toEqual([]);
    expect(Object.values(await actionsOf(flow)).filter((status) => status !== 'verified')).toEqual([]);
    expect(await runOf(flow)).toMatchObject({ status: 'done', failure: null });
  });

  it('has a ticket noted within three minutes, its figures shown, and is active only after seven checks @req M24 M25 M26 M27 M28 M29 M30 M31 M32', async () => {
    const flow = await setUp('clinics-two');
    expect(await runOf(flow)).toMatchObject({ status: 'done', failure: null });
    const made = here.desk
      .instance(deskHost)
      .tickets.filter(({ subject, notes }) => subject.startsWith('Test enhancement request') && notes.length > 0);
    expect(made.length).toBeGreaterThan(0);
    for (const { notes } of made) expect(notes).toHaveLength(1);
    expect(here.grafana.dashboards().length).toBeGreaterThan(0);
    expect(await row('clinics-two')).toMatchObject({ status: 'active' });
    expect(await statusOf(flow)).toBe('active');
    expect(await view(flow, 'seven-checks')).toMatchObject({ validated: true, passed: 7 });
    const milestones = await here.database.sql<{ name: string }>(
      `select name from flow_milestones where flow_id = $1 and withdrawn_at is null order by at`,
      [flow.flowId],
    );
    const names = milestones.map(({ name }) => name);
    expect(names.indexOf('tenant_status:configured')).toBeLessThan(names.indexOf('checks_held:sixChecks'));
    expect(names.indexOf('checks_held:sixChecks')).toBeLessThan(names.indexOf('validated:seven-checks'));
  });

  it('holds the customer at configured when a check fails, and goes on from there @req M32', async () => {
    const customer = await here.world.customer(here.world.northwind, 'clinics-three');
    const flow = await here.submitted(customer, said('clinics-three'));
    await here.run(flow);
    await here.enterHook(flow);
    await here.desk.saveTicket(deskHost, 'Test ticket for AI Agents integration');
    await here.delivered(flow, 1);
    here.worked('clinics-three', 0);
    here.connections['grafana'] = {
      system: 'grafana',
      settings: { baseUrl: here.grafana.origin },
      secret: { token: 'x' },
    };
    await here.run(flow);
    await here.delivered(flow, 2);
    await here.run(flow);
    expect(await runOf(flow)).toMatchObject({ status: 'held' });
    expect(await statusOf(flow)).toBe('configured');
    expect(await row('clinics-three')).toMatchObject({ status: 'configured' });
    here.connections['grafana'] = {
      system: 'grafana',
      settings: { baseUrl: here.grafana.origin },
      secret: { token: 'glsa_test_editor' },
    };

    const again = await withTenant(here.world.northwindManager, (tx) =>
      retryRun(tx, here.world.northwindManager, { flowId: flow.flowId }),
    );
    if (!again.ok) throw new Error(again.refusal.code);
    const tickets = here.desk.instance(deskHost).tickets.length;
    await here.run(flow, again.value.runId);
    expect(await runOf({ ...flow, runId: again.value.runId })).toMatchObject({ status: 'done' });
    expect(await statusOf(flow)).toBe('active');
    expect(await row('clinics-three')).toMatchObject({ status: 'active' });
    expect(here.desk.instance(deskHost).tickets.length).toBe(tickets);
  });

  it('keeps the secret in our own vault where there is no cluster @req M52', async () => {
    const flow = await setUp('clinics-docker', { environment: 'docker' });
    expect(await runOf(flow)).toMatchObject({ status: 'done', failure: null });
    expect(await statusOf(flow)).toBe('active');
    expect(here.kubernetes.secrets().some(({ metadata }) => metadata.name === 'tenant-clinics-docker-sdp')).toBe(false);
    const [kept] = await here.database.sql<{ name: string; sealed: string }>(
      'select name, sealed from stored_secrets where flow_id = $1 and removed_at is null',
      [flow.flowId],
    );
    expect(kept?.name).toBe('tenant-clinics-docker-sdp');
    expect(kept?.sealed).not.toContain(here.credentials['service_desk_key']?.['api_key'] ?? '-');
  });

  it('takes everything away again, and nothing of it is left anywhere @req M35', async () => {
    const flow = await setUp('clinics-four');
    const before = here.grafana.dashboards().length;
    await here.undo(flow);
    expect(await runOf(flow)).toMatchObject({ status: 'undone' });
    expect(await row('clinics-four')).toBeNull();
    expect(here.kubernetes.secrets().some(({ metadata }) => metadata.name === 'tenant-clinics-four-sdp')).toBe(false);
    expect(here.grafana.dashboards().length).toBe(before - 1);
    const [hook] = await here.database.sql<{ status: string }>('select status from inbound_hooks where flow_id = $1', [
      flow.flowId,
    ]);
    expect(hook?.status).toBe('removed');
    expect(await statusOf(flow)).toBe('onboarding');
  });
});

describe('the verification of a service desk', () => {
  let flow: SubmittedFlow;
  beforeAll(async () => {
    flow = await setUp('clinics-five');
  });
  const asManager = <T>(work: (tx: Parameters<Parameters<typeof withTenant>[1]>[0]) => Promise<T>) =>
    withTenant(here.world.northwindManager, work);
  const manager = () => here.world.northwindManager;

  it('looks at the figures of a whole ticket, and lets a person say what only a person sees @req M33', async () => {
    const { flowId } = flow;
    await here.check(flow, 'verify', 'full-scenario');
    expect(await view(flow, 'full-scenario')).toMatchObject({
      validated: false,
      items: [
        { id: 'figures', state: 'failed' },
        { id: 'quality', state: 'waiting' },
      ],
    });
    here.worked('clinics-five', 1);
    await here.check(flow, 'verify', 'full-scenario');
    expect((await view(flow, 'full-scenario'))?.items[0]).toMatchObject({
      state: 'passed',
      results: [
        { id: 'counter', ok: true },
        { id: 'success_rate', ok: true },
        { id: 'latency', ok: true },
      ],
    });
    const item = { flowId, stepId: 'full-scenario', itemId: 'quality' };
    const empty = await asManager((tx) => confirmItem(tx, manager(), item));
    expect(empty).toMatchObject({ ok: false, refusal: { code: 'invalid_input' } });
    expect(await asManager((tx) => confirmItem(tx, manager(), { ...item, note: 'Ticket 100, useful' }))).toMatchObject({
      ok: true,
    });
    expect(await view(flow, 'full-scenario')).toMatchObject({ validated: true, passed: 2 });
    expect(await asManager((tx) => withdrawItem(tx, manager(), { ...item, note: 'It was cut off' }))).toMatchObject({
      ok: true,
    });
    expect(await view(flow, 'full-scenario')).toMatchObject({
      validated: false,
      items: [{}, { state: 'failed', person: { note: 'It was cut off' } }],
    });
  });

  it('takes the customer back when a check is found broken, and not when nobody could look', async () => {
    here.prometheus.set('enhancement_requests_total', { tenant_id: 'clinics-five' }, 2);
    const grafana = here.connections['grafana'];
    here.connections['grafana'] = { system: 'grafana', settings: { baseUrl: 'http://127.0.0.1:1' }, secret: {} };
    await here.check(flow, 'verify', 'seven-checks');
    expect(await view(flow, 'seven-checks')).toMatchObject({ validated: true, passed: 7 - 1 });
    here.connections['grafana'] = grafana ?? { system: 'grafana', settings: {}, secret: {} };
    here.desk.instance(deskHost).apiEnabled = false;
    await here.check(flow, 'verify', 'seven-checks');
    expect(await view(flow, 'seven-checks')).toMatchObject({ validated: false });
    expect(await statusOf(flow)).toBe('validated');
    here.desk.instance(deskHost).apiEnabled = true;
    await here.check(flow, 'verify', 'seven-checks');
    expect(await statusOf(flow)).toBe('active');
  });

  it('is asked for by staff once, seen by the customer without notes, and by nobody else', async () => {
    const ref = { flowId: flow.flowId, stepId: 'seven-checks' };
    const jobs = async () =>
      (
        await here.database.sql(`select from audit_logs where action = 'checks.requested' and entity_id = $1`, [
          ref.flowId,
        ])
      ).length;
    expect((await asManager((tx) => requestVerification(tx, manager(), ref))).ok).toBe(true);
    expect((await asManager((tx) => requestVerification(tx, manager(), ref))).ok).toBe(true);
    expect(await jobs()).toBe(1);
    expect(await view(flow, 'seven-checks')).toMatchObject({ looking: true });

    const outsider = here.world.alufuqManager;
    for (const asked of [
      await withTenant(outsider, (tx) => requestVerification(tx, outsider, ref)),
      await withTenant(outsider, (tx) => getVerificationView(tx, outsider, { ...ref, locale: 'en' })),
      await withTenant(outsider, (tx) => confirmItem(tx, outsider, { ...ref, itemId: 'quality' })),
      await withTenant(outsider, (tx) => runDiagnostic(tx, outsider, { ...ref, diagnosticId: 'processing-slow' })),
      await withTenant(outsider, (tx) => getDiagnosticsBundle(tx, outsider, ref)),
      await withTenant(outsider, (tx) => getSupportView(tx, outsider, { ...ref, locale: 'en' })),
    ])
      expect(asked).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
    const machine = await asManager((tx) => confirmItem(tx, manager(), { ...ref, itemId: 'api', note: 'x' }));
    expect(machine).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
  });
});

describe('guided diagnostics', () => {
  it('look by themselves, and the failures of a flow lead to the right ones @req M40 M41 M42 M43 M44', async () => {
    const flow = await setUp('clinics-six');
    const manager = here.world.northwindManager;
    const support = async () => {
      const found = await withTenant(manager, (tx) =>
        getSupportView(tx, manager, { flowId: flow.flowId, locale: 'en' }),
      );
      if (!found.ok) throw new Error(found.refusal.code);
      return found.value;
    };
    expect((await support()).diagnostics.filter(({ suggested }) => suggested)).toEqual([]);
    for (const { id } of (await support()).diagnostics) await here.check(flow, 'diagnostic', id);
    const healthy = await support();
    const states = Object.fromEntries(
      healthy.diagnostics.flatMap(({ id, probes }) => probes.map((probe) => [`${id}/${probe.id}`, probe.state])),
    );
    expect(states).toMatchObject({
      'webhook-not-received/delivery': 'passed',
      'authentication-fails/rights': 'passed',
      'row-level-security/row': 'passed',
      'row-level-security/context': 'passed',
      'ticket-not-updated/note': 'passed',
      'processing-slow/queue': 'passed',
      'processing-slow/series': 'passed',
    });
    const { variants } = healthy.commands.find(({ id }) => id === 'restart-workers') ?? { variants: [] };
    expect(variants.map(({ id, fits }) => [id, fits])).toEqual([
      ['kubernetes', true],
      ['docker', false],
    ]);

    here.credentials['service_desk_key'] = { api_key: 'no-such-key' };
    await here.check(flow, 'diagnostic', 'authentication-fails');
    expect((await support()).diagnostics[0]).toMatchObject({ id: 'authentication-fails', suggested: true });
    here.credentials['service_desk_key'] = { api_key: here.desk.addKey(deskHost) };
  });

  it('go to engineering as a bundle of codes and times, with no secret and nobody’s name in it @req M56', async () => {
    const flow = await setUp('clinics-seven');
    const manager = here.world.northwindManager;
    const bundle = await withTenant(manager, (tx) => getDiagnosticsBundle(tx, manager, { flowId: flow.flowId }));
    if (!bundle.ok) throw new Error(bundle.refusal.code);
    expect(bundle.value).toMatchObject({
      template: { key: 'service-desk', severity: 'Medium' },
      run: { status: 'done' },
    });
    const text = JSON.stringify(bundle.value);
    const secret = await asCustomer(
      flow.tenantId,
      'test',
      (tx) => tx.$queryRaw<{ sealed: string }[]>`select sealed from inbound_hooks where flow_id = ${flow.flowId}::uuid`,
    );
    for (const hidden of [
      here.credentials['service_desk_key']?.['api_key'] ?? '-',
      secret[0]?.sealed ?? '-',
      'Riverdale',
      'omar.reyes',
      'it@riverdale.example',
    ])
      expect(text).not.toContain(hidden);
  });
});
