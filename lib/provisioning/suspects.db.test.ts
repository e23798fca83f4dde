import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConnectorError } from '@/lib/connectors';
import { provisioningWorld, type ProvisioningWorld } from './testing/provisioning-world';
import type { SubmittedFlow } from './testing/submitted-flow';

let here: ProvisioningWorld;
beforeAll(async () => {
  here = await provisioningWorld();
});
afterAll(() => here.close());

/** A flow whose second run is planned, and whose first may have made a table although nobody knows. */
async function secondRun(identifier: string): Promise<SubmittedFlow> {
  const { sql } = here.database;
  const customer = await here.world.customer(here.world.northwind, identifier.replaceAll('_', '-'));
  const flow = await here.submitted(customer, identifier);
  const first = randomUUID();
  await sql('update provisioning_runs set number = 2 where id = $1', [flow.runId]);
  await sql(
    `insert into provisioning_runs (tenant_id, id, flow_id, number, status, ended_at)
     values ($1, $2, $3, 1, 'held', now())`,
    [flow.tenantId, first, flow.flowId],
  );
  await sql(
    `insert into inventory_items (tenant_id, id, flow_id, run_id, action_id, kind, name, status, details, created_at)
     values ($1, $2, $3, $4, 'tables', 'table', 'suspected', 'unknown', '{"suspected": true}', now())`,
    [flow.tenantId, randomUUID(), flow.flowId, first],
  );
  return flow;
}
const suspected = async ({ flowId }: SubmittedFlow) =>
  (
    await here.database.sql<{ status: string }>(
      "select status from inventory_items where flow_id = $1 and name = 'suspected'",
      [flowId],
    )
  )[0]?.status;
const statusOf = async ({ runId }: SubmittedFlow) =>
  (await here.database.sql<{ status: string }>('select status from provisioning_runs where id = $1', [runId]))[0]
    ?.status;

describe('what an earlier run is only suspected of', () => {
  it('stays known where a further run ends before it has come to it', async () => {
    const flow = await secondRun('suspect_early');
    const { datasets } = here.environment;
    const create = datasets.create.bind(datasets);
    datasets.create = () => Promise.reject(new ConnectorError('permission_denied', { system: 'Warehouse' }));
    await here.run(flow);
    datasets.create = create;
    expect(await statusOf(flow)).toBe('undone');
    expect(await suspected(flow)).toBe('unknown');
  });

  it('is a further run’s own once that has made it', async () => {
    const flow = await secondRun('suspect_made');
    await here.run(flow);
    expect(await statusOf(flow)).toBe('done');
    expect(await suspected(flow)).toBe('removed');
  });
});
