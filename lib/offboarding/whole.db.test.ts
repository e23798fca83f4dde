import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { immediate } from '@/lib/platform/jobs';
import { offboardWorkflow } from '@/lib/provisioning';
import { provisioningWorld, type ProvisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import type { SubmittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { withTenant } from '@/lib/tenancy';
import { approveOffboarding, getOffboardingView, offboardFlow, requestOffboarding } from './index';

let here: ProvisioningWorld;
beforeAll(async () => {
  here = await provisioningWorld();
});
afterAll(() => here.close());

let count = 0;
/** A customer that was set up for real, in a warehouse of its own. */
async function setUp(): Promise<SubmittedFlow & Readonly<{ identifier: string }>> {
  count += 1;
  const identifier = `leaving_${count}`;
  const customer = await here.world.customer(here.world.northwind, `going-${count}`);
  const flow = await here.submitted(customer, identifier);
  await here.run(flow);
  await here.database.sql(`update customers set status = 'active' where tenant_id = $1`, [flow.tenantId]);
  return { ...flow, identifier };
}

const seen = async ({ flowId }: SubmittedFlow) => {
  const { northwindAdmin } = here.world;
  const view = await withTenant(northwindAdmin, (tx) =>
    getOffboardingView(tx, northwindAdmin, { flowId, locale: 'en' }),
  );
  if (!view.ok) throw new Error(view.refusal.code);
  return view.value;
};
const ask = async (flow: SubmittedFlow, optionId: string, phrase: string) => {
  const { northwindManager } = here.world;
  const shown = (await seen(flow)).options.find(({ id }) => id === optionId)?.fingerprint;
  const input = { flowId: flow.flowId, optionId, phrase, reason: 'It ends', shown };
  return withTenant(northwindManager, (tx) => requestOffboarding(tx, northwindManager, input));
};
const agree = async (flow: SubmittedFlow) => {
  const { northwindAdmin } = here.world;
  const shown = (await seen(flow)).waiting?.fingerprint;
  return withTenant(northwindAdmin, (tx) => approveOffboarding(tx, northwindAdmin, { flowId: flow.flowId, shown }));
};

async function work(flow: SubmittedFlow): Promise<void> {
  const [run] = await here.database.sql<{ id: string }>(
    `select id from provisioning_runs where flow_id = $1 and kind = 'offboarding' order by number desc limit 1`,
    [flow.flowId],
  );
  const args = { tenantId: flow.tenantId, runId: run?.id ?? '' };
  await offboardFlow(offboardWorkflow(here.environment))(immediate, args);
}

const stateOf = async (flow: SubmittedFlow) => {
  const [row] = await here.database.sql<Record<string, unknown>>(
    `select o.status as wish, c.status as customer, f.status as flow,
       (select count(*)::int from customer_keys k where k.flow_id = f.id and k.revoked_at is null) as keys
     from onboarding_flows f join customers c on c.tenant_id = f.tenant_id join offboardings o on o.flow_id = f.id
     where f.id = $1`,
    [flow.flowId],
  );
  return row;
};
const remaining = async (flow: SubmittedFlow): Promise<Record<string, string>> =>
  Object.fromEntries(
    (
      await here.database.sql<{ kind: string; status: string }>(
        'select distinct kind, status from inventory_items where flow_id = $1 order by kind',
        [flow.flowId],
      )
    ).map(({ kind, status }) => [kind, status]),
  );

describe('an offboarding, carried out', () => {
  it('revokes the key, keeps the dataset and makes the customer inactive @req G48 @req G50', async () => {
    const flow = await setUp();
    const [named] = await here.database.sql<{ name: string }>('select name from customers where tenant_id = $1', [
      flow.tenantId,
    ]);
    expect((await ask(flow, 'keep-data', named?.name ?? '')).ok).toBe(true);
    await work(flow);
    expect(await stateOf(flow)).toEqual({ wish: 'done', customer: 'inactive', flow: 'done', keys: 0 });
    expect(await here.schemas(here.world.northwind.id)).toContain(flow.identifier);
    expect(await remaining(flow)).toMatchObject({ dataset: 'kept', api_key: 'removed' });
    expect(here.unexpected).toEqual([]);
  });

  it('deletes the data only after somebody else agreed, and finds nothing of it afterwards @req G49 @req M35', async () => {
    const flow = await setUp();
    expect((await ask(flow, 'delete-data', flow.identifier)).ok).toBe(true);
    expect(await here.schemas(here.world.northwind.id)).toContain(flow.identifier);
    expect((await agree(flow)).ok).toBe(true);
    await work(flow);
    expect(await stateOf(flow)).toEqual({ wish: 'done', customer: 'inactive', flow: 'done', keys: 0 });
    expect(await here.schemas(here.world.northwind.id)).not.toContain(flow.identifier);
    expect(new Set(Object.values(await remaining(flow)))).toEqual(new Set(['removed']));
    const { northwindManager } = here.world;
    const view = await withTenant(northwindManager, (tx) =>
      getOffboardingView(tx, northwindManager, { flowId: flow.flowId, locale: 'en' }),
    );
    expect(view).toMatchObject({
      value: {
        customerStatus: 'inactive',
        mayRequest: false,
        current: { status: 'done', decider: expect.any(String) },
      },
    });
    expect(here.unexpected).toEqual([]);
  });
});
