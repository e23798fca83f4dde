import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '@/lib/errors';
import { submitCredential, type AskedLook } from '@/lib/onboarding';
import { must, post } from '@/lib/onboarding/testing-flow';
import { startWizardFlow } from '@/lib/onboarding/testing-wizard';
import { asCustomer, withTenant } from '@/lib/tenancy';
import { ownSecretStore } from '@/lib/vault';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { fine, looksDefinition, performLook } from './testing/looks';

let database: TestDatabase;
let world: TestWorld;
let flowId: string;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.sql("update customers set status = 'active' where tenant_id = $1", [world.acme.id]);
  flowId = await startWizardFlow(world, world.acme.id, looksDefinition);
  must(await post(world.acmeOwner, flowId, 'which', { accountId: '1' }));
});

const parts = { clientId: 'c', refreshToken: 'canary-of-a-leaver' };
const submit = (stepId: string): Promise<Outcome<AskedLook>> =>
  withTenant(world.acmeOwner, (tx) => submitCredential(tx, world.acmeOwner, { flowId, stepId, parts }));
const look = ({ checkId }: AskedLook) => performLook({ tenantId: world.acme.id, checkId }, () => fine());
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'ok' : outcome.refusal.code);
const leaving = () => database.sql("update customers set status = 'offboarding' where tenant_id = $1", [world.acme.id]);
const left = () =>
  database.sql(
    "insert into flow_milestones (tenant_id, id, flow_id, name, at) values ($1, $2, $3, 'offboarded', now())",
    [world.acme.id, randomUUID(), flowId],
  );
const kept = async () =>
  (
    await database.sql<{ name: string }>(
      'select name from credentials where flow_id = $1 and sealed is not null order by name',
      [flowId],
    )
  ).map(({ name }) => name);
const statusOf = async ({ checkId }: AskedLook) =>
  (await database.sql('select status, sealed from credential_checks where id = $1', [checkId]))[0];

describe('a secret that is being tried while a customer leaves @req G26 @req G65', () => {
  it('is kept before and destroyed after the customer has left', async () => {
    await look(must(await submit('token')));
    expect(await kept()).toEqual(['ads']);
    const late = must(await submit('spare'));
    await left();
    await look(late);
    expect(await statusOf(late)).toEqual({ status: 'expired', sealed: null });
    expect(await kept()).toEqual(['ads']);
    expect(codeOf(await submit('spare'))).toBe('flow_locked');
  });

  it('may take the place of one that is there while a customer is leaving, and is nothing new', async () => {
    await look(must(await submit('token')));
    const late = must(await submit('spare'));
    await leaving();
    await look(late);
    expect(await statusOf(late)).toEqual({ status: 'expired', sealed: null });
    expect(codeOf(await submit('spare'))).toBe('flow_locked');
    await look(must(await submit('token')));
    expect(await kept()).toEqual(['ads']);
    const [row] = await database.sql(
      "select count(*)::int as stored from credentials where name = 'ads' and flow_id = $1",
      [flowId],
    );
    expect(row).toEqual({ stored: 2 });
  });
});

describe('the database itself', () => {
  const put = () =>
    ownSecretStore({
      tenantId: world.acme.id,
      flowId,
      inTenant: (run) => asCustomer(world.acme.id, 'test', run),
      now: () => new Date(),
      purpose: 'test',
    }).put(`name-${flowId}`, 'value', {});
  const addRun = (kind: string) =>
    database.sql(
      `insert into provisioning_runs (tenant_id, id, flow_id, number, kind, status)
       select $1, $2, $3, coalesce(max(number), 0) + 1, $4, 'planned' from provisioning_runs where flow_id = $3`,
      [world.acme.id, randomUUID(), flowId, kind],
    );

  it('takes no secret into our own store once everything is being taken away', async () => {
    await addRun('set_up');
    await expect(put()).resolves.toMatchObject({ created: true });
    await database.sql("update provisioning_runs set status = 'done' where flow_id = $1", [flowId]);
    await addRun('offboarding');
    await database.sql('update stored_secrets set sealed = null, removed_at = now() where flow_id = $1', [flowId]);
    await expect(put()).rejects.toThrow('being taken away');
  });

  it('takes no credential for a customer who has left', async () => {
    const keep = () =>
      asCustomer(
        world.acme.id,
        'test',
        (tx) => tx.$executeRaw`
          insert into credentials (tenant_id, id, flow_id, step_name, name, store_name, sealed, fingerprint, stored_at, checked_at)
          values (${world.acme.id}::uuid, ${randomUUID()}::uuid, ${flowId}::uuid, 's', ${randomUUID()}, 'n', 'x', 'f', now(), now())`,
      );
    await expect(keep()).resolves.toBe(1);
    await left();
    await expect(keep()).rejects.toThrow('who has left');
  });
});
