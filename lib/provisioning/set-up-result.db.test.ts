import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET } from '@/app/api/v1/onboardings/[flowId]/result/route';
import { forgetBreakers } from '@/lib/connectors/wire';
import { generateApiKey, hashKey } from '@/lib/crypto';
import { withTenant } from '@/lib/tenancy';
import { getSetUpResult } from './get-set-up-result';
import { getSupportView } from './verify';
import { marketingWorld, type MarketingWorld } from './testing/marketing-world';
import type { SubmittedFlow } from './testing/submitted-flow';

let here: MarketingWorld;
let good: SubmittedFlow;
let bad: SubmittedFlow;
beforeAll(async () => {
  here = await marketingWorld();
  good = await here.submitted(await here.world.customer(here.world.northwind, 'good'), {
    customerIdentifier: 'good_one',
  });
  await here.run(good);
  here.credentials.google_ads_refresh_token = { refresh_token: 'canary-refresh' };
  here.google.fault('status_403', { times: 99, match: 'POST /v1/projects/northwind-shared-1/secrets' });
  bad = await here.submitted(await here.world.customer(here.world.northwind, 'bad'), { customerIdentifier: 'bad_one' });
  await here.run(bad);
  here.google.fault('none');
  forgetBreakers();
});
afterAll(() => here.close());

const result = (flow: Readonly<{ flowId: string }>, actor = here.world.northwindManager) =>
  withTenant(actor, (tx) => getSetUpResult(tx, actor, flow));

async function call(flowId: string, tenantId: string, scopes: readonly string[]) {
  const key = generateApiKey();
  await here.database.sql(
    'insert into api_keys (tenant_id, id, name, key_hash, prefix, scopes) values ($1, $2, $3, $4, $5, $6)',
    [tenantId, randomUUID(), 'test', hashKey(key), key.slice(0, 12), scopes],
  );
  const response = await GET(new Request('http://localhost/', { headers: { 'x-api-key': key } }), {
    params: Promise.resolve({ flowId }),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

describe('what a set-up has come to', () => {
  it('says so of one that went well: success, dataset, duration, no errors @req G23', async () => {
    const found = await result(good);
    expect(found).toMatchObject({
      ok: true,
      value: { status: 'done', is_success: true, dataset_id: 'growthnav_good_one', errors: [], failed_step: null },
    });
    if (found.ok) {
      expect(found.value.duration_seconds).toBeGreaterThanOrEqual(0);
      expect(found.value.duration_seconds).toBeLessThan(600);
    }
  });

  it('says of one that failed which step, why, what had come about and what exists now @req G23 @req G38', async () => {
    const found = await result(bad);
    if (!found.ok) throw new Error(found.refusal.code);
    expect(found.value).toMatchObject({
      status: 'held',
      is_success: false,
      dataset_id: 'growthnav_bad_one',
      failed_step: 'storeGoogleToken',
      completed_steps: ['preflight', 'createDataset', 'createTables', 'register'],
    });
    expect(found.value.errors[0]).toMatchObject({ action: 'storeGoogleToken', code: 'permission_denied' });
    expect(found.value.created_resources.map(({ kind }) => kind)).toContain('bigquery_dataset');
    expect(JSON.stringify(found)).not.toContain('canary');
  });

  it('says the same to programs @req G23 @req G38', async () => {
    const { status, json } = await call(bad.flowId, here.world.northwind.id, ['run.read']);
    expect(status).toBe(200);
    for (const member of [
      'is_success',
      'dataset_id',
      'duration_seconds',
      'errors',
      'failed_step',
      'completed_steps',
      'created_resources',
    ])
      expect(Object.keys(json)).toContain(member);
    expect(json).toMatchObject({ is_success: false, failed_step: 'storeGoogleToken' });
    expect((await call(bad.flowId, here.world.northwind.id, ['customer.onboard'])).status).toBe(403);
  });

  it('is nobody else’s to know', async () => {
    expect(await result(good, here.world.alufuqManager)).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
    expect(await result({ flowId: randomUUID() })).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
    expect((await call(good.flowId, here.world.alufuq.id, ['run.read'])).status).toBe(404);
    expect((await call('no-uuid', here.world.northwind.id, ['run.read'])).status).toBe(404);
  });
});

describe('what helps whoever looks after it', () => {
  it('writes the set-up script out for the project of this customer, without a secret @req G59', async () => {
    const actor = here.world.northwindManager;
    const view = await withTenant(actor, (tx) => getSupportView(tx, actor, { flowId: bad.flowId, locale: 'en' }));
    if (!view.ok) throw new Error(view.refusal.code);
    const script = view.value.commands.find(({ id }) => id === 'service-account');
    expect(script?.variants.map(({ text }) => text.split('\n')[0])).toEqual([
      'PROJECT_ID=fernhill-prod-471220',
      'PROJECT_ID=fernhill-prod-471220',
    ]);
    for (const { text } of script?.variants ?? []) {
      expect(text).toContain('SERVICE_ACCOUNT=portico-onboarding@$PROJECT_ID.iam.gserviceaccount.com');
      expect(text).not.toMatch(/\$\{|canary/);
    }
  });

  it('leads from what failed to what is to be looked at, and to what to read next @req G52 @req G63', async () => {
    const actor = here.world.northwindManager;
    const view = await withTenant(actor, (tx) => getSupportView(tx, actor, { flowId: bad.flowId, locale: 'en' }));
    if (!view.ok) throw new Error(view.refusal.code);
    expect(view.value.diagnostics.filter(({ suggested }) => suggested).map(({ id }) => id)).toEqual([
      'permission-denied',
    ]);
    expect(view.value.related).toHaveLength(2);
  });
});
