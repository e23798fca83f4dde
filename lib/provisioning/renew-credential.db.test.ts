import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConnectorError } from '@/lib/connectors';
import { immediate, type Durable } from '@/lib/platform/jobs';
import { marketingWorld, type MarketingWorld } from './testing/marketing-world';
import type { SubmittedFlow } from './testing/submitted-flow';
import { renewCredential } from './renew-credential';

let here: MarketingWorld;
let flow: SubmittedFlow;
beforeAll(async () => {
  here = await marketingWorld();
  here.credentials.google_ads_refresh_token = { refresh_token: 'first-token' };
  here.credentials.meta_access_token = { access_token: 'meta-token' };
  flow = await here.submitted(await here.world.customer(here.world.northwind, 'renewing'), {
    customerIdentifier: 'renewing_golf',
  });
  await here.run(flow);
});
afterAll(() => here.close());

const renew = (name: string) =>
  renewCredential(here.environment)(immediate, { tenantId: flow.tenantId, flowId: flow.flowId, name, checkId: 'c1' });
const secretOf = (name: string) =>
  here.google.secrets().find((secret) => secret.name === `growthnav-renewing_golf-${name}`);
const events = (name: string) =>
  here.database.sql<{ details: object }>('select details from events where flow_id = $1 and name = $2', [
    flow.flowId,
    name,
  ]);

it('a credential that was replaced reaches the place where it is used, as a new version @req G30 @req G43', async () => {
  here.credentials.google_ads_refresh_token = { refresh_token: 'second-token' };
  await renew('google_ads_refresh_token');
  expect(secretOf('google_ads_refresh_token')?.versions.map(String)).toEqual(['first-token', 'second-token']);
  expect(secretOf('meta_access_token')?.versions.map(String)).toEqual(['meta-token']);
  expect(await events('credential.renewed')).toEqual([{ details: { credential: 'google_ads_refresh_token' } }]);
  expect(JSON.stringify(await here.database.sql('select to_jsonb(a) from audit_logs a'))).not.toContain('second-token');
});

it('a second turn with the same value adds nothing', async () => {
  await renew('google_ads_refresh_token');
  expect(secretOf('google_ads_refresh_token')?.versions).toHaveLength(2);
});

it('what nobody passed on is left alone, without a word', async () => {
  await renew('no_such_credential');
  expect(await events('credential.renewal_failed')).toEqual([]);
  expect(await events('credential.renewed')).toHaveLength(2);
});

it('one that had been left out is passed on when it is given later, and is known from then on @req G43', async () => {
  delete here.credentials.meta_access_token;
  const later = await here.submitted(await here.world.customer(here.world.northwind, 'later'), {
    customerIdentifier: 'later_golf',
  });
  await here.run(later);
  const secret = () => here.google.secrets().find(({ name }) => name === 'growthnav-later_golf-meta_access_token');
  expect(secret()).toBeUndefined();
  here.credentials.meta_access_token = { access_token: 'late-token' };
  await renewCredential(here.environment)(immediate, {
    tenantId: later.tenantId,
    flowId: later.flowId,
    name: 'meta_access_token',
    checkId: 'c3',
  });
  expect(secret()?.versions.map(String)).toEqual(['late-token']);
  const items = await here.database.sql("select name from inventory_items where run_id = $1 and kind = 'secret'", [
    later.runId,
  ]);
  expect(items).toContainEqual({ name: 'growthnav-later_golf-meta_access_token' });
});

it('a failure that lasts is told, with its code', async () => {
  const refusing = {
    ...here.environment,
    connection: () => Promise.resolve(null),
  };
  await renewCredential(refusing)(immediate, {
    tenantId: flow.tenantId,
    flowId: flow.flowId,
    name: 'meta_access_token',
    checkId: 'c2',
  });
  expect(await events('credential.renewal_failed')).toEqual([
    { details: { credential: 'meta_access_token', code: 'not_connected' } },
  ]);
});

it('one that is replaced right after a renewal has failed waits that one’s lease out', async () => {
  const name = 'meta_access_token';
  const patient = await here.submitted(await here.world.customer(here.world.northwind, 'patient'), {
    customerIdentifier: 'patient_golf',
  });
  await here.run(patient);
  const away = {
    ...here.environment,
    connection: () => Promise.reject(new ConnectorError('unavailable', { system: 'Google' })),
  };
  const args = { tenantId: patient.tenantId, flowId: patient.flowId, name };
  await renewCredential(away)(immediate, { ...args, checkId: 'c7' });
  here.credentials[name] = { access_token: 'newest-token' };
  const passing: Durable = {
    ...immediate,
    sleep: async (ms) => {
      await here.database.sql(
        'update credential_renewals set lease_until = lease_until - make_interval(secs => $2) where flow_id = $1',
        [patient.flowId, ms / 1000],
      );
    },
  };
  await renewCredential(here.environment)(passing, { ...args, checkId: 'c8' });
  const secret = here.google.secrets().find((each) => each.name === `growthnav-patient_golf-${name}`);
  expect(secret?.versions.map(String).at(-1)).toBe('newest-token');
});

it('what was taken away is not brought back', async () => {
  await here.undo(flow).catch(() => undefined);
  await here.database.sql("update provisioning_runs set status = 'undone' where id = $1", [flow.runId]);
  const before = here.google.secrets().length;
  await renew('google_ads_refresh_token');
  expect(here.google.secrets()).toHaveLength(before);
  expect(await events('credential.renewed')).toHaveLength(2);
});
