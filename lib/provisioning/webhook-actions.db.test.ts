import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asCustomer, withTenant } from '@/lib/tenancy';
import { openHookSecret, receiveDelivery, signatureHeaders } from '@/lib/webhooks';
import { deliver } from '@/lib/webhooks/testing/hook-world';
import { deliveryArrived } from './delivery-arrived';
import { tendRuns } from './resume-run';
import { changingActions, provisioningWorld, type ProvisioningWorld } from './testing/provisioning-world';
import type { SubmittedFlow } from './testing/submitted-flow';
import { undoRun } from './undo-run';

let here: ProvisioningWorld;
beforeAll(async () => {
  here = await provisioningWorld();
});
afterAll(() => here.close());

let customers = 0;
/** A run that makes a hook first, and goes on only once something has come. */
const withHook = changingActions((actions) => [
  {
    id: 'door',
    uses: 'webhook.create',
    title: { en: 'A door', ar: 'باب' },
    with: { profile: 'hmac-header', name: 'Bot', header: 'X-SDP-Signature' },
    onLaterFailure: 'undo',
    produces: { url: 'string', header: 'string', hook: 'string', secret: 'secret' },
  },
  {
    id: 'arrival',
    uses: 'webhook.wait',
    title: { en: 'The first delivery', ar: 'أول تسليم' },
    with: { hook: '${actions.door.hook}', withinMinutes: 60 },
    needs: ['door'],
    onLaterFailure: 'ignore',
  },
  ...actions.map((action) => (action.id === 'dataset' ? { ...action, needs: ['arrival'] } : action)),
]);
async function waiting(name: string): Promise<SubmittedFlow> {
  const customer = await here.world.customer(here.world.northwind, `hooked-${(customers += 1)}`);
  const flow = await here.submitted(customer, name, withHook);
  await here.run(flow);
  return flow;
}
const one = async <Row extends Record<string, unknown>>(sql: string, flow: SubmittedFlow): Promise<Row | undefined> =>
  (await here.database.sql<Row>(sql, [flow.flowId]))[0];
const statusOf = async (flow: SubmittedFlow) =>
  (await one<{ status: string }>('select status from provisioning_runs where flow_id = $1', flow))?.status;
const hookOf = (flow: SubmittedFlow) =>
  one<{ id: string; connector: string; header: string; status: string }>(
    'select * from inbound_hooks where flow_id = $1',
    flow,
  );
/** What the customer's system sends. */
async function sent(flow: SubmittedFlow) {
  const hook = await hookOf(flow);
  if (!hook) throw new Error('The run has made no hook');
  const secret = await asCustomer(flow.tenantId, 'test', (tx) =>
    openHookSecret(tx, { tenantId: flow.tenantId, hookId: hook.id }, 'test'),
  );
  const body = JSON.stringify({ event: 'ticket.created', ticket: { id: '4711' } });
  const lock = { profile: 'hmac-header', header: hook.header } as const;
  const headers = Object.entries(signatureHeaders(lock, secret?.reveal() ?? '', { id: 'm', at: new Date(), body }));
  return { connector: hook.connector, hookId: hook.id, body, headers };
}
async function arrive(flow: SubmittedFlow): Promise<number> {
  const { connector, hookId, body, headers } = await sent(flow);
  return (await deliver({ connector, hookId }, { body, headers })).status;
}

describe('a run that makes a hook and waits for the first delivery', () => {
  it('holds no worker while it waits, and goes on with the delivery @req M25', async () => {
    const flow = await waiting('hook_1');
    expect(await one('select status, wait_for from provisioning_runs where flow_id = $1', flow)).toEqual({
      status: 'waiting',
      wait_for: 'delivery',
    });
    expect(await arrive(flow)).toBe(200);
    const asked = await here.database.sql('select 1 from dbos.workflow_status where workflow_uuid like $1', [
      `resume:${flow.runId}:%`,
    ]);
    expect(asked).toHaveLength(1);
    await here.run(flow);
    expect(await statusOf(flow)).toBe('done');
    const receipt = await one<{ receipt: unknown }>(
      "select a.receipt from provisioning_actions a join provisioning_runs r on r.tenant_id = a.tenant_id and r.id = a.run_id where r.flow_id = $1 and a.action_id = 'arrival'",
      flow,
    );
    expect(receipt?.receipt).toMatchObject({ outputs: { about: '4711', kind: 'ticket.created' } });
  });

  it('goes on at once with a delivery that is being stored while the run begins to wait', async () => {
    const flow = await waiting('hook_meanwhile');
    const { connector, hookId, body, headers } = await sent(flow);
    await here.database.sql(`update provisioning_runs set status = 'running' where id = $1`, [flow.runId]);
    let store: () => void = () => undefined;
    const isLetGo = new Promise<void>((resolve) => (store = resolve));
    let reached: () => void = () => undefined;
    const hasAsked = new Promise<void>((resolve) => (reached = resolve));
    const header = (name: string) => headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1] ?? null;
    const delivery = receiveDelivery(
      { connector, hookId, body: Buffer.from(body), header, address: '198.51.100.7', requestId: flow.runId },
      async (...about) => {
        await deliveryArrived(...about);
        reached();
        await isLetGo;
      },
    );
    await hasAsked;
    const run = here.run(flow);
    await expect.poll(() => statusOf(flow)).toBe('waiting');
    store();
    expect((await delivery).ok).toBe(true);
    await run;
    expect(await statusOf(flow)).toBe('done');
  });

  it('stores its secret nowhere but sealed: not in the receipt, not in what waits, not in the audit', async () => {
    const flow = await waiting('hook_2');
    const hook = await hookOf(flow);
    const secret = await asCustomer(flow.tenantId, 'test', (tx) =>
      openHookSecret(tx, { tenantId: flow.tenantId, hookId: hook?.id ?? '' }, 'test'),
    );
    const everything = await here.database.sql<{ text: string }>(
      `select to_jsonb(a)::text as text from provisioning_actions a where tenant_id = $1
       union all select to_jsonb(h)::text from inbound_hooks h where tenant_id = $1
       union all select to_jsonb(l)::text from audit_logs l where tenant_id = $1
       union all select to_jsonb(e)::text from events e where tenant_id = $1
       union all select to_jsonb(i)::text from inventory_items i where tenant_id = $1`,
      [flow.tenantId],
    );
    expect(everything.length).toBeGreaterThan(3);
    for (const { text } of everything) expect(text).not.toContain(secret?.reveal());
  });

  it('takes the hook away when nothing came in time, and whoever delivers then meets a closed door', async () => {
    const flow = await waiting('hook_3');
    await here.database.sql(
      `update provisioning_actions set wait_until = now() - interval '1 minute', started_at = now() - interval '2 hours' where run_id = $1`,
      [flow.runId],
    );
    await here.database.sql(`update provisioning_runs set look_at = now() - interval '1 minute' where id = $1`, [
      flow.runId,
    ]);
    await tendRuns();
    await here.run(flow);
    expect(await statusOf(flow)).toBe('undone');
    expect((await hookOf(flow))?.status).toBe('removed');
    const left = await here.database.sql("select 1 from inventory_items where flow_id = $1 and status = 'present'", [
      flow.flowId,
    ]);
    expect(left).toEqual([]);
  });

  it('takes the hook away when everything is undone by hand', async () => {
    const flow = await waiting('hook_4');
    await arrive(flow);
    await here.run(flow);
    expect((await hookOf(flow))?.status).toBe('active');
    const actor = here.world.northwindManager;
    expect(await withTenant(actor, (tx) => undoRun(tx, actor, { flowId: flow.flowId }))).toMatchObject({ ok: true });
    await here.undo(flow);
    expect((await hookOf(flow))?.status).toBe('removed');
    const milestones = await here.database.sql(
      "select 1 from flow_milestones where flow_id = $1 and withdrawn_at is null and name like '%:door'",
      [flow.flowId],
    );
    expect(milestones).toEqual([]);
  });
});
