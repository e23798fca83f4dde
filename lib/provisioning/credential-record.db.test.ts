import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSealed, sealValue } from '@/lib/crypto';
import { asCustomer } from '@/lib/tenancy';
import { provisioningWorld, type ProvisioningWorld } from './testing/provisioning-world';
import type { SubmittedFlow } from './testing/submitted-flow';

let here: ProvisioningWorld;
beforeAll(async () => {
  here = await provisioningWorld();
});
afterAll(() => here.close());

const canary = 'canary-ingest-credential-4711';

/** A customer who says whether they have a credential, and seals it if so, as the page of the question does. */
async function submitted(identifier: string, has: boolean): Promise<SubmittedFlow & { sealed: string; rowId: string }> {
  const customer = await here.world.customer(here.world.northwind, identifier.replaceAll('_', '-'));
  const flow = await here.submitted(customer, identifier);
  const rowId = randomUUID();
  const place = { tenantId: flow.tenantId, table: 'onboarding_steps', column: 'data.existingCredential', rowId };
  const sealed = await asCustomer(flow.tenantId, 'test', (tx) => sealValue(tx, place, canary));
  const data = {
    hasExistingCredential: { value: has, hash: 'h' },
    ...(has && { existingCredential: { sealed, hash: 'h' } }),
  };
  await here.database.sql(
    `insert into onboarding_steps (tenant_id, id, flow_id, step_name, section_id, task_id, status, data, continued_at)
     values ($1, $2, $3, 'existing-credential', 'access', 'access-consent', 'completed', $4, now())`,
    [flow.tenantId, rowId, flow.flowId, JSON.stringify(data)],
  );
  return { ...flow, sealed, rowId };
}
const recorded = (name: string) =>
  here.warehouse<Record<string, unknown>>(here.world.northwind.id, `select * from "${name}".cloud_credentials`);
const actionsOf = async ({ runId }: SubmittedFlow) =>
  (
    await here.database.sql<{ action_id: string; status: string }>(
      'select action_id, status from provisioning_actions where run_id = $1 order by position',
      [runId],
    )
  ).map(({ action_id, status }) => `${action_id} ${status}`);
const opened = (rowId: string) =>
  here.database.sql(`select action from audit_logs where entity_id = $1 and action = 'secret.read'`, [rowId]);

describe('a credential that the customer brings @req C12 @req C28 @req C29', () => {
  it('is recorded in their own dataset as ciphertext that nobody opened, and goes with the set-up', async () => {
    const flow = await submitted('brings_one', true);
    await here.run(flow);
    expect(here.unexpected).toEqual([]);
    expect(await actionsOf(flow)).toContain('existingCredentialRecord verified');
    const rows = await recorded('brings_one');
    expect(rows).toMatchObject([
      {
        credential_id: flow.rowId,
        tenant_id: 'brings_one',
        provider: 'ingest',
        credential_name: 'existing',
        encrypted_value: flow.sealed,
        is_active: true,
      },
    ]);
    expect(JSON.stringify(rows)).not.toContain(canary);
    expect(await opened(flow.rowId)).toEqual([]);
    const place = { tenantId: flow.tenantId, table: 'onboarding_steps', column: 'data.existingCredential' };
    await asCustomer(flow.tenantId, 'test', (tx) =>
      openSealed(tx, { ...place, rowId: flow.rowId }, flow.sealed, 'test'),
    );
    expect(await opened(flow.rowId)).toEqual([{ action: 'secret.read' }]);
    const items = await here.database.sql<{ name: string }>(
      `select name from inventory_items where flow_id = $1 and kind = 'credential_record'`,
      [flow.flowId],
    );
    expect(items).toEqual([{ name: 'brings_one.cloud_credentials' }]);
    await here.undo(flow);
    expect(await here.schemas(here.world.northwind.id)).not.toContain('brings_one');
  });

  it('is not asked of somebody who has none', async () => {
    const flow = await submitted('brings_none', false);
    await here.run(flow);
    expect((await actionsOf(flow)).join()).not.toContain('existingCredentialRecord');
    expect(await recorded('brings_none')).toEqual([]);
  });

  it('is written, found and removed only for the flow that made the dataset', async () => {
    const flow = await submitted('brings_own', true);
    await here.run(flow);
    const { datasets } = here.environment;
    const at = (flowId: string) => ({
      ...{ ownerTenantId: here.world.northwind.id, name: 'brings_own', flowId },
      key: `${randomUUID()}:test`,
    });
    const stranger = randomUUID();
    const credential = {
      credentialId: flow.rowId,
      provider: 'ingest',
      name: 'existing',
      sealed: 'x',
      givenAt: new Date(),
    };
    expect(await datasets.hasCredential(at(stranger), flow.rowId, flow.sealed)).toBe(false);
    await expect(datasets.recordCredential(at(stranger), credential)).rejects.toMatchObject({
      code: expect.any(String),
    });
    expect(await datasets.removeCredential(at(stranger), flow.rowId)).toEqual({ removed: false });
    expect(await datasets.hasCredential(at(flow.flowId), flow.rowId, flow.sealed)).toBe(true);
    expect(await datasets.removeCredential(at(flow.flowId), flow.rowId)).toEqual({ removed: true });
    expect(await recorded('brings_own')).toEqual([]);
  });
});
