import { checkCredentialWorkflow } from '@/lib/provisioning';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unpaced, type Connection } from '@/lib/connectors';
import { installLibrary } from '@/lib/flow-templates';
import { library } from '@/lib/flow-templates/library';
import { goThrough, persona } from '@/lib/flow-templates/library/testing-people';
import { immediate } from '@/lib/platform/jobs';
import { createSafeFetch } from '@/lib/platform/http';
import { systemMeans } from '@/lib/platform/means';
import { startMeta, type MetaSimulator } from '@/lib/simulators';
import { withTenant } from '@/lib/tenancy';
import { liveCredentials } from '@/lib/vault';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { getLookView, startFlow, submitCredential } from './index';
import { must } from './testing-flow';

let database: TestDatabase;
let world: TestWorld;
let meta: MetaSimulator;
let flowId: string;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  meta = await startMeta();
  meta.addApp('4711', 'app-secret');
  const admin = world.platformAdmin;
  must(await withTenant(admin, (tx) => installLibrary(tx, admin, { tenantId: world.platform.id })));
  const manager = world.northwindManager;
  const started = await withTenant(manager, (tx) =>
    startFlow(tx, manager, {
      customerTenantId: world.acme.id,
      templateKey: 'marketing-analytics',
      invite: { email: 'owner@acme.example', name: 'Ada', locale: 'en' },
    }),
  );
  flowId = must(started).flowId;
  await answerAsPersona();
});
afterAll(async () => {
  await meta.close();
  await database.close();
});

/** Every page answered as the person of the template would, written past the use cases. */
async function answerAsPersona(): Promise<void> {
  const definition = library.find(({ key }) => key === 'marketing-analytics');
  if (!definition) throw new Error('the template is missing');
  const { stored } = persona('marketing-analytics', 'en', 'fernhill_golf');
  const { pages, answers } = goThrough(definition, ({ id }) => stored[id]);
  for (const page of pages) {
    const data = Object.fromEntries(
      page.fields.flatMap(({ id }) => (answers[id] === undefined ? [] : [[id, { value: answers[id], hash: 'h' }]])),
    );
    await database.sql(
      `insert into onboarding_steps (tenant_id, id, flow_id, step_name, section_id, task_id, status, data, continued_at)
       values ($1, $2, $3, $4, 's', 't', 'completed', $5, now())`,
      [world.acme.id, randomUUID(), flowId, page.id, JSON.stringify(data)],
    );
  }
}

const ours: Connection = { system: 'meta', settings: {}, secret: { app_id: '4711', app_secret: 'app-secret' } };
const fetch = () =>
  createSafeFetch({
    allowedEndpoints: [meta.origin],
    routes: { 'https://graph.facebook.com': meta.origin },
    resolve: () => Promise.resolve(['127.0.0.1']),
  });
const give = async (token: string) => {
  const owner = world.acmeOwner;
  const ref = { flowId, stepId: 'meta-token' };
  const asked = must(
    await withTenant(owner, (tx) => submitCredential(tx, owner, { ...ref, parts: { access_token: token } })),
  );
  await checkCredentialWorkflow({
    wire: { fetch: fetch(), pace: unpaced, now: () => new Date() },
    connection: () => Promise.resolve(ours),
    means: systemMeans,
    onUnexpected: (error) => {
      throw error;
    },
  })(immediate, { tenantId: world.acme.id, checkId: asked.checkId });
  return must(await withTenant(owner, (tx) => getLookView(tx, owner, { ...ref, locale: 'en' })));
};

it('a token that Meta does not know is refused with what to do, and nothing of it is kept @req G26 @req G28', async () => {
  const view = await give('EAAwrong');
  expect(view).toMatchObject({ state: 'failed', done: false, stored: null });
  expect(view.results.find(({ id }) => id === '/me')).toMatchObject({
    label: 'Meta accepts the token',
    failure: { code: 'credential_refused' },
  });
  expect(view.remedies[0]).toMatch(/does not know this token/);
});

it('a token without the right that is needed names that right @req G26', async () => {
  meta.addToken('EAAnarrow', {
    name: 'Fernhill',
    appId: '4711',
    scopes: [],
    accounts: ['act_12345678'],
    expiresAt: 0,
    dataAccessExpiresAt: 0,
  });
  const view = await give('EAAnarrow');
  expect(view).toMatchObject({ state: 'failed', stored: null });
  expect(view.results.find(({ id }) => id === 'ads_read')).toMatchObject({ state: 'failed' });
});

it('a good one is kept under the name of the template, until it ends @req G30 @req G43', async () => {
  const endsAt = Math.floor(Date.now() / 1000) + 30 * 86_400;
  meta.addToken('EAAgood', {
    name: 'Fernhill',
    appId: '4711',
    scopes: ['ads_read'],
    accounts: ['act_12345678'],
    expiresAt: endsAt,
    dataAccessExpiresAt: endsAt,
  });
  const view = await give('EAAgood');
  expect(view).toMatchObject({ state: 'passed', done: true });
  expect(view.stored?.storeName).toBe('growthnav-fernhill_golf-meta_access_token');
  expect(Math.round((Date.parse(view.stored?.rotateAt ?? '') - endsAt * 1000) / 60_000)).toBe(0);
  const live = await withTenant(world.acmeOwner, (tx) => liveCredentials(tx, flowId));
  expect([...live.keys()]).toEqual(['meta_access_token']);
});
