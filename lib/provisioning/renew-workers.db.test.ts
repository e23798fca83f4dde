import { afterAll, beforeAll, expect, it } from 'vitest';
import { immediate } from '@/lib/platform/jobs';
import { renewCredential } from './renew-credential';
import { deskHost, serviceDeskWorld, type ServiceDeskWorld } from './testing/service-desk-world';
import type { SubmittedFlow } from './testing/submitted-flow';

let here: ServiceDeskWorld;
let flow: SubmittedFlow;
beforeAll(async () => {
  here = await serviceDeskWorld();
  const customer = await here.world.customer(here.world.northwind, 'clinics-renewed');
  flow = await here.submitted(customer, { tenantIdentifier: 'clinics-renewed', sdpUrl: `https://${deskHost}` });
  await here.run(flow);
  // Only what the credential was passed on to matters here; the rest of the way has tests of its own.
  await here.database.sql("update provisioning_runs set status = 'done' where id = $1", [flow.runId]);
});
afterAll(() => here.close());

const renew = (checkId: string) =>
  renewCredential(here.environment)(immediate, {
    tenantId: flow.tenantId,
    flowId: flow.flowId,
    name: 'service_desk_key',
    checkId,
  });
const stored = () => {
  const secret = here.kubernetes.secrets().find(({ metadata }) => metadata.name === 'tenant-clinics-renewed-sdp');
  return Buffer.from(secret?.data['api_key'] ?? '', 'base64').toString();
};
const restarts = () =>
  here.kubernetes.ledger().filter(({ effect }) => effect?.startsWith('deployment.restarted')).length;
const failures = () =>
  here.database.sql("select details from events where flow_id = $1 and name = 'credential.renewal_failed'", [
    flow.flowId,
  ]);

it('says so when the workers that need a new key are not there', async () => {
  await renew('c0');
  expect(await failures()).toMatchObject([{ details: { code: 'not_found' } }]);
});

it('puts a new key where the old one was, and has the workers start again once @req M54', async () => {
  here.kubernetes.addDeployment('default', 'celery-worker');
  const key = here.desk.addKey(deskHost);
  here.credentials['service_desk_key'] = { api_key: key };
  await renew('c1');
  expect(stored()).toBe(key);
  expect(restarts()).toBe(1);
  await renew('c1');
  expect(restarts()).toBe(1);
  here.credentials['service_desk_key'] = { api_key: here.desk.addKey(deskHost) };
  await renew('c2');
  expect(restarts()).toBe(2);
  expect(await failures()).toHaveLength(1);
});
