import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { datasetTables } from '@/lib/connectors';
import { withTenant } from '@/lib/tenancy';
import { lookUpCustomerKey } from '@/lib/vault';
import { getRunView } from './get-run-view';
import { retryRun } from './retry-run';
import { revealSecret } from './reveal-secret';
import { changingActions, provisioningWorld, type ProvisioningWorld } from './testing/provisioning-world';
import type { SubmittedFlow } from './testing/submitted-flow';
import { undoRun } from './undo-run';

let here: ProvisioningWorld;
const folder = mkdtempSync(path.join(tmpdir(), 'portico-faults-'));
beforeAll(async () => {
  here = await provisioningWorld();
});
afterEach(() => {
  delete process.env.PORTICO_FAULTS;
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await here.close();
});

let count = 0;
const faults = (list: readonly Readonly<{ at: string; times?: number }>[]): void => {
  const file = path.join(folder, `faults-${(count += 1)}.json`);
  writeFileSync(file, JSON.stringify(list.map((fault) => ({ ...fault, do: 'fail' }))));
  process.env.PORTICO_FAULTS = file;
};
const stateOf = async (flow: SubmittedFlow) => {
  const [row] = await here.database.sql<{ run: string; flow: string; customer: string; failure: unknown }>(
    `select r.status as run, f.status as flow, c.status as customer, r.failure from provisioning_runs r
     join onboarding_flows f on f.tenant_id = r.tenant_id and f.id = r.flow_id
     join customers c on c.tenant_id = r.tenant_id where r.flow_id = $1 order by r.number desc limit 1`,
    [flow.flowId],
  );
  return row;
};
const statuses = async (runId: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (
      await here.database.sql<{ action_id: string; status: string }>(
        'select action_id, status from provisioning_actions where run_id = $1 order by position',
        [runId],
      )
    ).map((row) => [row.action_id, row.status]),
  );
const eventsOf = async (flow: SubmittedFlow): Promise<string[]> =>
  (
    await here.database.sql<{ name: string }>('select name from events where flow_id = $1 order by at, id', [
      flow.flowId,
    ])
  ).map((row) => row.name);
let customers = 0;
const newCustomer = () => here.world.customer(here.world.northwind, `made-${(customers += 1)}`);

describe('a run that goes well', () => {
  let flow: SubmittedFlow;
  beforeAll(async () => {
    flow = await here.submitted(here.world.acme, 'acmeinc_23xv2');
    await here.run(flow);
  });

  it('ends done, with flow, milestone and customer in the same state of affairs', async () => {
    expect(await stateOf(flow)).toEqual({ run: 'done', flow: 'done', customer: 'validated', failure: null });
    expect(new Set(Object.values(await statuses(flow.runId)))).toEqual(new Set(['verified']));
    expect(await eventsOf(flow)).toEqual(['run.started', ...Array<string>(6).fill('action.applied'), 'run.done']);
    const milestones = await here.database.sql('select name from flow_milestones where flow_id = $1 order by name', [
      flow.flowId,
    ]);
    expect(milestones).toEqual([{ name: 'provisioned' }, { name: 'submitted' }]);
    expect(here.unexpected).toEqual([]);
  });

  it('makes one dataset, named by the tenant identifier, in the owner’s own warehouse @req C10 @req C21', async () => {
    expect(await here.schemas(here.world.northwind.id)).toContain('acmeinc_23xv2');
    expect(await here.environment.datasets.list(here.world.northwind.id)).toEqual(['acmeinc_23xv2']);
  });

  it('makes the five tables with their columns @req C11 @req C12 @req C13 @req C14 @req C15 @req C21', async () => {
    for (const table of datasetTables) {
      const columns = await here.warehouse<{ column_name: string; data_type: string }>(
        here.world.northwind.id,
        `select column_name, data_type from information_schema.columns
         where table_schema = 'acmeinc_23xv2' and table_name = $1 order by ordinal_position`,
        [table.name],
      );
      expect(columns.map((column) => [column.column_name, column.data_type])).toEqual(table.columns);
    }
  });

  it('runs the dry-run pipeline and logs it like any pipeline @req C16', async () => {
    const runs = await here.warehouse(
      here.world.northwind.id,
      'select status, pipeline_id, tenant_id from acmeinc_23xv2.pipeline_runs',
    );
    expect(runs).toEqual([
      { status: 'SUCCESS', pipeline_id: 'acmeinc_23xv2-gcp-example-dryrun', tenant_id: 'acmeinc_23xv2' },
    ]);
    const steps = await here.warehouse(
      here.world.northwind.id,
      `select s.step_number, s.step_name, s.status from acmeinc_23xv2.step_logs s
       join acmeinc_23xv2.pipeline_runs r using (pipeline_logging_id) order by s.step_number`,
    );
    expect(steps).toEqual([
      { step_number: 1, step_name: 'connect', status: 'SUCCESS' },
      { step_number: 2, step_name: 'tables_present', status: 'SUCCESS' },
      { step_number: 3, step_name: 'columns_match', status: 'SUCCESS' },
      { step_number: 4, step_name: 'write_and_read', status: 'SUCCESS' },
    ]);
  });

  it('keeps an inventory of what exists now', async () => {
    const view = await withTenant(here.world.acmeOwner, (tx) => getRunView(tx, here.world.acmeOwner, flow));
    if (!view.ok || !view.value) throw new Error('no view');
    expect(view.value).toMatchObject({
      status: 'done',
      underWay: false,
      actionsDone: 6,
      failedActionId: null,
      mayRetry: false,
    });
    expect(view.value.inventory.map(({ kind }) => kind).sort()).toEqual([
      'api_key',
      'dataset',
      'key_record',
      ...Array<string>(5).fill('table'),
    ]);
  });

  it('running the workflow again changes nothing', async () => {
    const before = await eventsOf(flow);
    await here.run(flow);
    expect(await eventsOf(flow)).toEqual(before);
  });

  it('shows the key once, to the owner only, and keeps only hash and ciphertext @req C6 @req C7 @req C8 @req C9 @req C29', async () => {
    const input = { flowId: flow.flowId, stepId: 'reveal-api-key' };
    const { acmeOwner, acmeContributor, northwindAdmin, borealisOwner } = here.world;
    for (const actor of [acmeContributor, northwindAdmin]) {
      expect(await withTenant(actor, (tx) => revealSecret(tx, actor, input))).toMatchObject({
        refusal: { code: 'forbidden' },
      });
    }
    const outsider = await withTenant(borealisOwner, (tx) => revealSecret(tx, borealisOwner, input));
    expect(outsider).toMatchObject({ refusal: { code: 'not_found' } });

    const both = await Promise.all([1, 2].map(() => withTenant(acmeOwner, (tx) => revealSecret(tx, acmeOwner, input))));
    const shown = both.flatMap((outcome) => (outcome.ok ? [outcome.value.secret.reveal()] : []));
    expect(shown).toHaveLength(1);
    const key = shown[0] ?? '';
    expect(key).toMatch(/^acmeinc_23xv2_api_[0-9A-Za-z]{16}$/);
    const again = await withTenant(acmeOwner, (tx) => revealSecret(tx, acmeOwner, input));
    expect(again).toMatchObject({ refusal: { code: 'secret_already_shown', args: { by: acmeOwner.displayName } } });
    expect((await stateOf(flow))?.customer).toBe('active');

    const found = await withTenant(here.world.borealisOwner, (tx) => lookUpCustomerKey(tx, key));
    expect(found).toMatchObject({ tenantId: here.world.acme.id, identifier: 'acmeinc_23xv2' });
    expect(
      await withTenant(here.world.borealisOwner, (tx) => lookUpCustomerKey(tx, `${key.slice(0, -1)}!`)),
    ).toBeNull();

    const audit = await here.database.sql(
      `select action from audit_logs where tenant_id = $1 and action = 'secret.read'`,
      [flow.tenantId],
    );
    expect(audit).toHaveLength(1);
    const everywhere = [
      ...(await here.database.sql('select row_to_json(t)::text as text from customer_keys t')),
      ...(await here.database.sql('select row_to_json(t)::text as text from provisioning_runs t')),
      ...(await here.database.sql('select row_to_json(t)::text as text from provisioning_actions t')),
      ...(await here.database.sql('select row_to_json(t)::text as text from audit_logs t')),
      ...(await here.database.sql('select row_to_json(t)::text as text from events t')),
      ...(await here.warehouse(
        here.world.northwind.id,
        'select row_to_json(t)::text as text from acmeinc_23xv2.api_keys t',
      )),
    ];
    expect(everywhere.length).toBeGreaterThan(10);
    expect(JSON.stringify(everywhere)).not.toContain(key.slice('acmeinc_23xv2_api_'.length));
    const [recorded] = await here.warehouse<{ hash: string; sealed: string }>(
      here.world.northwind.id,
      'select api_key_hash as hash, encrypted_api_key as sealed from acmeinc_23xv2.api_keys',
    );
    const [kept] = await here.database.sql(
      `select encode(key_hash, 'hex') as hash, sealed from customer_keys where flow_id = $1`,
      [flow.flowId],
    );
    expect(recorded).toEqual(kept);
  });
});

describe('a run that fails', () => {
  const blocking = ['dataset', 'tables', 'customerKey', 'customerKeyRecord', 'verification'];

  it.each(blocking)('at %s is undone to nothing, and a second run goes well', async (actionId) => {
    const customer = await newCustomer();
    const flow = await here.submitted(customer, `made_${actionId}`);
    for (const moment of ['beforeEffect', 'afterEffectBeforeReceipt']) {
      faults([{ at: `apply:${actionId}:${moment}`, times: 20 }]);
      if (moment === 'beforeEffect') await here.run(flow);
      else {
        const actor = here.world.northwindManager;
        const next = await withTenant(actor, (tx) => retryRun(tx, actor, flow));
        if (!next.ok) throw new Error(next.refusal.code);
        await here.run(flow, next.value.runId);
      }
      expect(await stateOf(flow)).toMatchObject({
        run: 'undone',
        flow: 'submitted',
        customer: 'configured',
        failure: { failed_step: actionId, errors: [{ action: actionId, code: 'unreachable' }] },
      });
      expect(await here.schemas(here.world.northwind.id)).not.toContain(`made_${actionId}`);
      const live = await here.database.sql('select 1 from customer_keys where flow_id = $1 and revoked_at is null', [
        flow.flowId,
      ]);
      expect(live).toEqual([]);
      const present = await here.database.sql(
        `select 1 from inventory_items where flow_id = $1 and status <> 'removed'`,
        [flow.flowId],
      );
      expect(present).toEqual([]);
    }
    delete process.env.PORTICO_FAULTS;
    const actor = here.world.northwindManager;
    const next = await withTenant(actor, (tx) => retryRun(tx, actor, flow));
    if (!next.ok) throw new Error(next.refusal.code);
    expect(next.value.number).toBe(3);
    await here.run(flow, next.value.runId);
    expect(await stateOf(flow)).toMatchObject({ run: 'done', flow: 'done', customer: 'validated', failure: null });
  });

  it('for a moment is tried again and goes well', async () => {
    const flow = await here.submitted(await newCustomer(), 'moment_1');
    faults([
      { at: 'apply:dataset:beforeEffect', times: 2 },
      { at: 'apply:tables:afterEffectBeforeReceipt', times: 2 },
    ]);
    await here.run(flow);
    expect(await stateOf(flow)).toMatchObject({ run: 'done', failure: null });
    const attempts = await here.database.sql(
      'select action_id, attempts from provisioning_actions where run_id = $1 and attempts > 1',
      [flow.runId],
    );
    expect(attempts).toEqual(
      expect.arrayContaining([
        { action_id: 'dataset', attempts: 3 },
        { action_id: 'tables', attempts: 3 },
      ]),
    );
  });

  it('only at the dry run still sets the customer up and reports it @req C17 @req C32', async () => {
    const flow = await here.submitted(
      await newCustomer(),
      'dry_fails',
      changingActions((actions) =>
        actions.map((action) =>
          action.id === 'dryRun' ? { ...action, with: { ...action.with, template: 'gcp/none' } } : action,
        ),
      ),
    );
    await here.run(flow);
    expect(await stateOf(flow)).toMatchObject({
      run: 'done',
      flow: 'done',
      failure: {
        failed_step: null,
        errors: [{ action: 'dryRun', code: 'template_missing', args: { template: 'gcp/none' } }],
      },
    });
    expect((await statuses(flow.runId)).dryRun).toBe('failed');
  });

  it('never touches a dataset that another flow has made @req C25', async () => {
    const first = await here.submitted(await newCustomer(), 'shared_name');
    await here.run(first);
    const second = await here.submitted(await newCustomer(), 'shared_name');
    await here.run(second);
    expect(await stateOf(second)).toMatchObject({ run: 'undone', failure: { errors: [{ code: 'dataset_exists' }] } });
    expect(await here.schemas(here.world.northwind.id)).toContain('shared_name');
    const rows = await here.warehouse(here.world.northwind.id, 'select 1 from shared_name.api_keys');
    expect(rows).toHaveLength(1);
  });

  it('keeps and holds by policy, and a later run adopts what was kept', async () => {
    const flow = await here.submitted(
      await newCustomer(),
      'kept_1',
      changingActions((actions) =>
        actions.map((action) =>
          action.id === 'tables'
            ? { ...action, onLaterFailure: { default: 'undo', customerKeyRecord: 'keep-and-hold' } }
            : action,
        ),
      ),
    );
    faults([{ at: 'apply:customerKeyRecord:beforeEffect', times: 20 }]);
    await here.run(flow);
    expect(await stateOf(flow)).toMatchObject({ run: 'held', flow: 'held' });
    expect(await statuses(flow.runId)).toEqual({
      dataset: 'kept',
      tables: 'kept',
      customerKey: 'undone',
      customerKeyRecord: 'failed',
      verification: 'skipped',
      dryRun: 'skipped',
    });
    expect(await here.schemas(here.world.northwind.id)).toContain('kept_1');
    delete process.env.PORTICO_FAULTS;
    const actor = here.world.northwindManager;
    const next = await withTenant(actor, (tx) => retryRun(tx, actor, flow));
    if (!next.ok) throw new Error(next.refusal.code);
    await here.run(flow, next.value.runId);
    expect(await stateOf(flow)).toMatchObject({ run: 'done', flow: 'done' });
  });

  it('is held, with what it stands on, when a thing cannot be taken away', async () => {
    const flow = await here.submitted(await newCustomer(), 'stuck_1');
    faults([
      { at: 'apply:verification:beforeEffect', times: 20 },
      { at: 'undo:tables:beforeEffect', times: 20 },
    ]);
    await here.run(flow);
    expect(await stateOf(flow)).toMatchObject({ run: 'held', flow: 'held' });
    expect(await statuses(flow.runId)).toMatchObject({ tables: 'undo_failed', dataset: 'kept', customerKey: 'undone' });
    expect(await here.schemas(here.world.northwind.id)).toContain('stuck_1');
  });

  it('does not bring back what was undone when a worker wakes up late', async () => {
    const flow = await here.submitted(await newCustomer(), 'late_1');
    faults([{ at: 'apply:tables:beforeEffect', times: 20 }]);
    await here.run(flow);
    const late = {
      ownerTenantId: here.world.northwind.id,
      name: 'late_1',
      flowId: flow.flowId,
      key: `${flow.runId}:dataset`,
    };
    await expect(here.environment.datasets.create(late)).rejects.toMatchObject({ code: 'undone_meanwhile' });
    expect(await here.schemas(here.world.northwind.id)).not.toContain('late_1');
  });
});

describe('people', () => {
  it('take a finished run back: dataset and key go, the flow is submitted again', async () => {
    const customer = await newCustomer();
    const owner = await customer.member('owner');
    const flow = await here.submitted(customer, 'taken_back');
    await here.run(flow);
    const { northwindManager, alufuqManager } = here.world;
    expect(await withTenant(owner, (tx) => undoRun(tx, owner, flow))).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(await withTenant(alufuqManager, (tx) => undoRun(tx, alufuqManager, flow))).toMatchObject({
      refusal: { code: 'not_found' },
    });
    expect(await withTenant(northwindManager, (tx) => undoRun(tx, northwindManager, flow))).toMatchObject({ ok: true });
    const queued = await here.database.sql(`select name from dbos.workflow_status where workflow_uuid like $1`, [
      `undo:${flow.runId}:%`,
    ]);
    expect(queued).toEqual([{ name: 'undo-run' }]);
    await here.undo(flow);
    expect(await stateOf(flow)).toMatchObject({ run: 'undone', flow: 'submitted', customer: 'configured' });
    expect(await here.schemas(here.world.northwind.id)).not.toContain('taken_back');
    const reveal = await withTenant(owner, (tx) =>
      revealSecret(tx, owner, { flowId: flow.flowId, stepId: 'reveal-api-key' }),
    );
    expect(reveal).toMatchObject({ refusal: { code: 'not_found' } });
  });

  it('may not retry a run that is planned, done, or not theirs', async () => {
    const customer = await newCustomer();
    const flow = await here.submitted(customer, 'not_yet');
    const { northwindManager, alufuqManager, acmeOwner } = here.world;
    const ask = (actor: typeof acmeOwner) => withTenant(actor, (tx) => retryRun(tx, actor, flow));
    expect(await ask(northwindManager)).toMatchObject({
      refusal: { code: 'run_not_allowed', args: { status: 'planned' } },
    });
    expect(await ask(alufuqManager)).toMatchObject({ refusal: { code: 'not_found' } });
    expect(await ask(acmeOwner)).toMatchObject({ refusal: { code: 'forbidden' } });
    const stranger = await withTenant(alufuqManager, (tx) => getRunView(tx, alufuqManager, flow));
    expect(stranger).toMatchObject({ refusal: { code: 'not_found' } });
    const own = await withTenant(northwindManager, (tx) => getRunView(tx, northwindManager, flow));
    expect(own).toMatchObject({ ok: true, value: { status: 'planned', underWay: true, actions: [] } });
  });
});

describe('many customers', () => {
  it('sets up the five of the reference at once, each in a dataset of its own @req C20 @req C25', async () => {
    const ids = ['acmeinc_23xv2', 'techcorp_99zx4', 'datasystems_45abc', 'cloudworks_78def', 'bytefactory_12ghi'];
    const owner = here.world.alufuq;
    const flows = await Promise.all(
      ids.map(async (id) => here.submitted(await here.world.customer(owner, id.replaceAll('_', '-')), id)),
    );
    await Promise.all(flows.map((flow) => here.run(flow)));
    for (const flow of flows) expect(await stateOf(flow)).toMatchObject({ run: 'done', failure: null });
    expect(await here.schemas(owner.id)).toEqual([...ids].sort());
    for (const id of ids) {
      const rows = await here.warehouse<{ tenant_id: string }>(owner.id, `select tenant_id from ${id}.api_keys`);
      expect(rows).toEqual([{ tenant_id: id }]);
    }
  });

  it('keeps a name that PostgreSQL has for itself apart', async () => {
    const customer = await here.world.customer(here.world.alufuq, 'odd-name');
    const flow = await here.submitted(customer, 'pg_team');
    await here.run(flow);
    expect(await stateOf(flow)).toMatchObject({ run: 'done' });
    expect(await here.environment.datasets.list(here.world.alufuq.id)).toContain('pg_team');
  });
});
