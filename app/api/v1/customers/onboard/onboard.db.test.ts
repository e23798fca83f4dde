import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET as readOnboarding } from '@/app/api/v1/onboardings/[flowId]/route';
import { generateApiKey, hashKey } from '@/lib/crypto';
import { installLibrary } from '@/lib/flow-templates';
import { provisioningWorld, type ProvisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import { withTenant } from '@/lib/tenancy';
import { POST } from './route';

let here: ProvisioningWorld;
let key = '';
let strangersKey = '';
let worker: NodeJS.Timeout;
const underWay: Promise<unknown>[] = [];

beforeAll(async () => {
  here = await provisioningWorld();
  await withTenant(here.world.platformAdmin, (tx) =>
    installLibrary(tx, here.world.platformAdmin, { tenantId: here.world.platform.id }),
  );
  key = await issue(here.world.northwind.id, ['customer.onboard']);
  strangersKey = await issue(here.world.alufuq.id, ['customer.onboard']);
  // The worker's part, in this process: whatever is planned is run.
  const taken = new Set<string>();
  worker = setInterval(() => {
    const looking = here.database
      .sql<{ tenantId: string; runId: string; flowId: string }>(
        `select tenant_id as "tenantId", id as "runId", flow_id as "flowId" from provisioning_runs where status = 'planned'`,
      )
      .then((runs) => {
        for (const run of runs) {
          if (taken.has(run.runId)) continue;
          taken.add(run.runId);
          underWay.push(here.run({ ...run } as Parameters<typeof here.run>[0]));
        }
      });
    underWay.push(looking);
  }, 60);
});
afterAll(async () => {
  clearInterval(worker);
  // A look may begin a run, which is to end before its database is gone.
  for (const each of underWay) await each;
  await here.close();
});

async function issue(tenantId: string, scopes: string[]): Promise<string> {
  const made = generateApiKey();
  await here.database.sql(
    'insert into api_keys (tenant_id, id, name, key_hash, prefix, scopes) values ($1, $2, $3, $4, $5, $6)',
    [tenantId, randomUUID(), 'test', hashKey(made), made.slice(0, 12), scopes],
  );
  return made;
}

async function onboard(body: unknown, idempotencyKey: string = randomUUID(), apiKey = key) {
  const response = await POST(
    new Request('http://localhost/api/v1/customers/onboard', {
      method: 'POST',
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      body: JSON.stringify(body),
    }),
    { params: Promise.resolve({}) },
  );
  return {
    status: response.status,
    location: response.headers.get('location') ?? '',
    json: (await response.json()) as Record<string, unknown>,
  };
}

const look = async (location: string, apiKey: string) => {
  const flowId = location.split('/').at(-1) ?? '';
  const request = new Request(`http://localhost${location}`, { headers: { 'x-api-key': apiKey } });
  const response = await readOnboarding(request, { params: Promise.resolve({ flowId }) });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
};

describe('POST /api/v1/customers/onboard @req I106', () => {
  it('answers everything that the reference promises, the key once @req C1 @req C5 @req C6 @req C7 @req C41', async () => {
    const { status, json, location } = await onboard({ tenant_id: 'acmeinc_23xv2' });
    expect(status).toBe(201);
    expect(json).toEqual({
      tenant_id: 'acmeinc_23xv2',
      api_key: expect.stringMatching(/^acmeinc_23xv2_api_[0-9A-Za-z]{16}$/),
      dataset_created: true,
      tables_created: ['api_keys', 'cloud_credentials', 'pipeline_runs', 'step_logs', 'dq_results'],
      dryrun_status: 'SUCCESS',
      message: expect.stringContaining('Customer acmeinc_23xv2 onboarded successfully'),
    });
    expect(await here.schemas(here.world.northwind.id)).toContain('acmeinc_23xv2');

    const again = await look(location, key);
    expect(again).toMatchObject({ status: 200, json: { status: 'done', tenant_id: 'acmeinc_23xv2' } });
    expect(JSON.stringify(again.json)).not.toContain('_api_');
  });

  it('is the same onboarding for the same idempotency key, without the key’s value', async () => {
    const id = randomUUID();
    const first = await onboard({ tenant_id: 'techcorp_99zx4' }, id);
    const second = await onboard({ tenant_id: 'techcorp_99zx4' }, id);
    expect(first.status).toBe(201);
    expect(second.status).toBe(201);
    const { api_key: shown, ...rest } = first.json;
    expect(shown).toBeTypeOf('string');
    expect(second.json).toEqual(rest);
    const stored = await here.database.sql('select response::text as text from idempotency_keys where key = $1', [id]);
    expect(JSON.stringify(stored)).not.toContain(String(shown));
    expect(await onboard({ tenant_id: 'other_id' }, id)).toMatchObject({
      status: 422,
      json: { code: 'idempotency_key_reused' },
    });
  });

  it('runs once for two calls with one key at the same moment, and shows the key to one of them', async () => {
    const id = randomUUID();
    const both = await Promise.all([
      onboard({ tenant_id: 'datasystems_45abc' }, id),
      onboard({ tenant_id: 'datasystems_45abc' }, id),
    ]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(both.filter(({ json }) => 'api_key' in json)).toHaveLength(1);
    const runs = await here.database.sql(
      `select r.id from provisioning_runs r join customer_identifiers i on i.tenant_id = r.tenant_id where i.value = 'datasystems_45abc'`,
    );
    expect(runs).toHaveLength(1);
  });

  it('gives an identifier to one of two who ask at the same moment, and leaves nothing of the other @req C4', async () => {
    const before = await here.database.sql<{ count: number }>('select count(*)::int as count from tenants');
    const both = await Promise.all([
      onboard({ tenant_id: 'cloudworks_78def' }),
      onboard({ tenant_id: 'cloudworks_78def' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(both.find(({ status }) => status === 409)?.json).toMatchObject({ code: 'identifier_taken' });
    const after = await here.database.sql<{ count: number }>('select count(*)::int as count from tenants');
    expect((after[0]?.count ?? 0) - (before[0]?.count ?? 0)).toBe(1);
  });

  it.each(['ab', 'x'.repeat(51), 'has-dash', 'has space', ''])(
    'refuses the identifier %j @req C2 @req C3',
    async (tenantId) => {
      const refused = await onboard({ tenant_id: tenantId });
      expect(refused).toMatchObject({ status: 422, json: { code: 'invalid_input', errors: [{ field: 'tenant_id' }] } });
    },
  );

  it('accepts the shortest and the longest identifier @req C3', async () => {
    expect((await onboard({ tenant_id: 'abc' })).status).toBe(201);
    expect((await onboard({ tenant_id: 'y'.repeat(50) })).status).toBe(201);
  });

  it('refuses a call without a key, and one whose key has another scope', async () => {
    expect(await onboard({ tenant_id: 'nobody_1' }, randomUUID(), 'wrong')).toMatchObject({ status: 401 });
    const narrow = await issue(here.world.northwind.id, ['funnel.read']);
    expect(await onboard({ tenant_id: 'nobody_1' }, randomUUID(), narrow)).toMatchObject({ status: 403 });
  });

  it('keeps owners apart: the same identifier is free elsewhere, and another owner’s onboarding does not exist', async () => {
    const mine = await onboard({ tenant_id: 'bytefactory_12ghi' });
    const theirs = await onboard({ tenant_id: 'bytefactory_12ghi' }, randomUUID(), strangersKey);
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    const foreign = await look(mine.location, strangersKey);
    const missing = await look(`/api/v1/onboardings/${randomUUID()}`, strangersKey);
    expect(foreign.status).toBe(404);
    const anonymous = ({ requestId: _id, ...problem }: Record<string, unknown>): unknown => problem;
    expect(anonymous(foreign.json)).toEqual(anonymous(missing.json));
  });
});
