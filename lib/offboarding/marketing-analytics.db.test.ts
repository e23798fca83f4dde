import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { immediate } from '@/lib/platform/jobs';
import { offboardWorkflow } from '@/lib/provisioning';
import { marketingWorld, type MarketingWorld } from '@/lib/provisioning/testing/marketing-world';
import type { SubmittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { withTenant } from '@/lib/tenancy';
import { approveOffboarding, getOffboardingView, offboardFlow, requestOffboarding } from './index';

let here: MarketingWorld;
beforeAll(async () => {
  here = await marketingWorld();
  here.credentials.google_ads_refresh_token = { refresh_token: '1//0refresh' };
  here.credentials.meta_access_token = { access_token: 'EAAG-access' };
});
afterAll(() => here.close());

async function setUp(identifier: string): Promise<SubmittedFlow & Readonly<{ name: string }>> {
  const customer = await here.world.customer(here.world.northwind, `going-${identifier.replaceAll('_', '-')}`);
  const flow = await here.submitted(customer, { customerIdentifier: identifier });
  await here.run(flow);
  const [row] = await here.database.sql<{ name: string }>('select name from customers where tenant_id = $1', [
    flow.tenantId,
  ]);
  expect(found(identifier)).toEqual({ dataset: true, status: 'active', secrets: 2 });
  return { ...flow, name: row?.name ?? '' };
}

async function seen({ flowId }: SubmittedFlow) {
  const { northwindAdmin: admin } = here.world;
  const view = await withTenant(admin, (tx) => getOffboardingView(tx, admin, { flowId, locale: 'en' }));
  if (!view.ok) throw new Error(view.refusal.code);
  return view.value;
}

async function leave(flow: SubmittedFlow, optionId: string, phrase: string): Promise<void> {
  const { northwindManager: manager, northwindAdmin: admin } = here.world;
  const shown = (await seen(flow)).options.find(({ id }) => id === optionId)?.fingerprint;
  const input = { flowId: flow.flowId, optionId, phrase, reason: 'The contract ends', shown };
  const asked = await withTenant(manager, (tx) => requestOffboarding(tx, manager, input));
  if (!asked.ok) throw new Error(asked.refusal.code);
  if (optionId === 'delete-data') {
    expect(await runOf(flow)).toBeUndefined();
    const decision = { flowId: flow.flowId, shown: (await seen(flow)).waiting?.fingerprint };
    const agreed = await withTenant(admin, (tx) => approveOffboarding(tx, admin, decision));
    if (!agreed.ok) throw new Error(agreed.refusal.code);
  }
  const args = { tenantId: flow.tenantId, runId: (await runOf(flow)) ?? '' };
  await offboardFlow(offboardWorkflow(here.environment))(immediate, args);
}

const runOf = async (flow: SubmittedFlow): Promise<string | undefined> =>
  (
    await here.database.sql<{ id: string }>(
      `select id from provisioning_runs where flow_id = $1 and kind = 'offboarding' order by number desc limit 1`,
      [flow.flowId],
    )
  )[0]?.id;

const found = (identifier: string) => ({
  dataset: here.google.datasets().some(({ datasetId }) => datasetId === `growthnav_${identifier}`),
  status: here.entries().find((row) => row.customer_id === identifier)?.status,
  secrets: here.google.secrets().filter(({ name }) => name.startsWith(`growthnav-${identifier}-`)).length,
});
const customerStatus = async (flow: SubmittedFlow) =>
  (await here.database.sql<{ status: string }>('select status from customers where tenant_id = $1', [flow.tenantId]))[0]
    ?.status;

describe('a customer of marketing analytics that leaves', () => {
  it('is inactive, its data kept, its credentials deleted @req G48 @req G50 @req G65', async () => {
    const flow = await setUp('leaves_data');
    await leave(flow, 'keep-data', flow.name);
    expect(here.unexpected).toEqual([]);
    expect(await customerStatus(flow)).toBe('inactive');
    expect(found('leaves_data')).toEqual({ dataset: true, status: 'inactive', secrets: 0 });
  });

  it('is inactive, its data deleted once a second person agreed @req G37 @req G49 @req G50 @req G65', async () => {
    const flow = await setUp('deletes_data');
    await leave(flow, 'delete-data', 'deletes_data');
    expect(here.unexpected).toEqual([]);
    expect(await customerStatus(flow)).toBe('inactive');
    expect(found('deletes_data')).toEqual({ dataset: false, status: 'inactive', secrets: 0 });
  });
});
