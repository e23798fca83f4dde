import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemMeans, type Means } from '@/lib/platform/means';
import { withTenant } from '@/lib/tenancy';
import { getLookView, submitCredential } from '@/lib/onboarding';
import { must, post } from '@/lib/onboarding/testing-flow';
import { fine, looksDefinition, performLook } from '@/lib/provisioning/testing/looks';
import { startWizardFlow } from '@/lib/onboarding/testing-wizard';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { listRotations, saveConnection, tendCredentials } from './index';

let database: TestDatabase;
let world: TestWorld;
let owner: TestActor;
let flowId: string;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  owner = world.acmeOwner;
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.sql('delete from credentials');
  await database.sql('delete from credential_checks');
  flowId = await startWizardFlow(world, world.acme.id, looksDefinition);
  must(await post(owner, flowId, 'which', { accountId: '123' }));
});

const start = Date.now();
const at = (days: number, minutes = 0): Means => ({
  ...systemMeans,
  clock: { now: () => new Date(start + days * 86_400_000 + minutes * 60_000) },
});
const submit = (means: Means) =>
  withTenant(owner, async (tx) =>
    must(
      await submitCredential(
        tx,
        owner,
        { flowId, stepId: 'token', parts: { clientId: 'c', refreshToken: 'canary' } },
        means,
      ),
    ),
  );
const give = async (means: Means) =>
  performLook({ tenantId: world.acme.id, checkId: (await submit(means)).checkId }, () => fine(), means);
const events = (name: string) =>
  database.sql<{ details: Record<string, unknown> }>('select details from events where name = $1 and flow_id = $2', [
    name,
    flowId,
  ]);
const rotations = async (days: number, actor: TestActor = world.northwindManager) =>
  must(await withTenant(actor, (tx) => listRotations(tx, actor, { flowId }, at(days))));

describe('credentials that have to be replaced @req G30 @req M54', () => {
  it('are announced two weeks before and on the day, once each, and no more after they were replaced', async () => {
    await give(at(0));
    expect(await tendCredentials(at(75))).toMatchObject({ reminded: 0, alerted: 0 });
    expect(await rotations(75)).toEqual([]);
    expect(await tendCredentials(at(76, 1))).toMatchObject({ reminded: 1, alerted: 0 });
    expect(await tendCredentials(at(77))).toMatchObject({ reminded: 0, alerted: 0 });
    expect(await events('credential.due_soon')).toMatchObject([{ details: { credential: 'ads', stepId: 'token' } }]);
    expect(await rotations(77)).toMatchObject([{ name: 'ads', state: 'soon', customerName: 'acme' }]);
    expect(await tendCredentials(at(90, 1))).toMatchObject({ reminded: 0, alerted: 1 });
    expect(await events('credential.due')).toHaveLength(1);
    expect(await rotations(91)).toMatchObject([{ state: 'due' }]);
    await give(at(91));
    expect(await rotations(91)).toEqual([]);
    expect(await tendCredentials(at(92))).toMatchObject({ reminded: 0, alerted: 0 });
  });

  it('are listed for those who look after the customer, not for others', async () => {
    await give(at(0));
    expect(await rotations(80)).toHaveLength(1);
    expect(await rotations(80, await world.alufuq.member('success_manager'))).toEqual([]);
  });
});

describe('a secret whose look never ended @req G26', () => {
  it('is destroyed after a quarter of an hour', async () => {
    await submit(at(0));
    expect(await tendCredentials(at(0, 14))).toMatchObject({ expired: 0 });
    expect(await tendCredentials(at(0, 16))).toMatchObject({ expired: 1 });
    expect(await database.sql('select 1 from credential_checks where sealed is not null')).toEqual([]);
    const view = must(
      await withTenant(owner, (tx) => getLookView(tx, owner, { flowId, stepId: 'token', locale: 'en' })),
    );
    expect(view).toMatchObject({ state: 'expired', done: false });
    const audits = await database.sql("select 1 from audit_logs where action = 'credential.candidate_destroyed'");
    expect(audits.length).toBeGreaterThan(0);
  });
});

describe('a version of an interface that ends @req M54', () => {
  const daysTo = (date: string, before: number) => Math.floor((Date.parse(date) - start) / 86_400_000) - before;
  it('is announced to owners who use it, sixty and fourteen days before and on the day', async () => {
    const admin = world.northwindAdmin;
    must(
      await withTenant(admin, (tx) =>
        saveConnection(tx, admin, { system: 'meta', settings: {}, secret: { app_id: 'a', app_secret: 's' } }),
      ),
    );
    const { metaApi } = await import('@/lib/connectors');
    const told = async (before: number) => (await tendCredentials(at(daysTo(metaApi.endsOn ?? '', before)))).versions;
    expect(await told(70)).toBe(0);
    expect(await told(50)).toBe(1);
    expect(await told(40)).toBe(0);
    expect(await told(10)).toBe(1);
    expect(await told(-1)).toBe(1);
    expect(await told(-3)).toBe(0);
    const said = await database.sql<{ tenant_id: string; details: object }>(
      "select tenant_id, details from events where name = 'connector.version_ends'",
    );
    expect(said).toHaveLength(3);
    expect(said[0]).toMatchObject({
      tenant_id: world.northwind.id,
      details: { system: 'meta', endsOn: metaApi.endsOn },
    });
  });
});
