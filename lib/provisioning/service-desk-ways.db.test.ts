import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { immediate } from '@/lib/platform/jobs';
import { withTenant, type MemberActor } from '@/lib/tenancy';
import { decideApproval } from './decide-approval';
import { dryRun } from './dry-run';
import { offboardWorkflow } from './run';
import { deskHost, serviceDeskWorld, type ServiceDeskWorld } from './testing/service-desk-world';
import type { SubmittedFlow } from './testing/submitted-flow';

let here: ServiceDeskWorld;
beforeAll(async () => {
  here = await serviceDeskWorld();
});
afterAll(() => here.close());

const said = (id: string) => ({ tenantIdentifier: id, sdpUrl: `https://${deskHost}` });
const row = (id: string) => here.environment.datasets.tenants.read(here.world.northwind.id, id);
const runOf = async ({ runId }: SubmittedFlow) =>
  (
    await here.database.sql<{ status: string; waiting: string | null; failure: unknown }>(
      'select status, wait_for as waiting, failure from provisioning_runs where id = $1',
      [runId],
    )
  )[0];
const statusesOf = async ({ runId }: SubmittedFlow) =>
  Object.fromEntries(
    (
      await here.database.sql<{ action_id: string; status: string }>(
        'select action_id, status from provisioning_actions where run_id = $1 order by position',
        [runId],
      )
    ).map(({ action_id, status }) => [action_id, status]),
  );
const secretOf = (id: string) => here.kubernetes.secrets().find(({ metadata }) => metadata.name === `tenant-${id}-sdp`);
const hooksOf = ({ flowId }: SubmittedFlow) =>
  here.database.sql<{ status: string }>('select status from inbound_hooks where flow_id = $1', [flowId]);

/** From where the set-up waits for the webhook to its end, with the customer's administrator at work in between. */
async function enterAndFinish(
  flow: SubmittedFlow,
  id: string,
  between: () => void | Promise<void> = () => undefined,
): Promise<void> {
  await here.enterHook(flow);
  await here.desk.saveTicket(deskHost, 'Test ticket for AI Agents integration', 'This is a test ticket');
  await here.delivered(flow, 1);
  here.worked(id, 0);
  await between();
  await here.run(flow);
  await here.delivered(flow, 2);
  await here.run(flow);
}

describe('a service desk in the vendor’s cloud', () => {
  const expired = () => here.desk.instance(deskHost).keys.clear();
  const withKey = () => ({ api_key: here.desk.addKey(deskHost) });

  afterAll(() => {
    here.credentials['service_desk_key'] = withKey();
  });

  it('is set up with a client that fetches new keys when an hour is over, proved, and taken back @req M4 M17 M28 M35', async () => {
    const client = here.desk.addClient(deskHost);
    here.credentials['service_desk_key'] = {
      client_id: client.clientId,
      client_secret: client.clientSecret,
      refresh_token: client.refreshToken,
      data_centre: 'eu',
    };
    const customer = await here.world.customer(here.world.northwind, 'cloud-client');
    const flow = await here.submitted(customer, { ...said('cloud-client'), apiProfile: 'sdp_cloud_client' });
    await here.run(flow);
    expect(await runOf(flow)).toMatchObject({ status: 'waiting', failure: null });
    expect(Object.keys(secretOf('cloud-client')?.data ?? {}).sort()).toEqual([
      'client_id',
      'client_secret',
      'data_centre',
      'refresh_token',
      'webhook_secret',
    ]);
    await enterAndFinish(flow, 'cloud-client', expired);
    expect(await runOf(flow)).toMatchObject({ status: 'done', failure: null });
    expect(await row('cloud-client')).toMatchObject({ status: 'active' });

    await here.undo(flow);
    expect(await runOf(flow)).toMatchObject({ status: 'undone' });
    expect(await row('cloud-client')).toBeNull();
    expect(secretOf('cloud-client')).toBeUndefined();
    expect(await hooksOf(flow)).toEqual([{ status: 'removed' }]);
  });

  it('stops with a single key as soon as the hour is over, and says that the key is the reason @req M4 M41', async () => {
    here.credentials['service_desk_key'] = withKey();
    const customer = await here.world.customer(here.world.northwind, 'cloud-key');
    const flow = await here.submitted(customer, { ...said('cloud-key'), apiProfile: 'sdp_cloud_v3' });
    await here.run(flow);
    expect(await runOf(flow)).toMatchObject({ status: 'waiting', failure: null });
    await here.enterHook(flow);
    await here.desk.saveTicket(deskHost, 'Test ticket for AI Agents integration', 'This is a test ticket');
    await here.delivered(flow, 1);
    expired();
    await here.run(flow);
    const ended = await runOf(flow);
    expect(ended).toMatchObject({ status: 'held', failure: { failed_step: 'createTicket' } });
    expect(JSON.stringify(ended?.failure)).toContain('credential_refused');
  });
});

describe('a tenant that comes back after data was restored', () => {
  const restored = (id: string) => ({
    ...said(id),
    entryMode: 'restore',
    earlierTenantId: id,
    restoredUpTo: '2026-11-01',
    restoreConfirmation: id,
  });
  const decide = (actor: MemberActor, flow: SubmittedFlow, decision: 'approve' | 'decline') =>
    withTenant(actor, (tx) =>
      decideApproval(tx, actor, { flowId: flow.flowId, actionId: 'approveReturn', decision, note: 'Asked by phone' }),
    );

  /** A customer whose tenant is active, and who has sent in that it comes back. */
  async function comingBack(id: string, more: Readonly<Record<string, string>> = {}) {
    const customer = await here.world.customer(here.world.northwind, id);
    const earlier = await here.submitted(customer, { ...said(id), ...more });
    await here.run(earlier);
    await enterAndFinish(earlier, id);
    expect(await runOf(earlier)).toMatchObject({ status: 'done' });
    const before = { row: await row(id), secret: secretOf(id)?.data };
    const flow = await here.submitted(customer, { ...restored(id), ...more });
    await here.run(flow);
    return { customer, earlier, before, flow };
  }

  it('asks a person first, and is taken over, with new secrets, once one has agreed, and put back as it was when that is taken back @req M10 M35', async () => {
    const { earlier, before, flow } = await comingBack('back-one');
    expect(await runOf(flow)).toMatchObject({ status: 'waiting', waiting: 'approval' });
    expect(await statusesOf(flow)).toMatchObject({ preflight: 'verified', approveReturn: 'paused', hook: 'waiting' });
    expect([await row('back-one'), secretOf('back-one')?.data]).toEqual([before.row, before.secret]);

    const { northwindManager, alufuqManager, safaOwner } = here.world;
    for (const outsider of [alufuqManager, safaOwner]) {
      expect(await decide(outsider, flow, 'approve')).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
    }
    await here.run(flow);
    expect(await runOf(flow)).toMatchObject({ status: 'waiting', waiting: 'approval' });

    expect(await decide(northwindManager, flow, 'approve')).toMatchObject({ ok: true });
    await here.run(flow);
    await enterAndFinish(flow, 'back-one', async () => {
      // Whoever only looks, with the delivery there already, closes nothing.
      const looked = await withTenant(northwindManager, (tx) => dryRun(tx, northwindManager, flow));
      await here.run(flow, looked.ok ? looked.value.runId : '');
      expect(await hooksOf(earlier)).toEqual([{ status: 'active' }]);
    });
    expect(here.unexpected).toEqual([]);
    expect(await runOf(flow)).toMatchObject({ status: 'done', failure: null });
    expect(await row('back-one')).toMatchObject({ status: 'active', flowId: flow.flowId });
    expect(secretOf('back-one')?.data['webhook_secret']).not.toBe(before.secret?.['webhook_secret']);
    expect(await hooksOf(earlier)).toEqual([{ status: 'removed' }]);

    await here.undo(flow);
    expect(await runOf(flow)).toMatchObject({ status: 'undone' });
    expect([await row('back-one'), secretOf('back-one')?.data]).toEqual([before.row, before.secret]);
    expect(await hooksOf(earlier)).toEqual([{ status: 'active' }]);
    const kept = await here.database.sql('select name from stored_secrets where flow_id = $1 and removed_at is null', [
      flow.flowId,
    ]);
    expect(kept).toEqual([]);
  });

  it('stays as it was where a person has said no @req M10', async () => {
    const { before, earlier, flow } = await comingBack('back-two');
    expect(await decide(here.world.northwindManager, flow, 'decline')).toMatchObject({ ok: true });
    await here.run(flow);
    expect(await runOf(flow)).toMatchObject({ status: 'undone' });
    expect(await row('back-two')).toEqual(before.row);
    expect(secretOf('back-two')?.data).toEqual(before.secret);
    expect(await hooksOf(earlier)).toEqual([{ status: 'active' }]);
    expect(await hooksOf(flow)).toEqual([]);
  });

  /** The same once somebody has agreed and the tenant is active again. */
  async function backAgain(id: string, more?: Readonly<Record<string, string>>) {
    const all = await comingBack(id, more);
    expect(await decide(here.world.northwindManager, all.flow, 'approve')).toMatchObject({ ok: true });
    await here.run(all.flow);
    await enterAndFinish(all.flow, id);
    expect(await runOf(all.flow)).toMatchObject({ status: 'done', failure: null });
    return all;
  }
  /** Deletes what the inventory of a flow names, as the worker does once people have agreed to it. */
  async function leave(flow: SubmittedFlow) {
    const [planned] = await here.database.sql<{ id: string }>(
      `insert into provisioning_runs (tenant_id, id, flow_id, number, kind, subject)
       values ($1, gen_random_uuid(), $2, 9, 'offboarding', 'delete-tenant') returning id`,
      [flow.tenantId, flow.flowId],
    );
    const runId = planned?.id ?? '';
    await offboardWorkflow(here.environment)(immediate, { tenantId: flow.tenantId, runId });
    return runOf({ ...flow, runId });
  }
  const storedOf = ({ tenantId }: SubmittedFlow) =>
    here.database.sql('select name from stored_secrets where tenant_id = $1 and removed_at is null', [tenantId]);

  it.each(['kubernetes', 'docker'])(
    'takes what it had taken over along when its service ends, with its secrets in %s @req M10 @req M35',
    async (environment) => {
      const id = `back-gone-${environment}`;
      const { earlier, flow } = await backAgain(id, { environment });
      expect(await leave(flow)).toMatchObject({ status: 'done', failure: null });
      expect([await row(id), secretOf(id), await storedOf(flow)]).toEqual([null, undefined, []]);
      expect([await hooksOf(earlier), await hooksOf(flow)]).toEqual([[{ status: 'removed' }], [{ status: 'removed' }]]);
      expect(here.unexpected).toEqual([]);
    },
  );

  it('brings no row, no key and no door back to an earlier flow that was ended meanwhile @req M10', async () => {
    const { earlier, flow } = await backAgain('back-late');
    expect(await leave(earlier)).toMatchObject({ status: 'done', failure: null });
    expect(secretOf('back-late')).toBeDefined();
    await here.undo(flow);
    expect(await runOf(flow)).toMatchObject({ status: 'undone' });
    expect([await row('back-late'), secretOf('back-late'), await storedOf(flow)]).toEqual([null, undefined, []]);
    expect(await hooksOf(earlier)).toEqual([{ status: 'removed' }]);
  });

  it('is never somebody else’s @req M10', async () => {
    const before = { row: await row('back-two'), secret: secretOf('back-two')?.data };
    expect(before.row).not.toBeNull();
    const other = await here.world.customer(here.world.northwind, 'back-other');
    const flow = await here.submitted(other, restored('back-two'));
    await here.run(flow);
    expect(await runOf(flow)).toMatchObject({ status: 'undone', failure: { failed_step: 'preflight' } });
    expect(await decide(here.world.northwindManager, flow, 'approve')).toMatchObject({
      ok: false,
      refusal: { code: 'approval_not_open' },
    });
    expect([await row('back-two'), secretOf('back-two')?.data]).toEqual([before.row, before.secret]);
  });
});
