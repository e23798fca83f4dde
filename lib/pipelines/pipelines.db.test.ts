import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET as readOrder } from '@/app/api/v1/pipelines/orders/[orderId]/route';
import { POST } from '@/app/api/v1/pipelines/run/[tenantId]/[provider]/[domain]/[templateName]/route';
import { openSealed } from '@/lib/crypto';
import { immediate } from '@/lib/platform/jobs';
import { provisioningWorld, type ProvisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import type { SubmittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { asCustomer, withTenant } from '@/lib/tenancy';
import { askDatasetReport, getDatasetReport, orderPipeline, readDatasetWorkflow, runPipelineWorkflow } from './index';

type Holder = Readonly<{ flow: SubmittedFlow; identifier: string; key: string }>;
let here: ProvisioningWorld;
let worker: NodeJS.Timeout;
const underWay: Promise<unknown>[] = [];
let acme: Holder;
let other: Holder;

beforeAll(async () => {
  here = await provisioningWorld();
  acme = await setUp(here.world.acme, 'acmeinc_23xv2');
  other = await setUp(await here.world.customer(here.world.northwind, 'techcorp'), 'techcorp_99zx4');
  const taken = new Set<string>();
  worker = setInterval(() => {
    const looking = here.database
      .sql<{ tenantId: string; orderId: string }>(
        `select tenant_id as "tenantId", id as "orderId" from pipeline_orders where status = 'queued'`,
      )
      .then((orders) => {
        for (const order of orders) {
          if (taken.has(order.orderId)) continue;
          taken.add(order.orderId);
          underWay.push(runPipelineWorkflow(here.environment)(immediate, order));
        }
      });
    underWay.push(looking);
  }, 50);
});
afterAll(async () => {
  clearInterval(worker);
  // A look may begin an order's work, which is to end before its database is gone.
  for (const each of underWay) await each;
  await here.close();
});

async function setUp(customer: Readonly<{ id: string }>, identifier: string): Promise<Holder> {
  const flow = await here.submitted(customer, identifier);
  await here.run(flow);
  const [row] = await here.database.sql<{ id: string; sealed: string }>(
    'select id, sealed from customer_keys where tenant_id = $1 and flow_id = $2',
    [flow.tenantId, flow.flowId],
  );
  if (!row) throw new Error('No key was issued');
  const place = { tenantId: flow.tenantId, table: 'customer_keys', column: 'sealed', rowId: row.id };
  const key = await asCustomer(flow.tenantId, 'test', (tx) => openSealed(tx, place, row.sealed, 'test'));
  return { flow, identifier, key: key.reveal() };
}

async function call(path: readonly string[], key: string | null, body: unknown = {}) {
  const [tenantId = '', provider = '', domain = '', templateName = ''] = path;
  const response = await POST(
    new Request(`http://localhost/api/v1/pipelines/run/${path.join('/')}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === null ? {} : { 'x-api-key': key }) },
      body: JSON.stringify(body),
    }),
    { params: Promise.resolve({ tenantId, provider, domain, templateName }) },
  );
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}
const sample = ['gcp', 'cost', 'bill-sample-export'] as const;

describe('POST /api/v1/pipelines/run', () => {
  it('runs a shared template in the dataset of the key, with its placeholders filled @req C19 @req C22 @req C23 @req C24', async () => {
    const { status, json } = await call([acme.identifier, ...sample], acme.key, { run_date: '2026-11-20' });
    expect(json).toMatchObject({
      status: 'SUCCESS',
      pipeline_id: 'acmeinc_23xv2-gcp-cost-bill-sample-export',
      failed_step: null,
    });
    expect(status).toBe(200);
    const rows = await here.warehouse<{ service: string; day: string }>(
      here.world.northwind.id,
      'select service, usage_date::text as day from acmeinc_23xv2.bill_samples',
    );
    expect(rows).toEqual([{ service: 'gcp', day: '2026-11-20' }]);
    const location = String(json.location).split('/').at(-1) ?? '';
    const look = async (key: string) => {
      const request = new Request('http://localhost/', { headers: { 'x-api-key': key } });
      return (await readOrder(request, { params: Promise.resolve({ orderId: location }) })).status;
    };
    expect([await look(acme.key), await look(other.key)]).toEqual([200, 404]);
  });

  it('needs a key that is alive @req C18', async () => {
    for (const key of [null, '', 'acmeinc_23xv2_api_0000000000000000', `${acme.key}x`]) {
      expect((await call([acme.identifier, ...sample], key)).status).toBe(401);
    }
    expect((await call([acme.identifier, ...sample], acme.key)).status).toBe(200);
  });

  it('answers every other tenant id alike, whether there is such a tenant or not @req C26 @req C27', async () => {
    const holders = [acme, other];
    for (const holder of holders) {
      for (const identifier of [acme.identifier, other.identifier, 'nobody_at_all', 'ACMEINC_23XV2']) {
        const { status, json } = await call([identifier, ...sample], holder.key);
        expect(status).toBe(identifier === holder.identifier ? 200 : 403);
        if (status === 403) {
          const { status: missing, json: words } = await call(['no_such_tenant', ...sample], holder.key);
          expect([missing, words.type, words.title, words.detail]).toEqual([403, json.type, json.title, json.detail]);
        }
      }
    }
  });

  it('refuses a template that there is none of, and a body that it does not know', async () => {
    expect((await call([acme.identifier, 'aws', 'cost', 'nothing'], acme.key)).status).toBe(404);
    expect((await call([acme.identifier, ...sample], acme.key, { run_date: 'yesterday' })).status).toBe(422);
    expect((await call([acme.identifier, ...sample], acme.key, { other: 1 })).status).toBe(422);
  });
});

describe('orderPipeline', () => {
  const order = (actor: Parameters<typeof orderPipeline>[1], flowId: string, idempotencyKey: string | null = null) =>
    withTenant(actor, (tx) =>
      orderPipeline(tx, actor, {
        flowId,
        provider: 'gcp',
        domain: 'example',
        templateName: 'dryrun',
        body: {},
        idempotencyKey,
      }),
    );

  it('orders once under one key', async () => {
    const key = randomUUID();
    const first = await order(here.world.acmeOwner, acme.flow.flowId, key);
    expect(first.ok).toBe(true);
    expect(await order(here.world.acmeOwner, acme.flow.flowId, key)).toEqual(first);
  });

  it('refuses those who only look, and knows nothing of the flows of others', async () => {
    expect(await order(here.world.northwindManager, acme.flow.flowId)).toMatchObject({
      refusal: { code: 'forbidden' },
    });
    expect(await order(here.world.acmeOwner, other.flow.flowId)).toMatchObject({ refusal: { code: 'not_found' } });
    expect(await order(here.world.acmeOwner, randomUUID())).toMatchObject({ refusal: { code: 'not_found' } });
  });

  it('waits for a dataset', async () => {
    const customer = await here.world.customer(here.world.northwind, 'early');
    const flow = await here.submitted(customer, 'early_1');
    const actor = { ...here.world.acmeOwner, tenantId: customer.id };
    expect(await order(actor, flow.flowId)).toMatchObject({ refusal: { code: 'pipelines_not_ready' } });
  });
});

describe('what nobody foresaw', () => {
  it('ends an order and a look, instead of being tried for ever', async () => {
    const { tenantId, flowId } = acme.flow;
    const actor = here.world.acmeOwner;
    const odd = () => Promise.reject(new TypeError('odd'));
    const datasets = { ...here.environment.datasets, dryRun: odd, logs: odd };
    const seen: unknown[] = [];
    const lent = { ...here.environment, datasets, onUnexpected: (error: unknown) => void seen.push(error) };
    const [order] = await here.database.sql<{ id: string }>(
      `insert into pipeline_orders (tenant_id, id, flow_id, provider, domain, template_name, run_date, status, pipeline_id)
       values ($1, gen_random_uuid(), $2, 'gcp', 'example', 'dryrun', current_date, 'running', 'odd') returning id`,
      [tenantId, flowId],
    );
    await runPipelineWorkflow(lent)(immediate, { tenantId, orderId: order?.id ?? '' });
    const [ended] = await here.database.sql('select status, error from pipeline_orders where id = $1', [order?.id]);
    expect(ended).toEqual({ status: 'FAILED', error: { code: 'unexpected' } });
    expect(seen).toHaveLength(4);

    expect((await withTenant(actor, (tx) => askDatasetReport(tx, actor, { flowId }))).ok).toBe(true);
    await readDatasetWorkflow(lent)(immediate, { tenantId, flowId });
    const report = await withTenant(actor, (tx) => getDatasetReport(tx, actor, { flowId }));
    expect(report).toMatchObject({ value: { looking: false, error: 'unexpected' } });
  });
});

describe('what was read in the dataset', () => {
  const ask = (flowId: string, actor: Parameters<typeof getDatasetReport>[1]) =>
    withTenant(actor, (tx) => askDatasetReport(tx, actor, { flowId }));
  const look = (flowId: string, actor: Parameters<typeof getDatasetReport>[1]) =>
    withTenant(actor, (tx) => getDatasetReport(tx, actor, { flowId }));

  it('shows the last ten runs, the steps of the newest and what quality rules found @req C34 @req C35 @req C36 @req C37', async () => {
    const owner = here.world.northwind.id;
    const actor = here.world.acmeOwner;
    for (let index = 0; index < 11; index += 1) await call([acme.identifier, 'gcp', 'example', 'dryrun'], acme.key);
    await here.warehouse(owner, `insert into acmeinc_23xv2.bill_samples (service, cost_micros) values ('gcp', -1)`);
    expect((await call([acme.identifier, ...sample], acme.key)).json).toMatchObject({
      status: 'FAILED',
      failed_step: 'no_negative_cost',
    });
    const { tenantId, flowId } = acme.flow;
    expect((await ask(flowId, actor)).ok).toBe(true);
    expect(await look(flowId, actor)).toMatchObject({ value: { looking: true } });
    await readDatasetWorkflow(here.environment)(immediate, { tenantId, flowId });
    const report = await look(flowId, actor);
    if (!report.ok || !report.value?.logs) throw new Error('There is no report');
    const { logs, looking, dataset, error } = report.value;
    expect({ looking, dataset, error }).toEqual({ looking: false, dataset: 'acmeinc_23xv2', error: null });
    expect(logs.runs).toHaveLength(10);
    expect(logs.runs[0]).toMatchObject({ status: 'FAILED', trigger: 'api' });
    expect(logs.steps.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(logs.failures[0]).toMatchObject({ table: 'bill_samples' });
  });

  it('is nobody else’s', async () => {
    const stranger = here.world.alufuqManager;
    expect(await look(acme.flow.flowId, stranger)).toMatchObject({ refusal: { code: 'not_found' } });
    expect(await ask(acme.flow.flowId, stranger)).toMatchObject({ refusal: { code: 'not_found' } });
    expect(await look(randomUUID(), stranger)).toMatchObject({ refusal: { code: 'not_found' } });
  });
});
