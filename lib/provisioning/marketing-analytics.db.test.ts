import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { analyticsTables } from '@/lib/flow-templates/library/marketing-analytics/set-up';
import { withTenant } from '@/lib/tenancy';
import { forgetBreakers } from '@/lib/connectors/wire';
import { marketingWorld, ownerProject, type MarketingWorld } from './testing/marketing-world';
import type { SubmittedFlow } from './testing/submitted-flow';
import { decideApproval } from './decide-approval';
import { retryRun } from './retry-run';

let here: MarketingWorld;
beforeAll(async () => {
  here = await marketingWorld();
});
afterEach(() => {
  here.google.withhold();
  here.google.clear();
  for (const name of Object.keys(here.credentials)) delete here.credentials[name];
  forgetBreakers();
});
afterAll(async () => {
  await here.close();
});

let customers = 0;
const newCustomer = () => here.world.customer(here.world.northwind, `market-${(customers += 1)}`);
const stateOf = async (flow: SubmittedFlow) => {
  const [row] = await here.database.sql<{ run: string; flow: string; customer: string; failure: Report | null }>(
    `select r.status as run, f.status as flow, c.status as customer, r.failure from provisioning_runs r
     join onboarding_flows f on f.tenant_id = r.tenant_id and f.id = r.flow_id
     join customers c on c.tenant_id = r.tenant_id where r.flow_id = $1 order by r.number desc limit 1`,
    [flow.flowId],
  );
  if (!row) throw new Error('no run');
  return row;
};
type Report = Readonly<{
  failed_step: string | null;
  errors: readonly Readonly<{ action: string; code: string; args: Readonly<Record<string, string>> }>[];
  completed_steps: readonly string[];
  created_resources: readonly Readonly<{ kind: string; name: string; status: string }>[];
}>;
const entry = (id: string) => here.entries().find((row) => row.customer_id === id);
const dataset = (id: string, project = 'fernhill-prod-471220') =>
  here.google.datasets().find((found) => found.projectId === project && found.datasetId === `growthnav_${id}`);
const secrets = (id: string) =>
  here.google
    .secrets()
    .filter(({ name }) => name.startsWith(`growthnav-${id}-`))
    .map(({ name }) => name)
    .sort();
const bothTokens = () => {
  here.credentials.google_ads_refresh_token = { refresh_token: '1//0refresh' };
  here.credentials.meta_access_token = { access_token: 'EAAG-access' };
};

describe('a customer of marketing analytics that is set up', () => {
  let flow: SubmittedFlow;
  beforeAll(async () => {
    bothTokens();
    flow = await here.submitted(await newCustomer(), { customerIdentifier: 'fernhill_golf' });
    await here.run(flow);
  });

  it('is active, with nothing that went wrong @req G24 @req G44 @req G45 @req G46 @req G50', async () => {
    expect(here.unexpected).toEqual([]);
    expect(await stateOf(flow)).toEqual({ run: 'done', flow: 'done', customer: 'active', failure: null });
  });

  it('has one dataset, named after it, with the two tables in the shape of the template @req G40 @req G41', () => {
    const found = dataset('fernhill_golf');
    expect(found).toBeDefined();
    expect([...(found?.tables.keys() ?? [])].sort()).toEqual(['conversions', 'daily_metrics']);
    for (const table of analyticsTables) {
      expect(found?.tables.get(table.name)?.columns.map(({ name }) => name)).toEqual(
        table.columns.map(({ name }) => name),
      );
    }
  });

  it('has one entry in the register, with what it answered @req G42', () => {
    expect(here.entries().filter((row) => row.customer_id === 'fernhill_golf')).toHaveLength(1);
    expect(entry('fernhill_golf')).toMatchObject({
      customer_name: 'Fernhill Mini Golf',
      industry: 'golf',
      dataset: 'growthnav_fernhill_golf',
      google_ads_customer_ids: ['123-456-7890', '987-654-3210'],
      meta_ad_account_ids: ['act_12345678'],
      tags: ['enterprise', 'q1_2027'],
      status: 'active',
    });
  });

  it('has its tokens where the reports look for them, each under its name, opened for that alone @req G43', () => {
    expect(secrets('fernhill_golf')).toEqual([
      'growthnav-fernhill_golf-google_ads_refresh_token',
      'growthnav-fernhill_golf-meta_access_token',
    ]);
    const stored = here.google.secrets().find(({ name }) => name.endsWith('fernhill_golf-google_ads_refresh_token'));
    expect(stored?.versions.map(String)).toEqual(['1//0refresh']);
    expect(here.read).toEqual(['google_ads_refresh_token storeGoogleToken', 'meta_access_token storeMetaToken']);
  });

  it('keeps no token in what the run remembers', async () => {
    const rows = await here.database.sql(
      `select row_to_json(a)::text as row from provisioning_actions a where run_id = $1
      union all select row_to_json(r)::text from provisioning_runs r where id = $1`,
      [flow.runId],
    );
    expect(rows.length).toBeGreaterThan(5);
    expect(JSON.stringify(rows)).not.toMatch(/1\/\/0refresh|EAAG-access/);
  });

  it('is taken back without a trace when somebody asks for it', async () => {
    await here.undo(flow);
    expect(await stateOf(flow)).toMatchObject({ run: 'undone', flow: 'submitted' });
    expect(dataset('fernhill_golf')).toBeUndefined();
    expect(entry('fernhill_golf')).toBeUndefined();
    expect(secrets('fernhill_golf')).toEqual([]);
  });
});

describe('what may be left out', () => {
  it('leaves a customer without tokens active @req G24', async () => {
    const flow = await here.submitted(await newCustomer(), { customerIdentifier: 'without_tokens' });
    await here.run(flow);
    expect(await stateOf(flow)).toMatchObject({ run: 'done', customer: 'active' });
    expect(secrets('without_tokens')).toEqual([]);
  });

  it('makes the dataset in the owner’s project when the customer names none @req G4 @req G39', async () => {
    const customer = await newCustomer();
    await here.database.sql(
      `insert into connections (tenant_id, id, system, settings, saved_at)
       values ($1, gen_random_uuid(), 'google-cloud', $2, now()) on conflict do nothing`,
      [here.world.northwind.id, JSON.stringify({ projectId: ownerProject })],
    );
    const flow = await here.submitted(customer, { customerIdentifier: 'no_project', projectId: null }, ownerProject);
    await here.run(flow);
    expect(await stateOf(flow)).toMatchObject({ run: 'done', customer: 'active' });
    expect(dataset('no_project', ownerProject)).toBeDefined();
    expect(entry('no_project')).toMatchObject({ gcp_project_id: ownerProject });
  });
});

describe('what is taken back', () => {
  it('touches nothing when a right is missing, and names it @req G57 @req G58 @req G60', async () => {
    here.google.withhold('bigquery.datasets.delete', 'secretmanager.versions.add');
    const flow = await here.submitted(await newCustomer(), { customerIdentifier: 'no_rights' });
    await here.run(flow);
    const { run, failure } = await stateOf(flow);
    expect(run).toBe('undone');
    expect(failure).toMatchObject({ failed_step: 'preflight', completed_steps: [], created_resources: [] });
    expect(failure?.errors[0]).toMatchObject({
      code: 'permissions_missing',
      args: { permissions: 'bigquery.datasets.delete, secretmanager.versions.add' },
    });
    expect(here.effects()).toEqual([]);
  });

  it('has nothing to undo when the dataset cannot be made @req G34', async () => {
    here.google.exhaust('quotaExceeded', 9);
    const flow = await here.submitted(await newCustomer(), { customerIdentifier: 'no_quota' });
    await here.run(flow);
    here.google.exhaust('quotaExceeded', 0);
    const { run, customer, failure } = await stateOf(flow);
    expect({ run, customer }).toEqual({ run: 'undone', customer: 'configured' });
    expect(failure).toMatchObject({ failed_step: 'createDataset', created_resources: [] });
    expect(failure?.errors[0]?.code).toBe('quota_exceeded');
    expect(here.effects()).toEqual([]);
  });

  it('deletes the dataset when the register cannot be updated @req G35', async () => {
    here.google.fault('status_403', { times: 99, match: 'POST /bigquery/v2/projects/northwind-shared-1/queries' });
    const flow = await here.submitted(await newCustomer(), { customerIdentifier: 'no_register' });
    await here.run(flow);
    here.google.fault('none');
    const { run, failure } = await stateOf(flow);
    expect(run).toBe('undone');
    expect(failure).toMatchObject({ failed_step: 'register' });
    expect(here.effects().some((effect) => effect.startsWith('dataset.created'))).toBe(true);
    expect(dataset('no_register')).toBeUndefined();
    expect(entry('no_register')).toBeUndefined();
    expect(failure?.errors.find(({ action }) => action === 'register')?.code).toBe('registry_refused');
  });

  it('deletes its own dataset when the entry is somebody else’s, and leaves that entry alone @req G35 @req G51', async () => {
    const other = await here.submitted(await newCustomer(), { customerIdentifier: 'taken_entry' });
    await here.run(other);
    const theirs = entry('taken_entry');
    const flow = await here.submitted(await newCustomer(), {
      customerIdentifier: 'own_dataset',
      entry: 'new',
    });
    // The register knows the id from a time before this product: the row says nothing of who manages it.
    Object.assign(entryRow('taken_entry'), { customer_id: 'own_dataset', managed_by: null });
    await here.run(flow);
    const { run, failure } = await stateOf(flow);
    expect(run).toBe('undone');
    expect(failure?.errors.find(({ action }) => action === 'register')?.code).toBe('already_exists');
    expect(dataset('own_dataset')).toBeUndefined();
    expect(dataset('taken_entry')).toBeDefined();
    expect(entry('own_dataset')).toMatchObject({ customer_name: theirs?.customer_name, status: 'active' });
  });

  it('never touches a dataset of the same name that was there before @req G35', async () => {
    const foreign = 'fernhill-prod-471220.growthnav_was_there';
    here.google.addTable(`${foreign}.precious`, [{ name: 'x', type: 'STRING', mode: 'NULLABLE' }]);
    const flow = await here.submitted(await newCustomer(), { customerIdentifier: 'was_there' });
    await here.run(flow);
    const { run, failure } = await stateOf(flow);
    expect(run).toBe('undone');
    expect(failure?.errors[0]?.code).toBe('dataset_exists');
    expect([...(dataset('was_there')?.tables.keys() ?? [])]).toEqual(['precious']);
    expect(here.effects()).toEqual([]);
  });

  it('keeps everything and holds the customer, inactive, when a token cannot be stored; goes on from there @req G36 @req G37', async () => {
    bothTokens();
    here.google.fault('status_403', { times: 99, match: 'POST /v1/projects/northwind-shared-1/secrets' });
    const flow = await here.submitted(await newCustomer(), { customerIdentifier: 'no_store' });
    await here.run(flow);
    here.google.fault('none');
    const { run, flow: status, customer, failure } = await stateOf(flow);
    expect({ run, status, customer }).toEqual({ run: 'held', status: 'held', customer: 'configured' });
    expect(failure?.failed_step).toBe('storeGoogleToken');
    expect(failure?.created_resources.map(({ kind, status: kept }) => `${kind} ${kept}`).sort()).toEqual([
      'bigquery_dataset kept',
      'bigquery_table kept',
      'bigquery_table kept',
      'registry_entry kept',
    ]);
    expect(dataset('no_store')).toBeDefined();
    expect(entry('no_store')).toMatchObject({ status: 'inactive' });

    const manager = here.world.northwindManager;
    const again = await withTenant(manager, (tx) => retryRun(tx, manager, { flowId: flow.flowId }));
    if (!again.ok) throw new Error(again.refusal.code);
    await here.run(flow, again.value.runId);
    expect(await stateOf(flow)).toMatchObject({ run: 'done', customer: 'active' });
    expect(here.entries().filter((row) => row.customer_id === 'no_store')).toHaveLength(1);
    expect(entry('no_store')).toMatchObject({ status: 'active' });
    expect(secrets('no_store')).toHaveLength(2);
  });
});

const entryRow = (id: string): Record<string, unknown> => {
  const row = entry(id);
  if (!row) throw new Error(`There is no entry ${id}`);
  return row;
};

describe('a store of secrets that is gone after half of the work', () => {
  it('leaves nothing that the inventory does not name, and a further run goes on from it', async () => {
    bothTokens();
    here.google.fault('reset', { times: 999, match: '/secrets/' });
    const flow = await here.submitted(await newCustomer(), { customerIdentifier: 'half_store' });
    await here.run(flow);
    here.google.fault('none');
    forgetBreakers();
    const { run, failure } = await stateOf(flow);
    expect(run).toBe('held');
    const name = 'growthnav-half_store-google_ads_refresh_token';
    expect(secrets('half_store')).toEqual([name]);
    expect(failure?.created_resources).toContainEqual({ kind: 'secret', name, status: 'unknown' });

    const again = await withTenant(here.world.northwindManager, (tx) =>
      retryRun(tx, here.world.northwindManager, { flowId: flow.flowId }),
    );
    if (!again.ok) throw new Error(again.refusal.code);
    await here.run(flow, again.value.runId);
    expect(await stateOf(flow)).toMatchObject({ run: 'done', customer: 'active' });
    expect(
      await here.database.sql(
        `select status, count(*)::int as count from inventory_items
         where flow_id = $1 and kind = 'secret' and name = $2 group by 1 order by 1`,
        [flow.flowId, name],
      ),
    ).toEqual([
      { status: 'present', count: 1 },
      { status: 'removed', count: 1 },
    ]);
  });
});

describe('an answer that gets lost on its way back', () => {
  it.each([
    ['POST /bigquery/v2/projects/fernhill-prod-471220/datasets'],
    ['POST /bigquery/v2/projects/northwind-shared-1/queries'],
    ['POST /v1/projects/northwind-shared-1/secrets'],
  ])('leaves one of everything: %s', async (match) => {
    bothTokens();
    const id = `lost_${match.length}`;
    here.google.fault('after_effect', { times: 1, match });
    const flow = await here.submitted(await newCustomer(), { customerIdentifier: id });
    await here.run(flow);
    expect(await stateOf(flow)).toMatchObject({ run: 'done', customer: 'active' });
    expect(here.entries().filter((row) => row.customer_id === id)).toHaveLength(1);
    expect(secrets(id)).toHaveLength(2);
    expect(here.effects().filter((effect) => effect.startsWith('dataset.created'))).toHaveLength(1);
  });
});

describe('an update of an entry that there is', () => {
  const approve = async (flow: SubmittedFlow) => {
    expect(await stateOf(flow)).toMatchObject({ run: 'waiting' });
    const admin = here.world.northwindAdmin;
    const agreed = await withTenant(admin, (tx) =>
      decideApproval(tx, admin, { flowId: flow.flowId, actionId: 'confirmUpdate', decision: 'approve' }),
    );
    if (!agreed.ok) throw new Error(agreed.refusal.code);
    await here.run(flow);
  };
  const update = (customer: Readonly<{ id: string }>, existingCustomerId: string) =>
    here.submitted(customer, {
      ...{ entry: 'update', existingCustomerId },
      ...{ customerName: 'Fernhill Golf & Leisure', tags: ['renamed'] },
    });

  it('changes the entry and makes no dataset; taking it back restores what stood there @req G21 @req G64', async () => {
    const customer = await newCustomer();
    const first = await here.submitted(customer, { customerIdentifier: 'updated_one' });
    await here.run(first);
    here.google.clear();
    const flow = await update(customer, 'updated_one');
    await here.run(flow);
    expect(entry('updated_one')).toMatchObject({ customer_name: 'Fernhill Mini Golf' });
    await approve(flow);
    expect(await stateOf(flow)).toMatchObject({ run: 'done', customer: 'active' });
    expect(entry('updated_one')).toMatchObject({
      customer_name: 'Fernhill Golf & Leisure',
      tags: ['renamed'],
      dataset: 'growthnav_updated_one',
      status: 'active',
    });
    expect(here.effects().filter((effect) => effect.startsWith('dataset.'))).toEqual([]);
    await here.undo(flow);
    expect(entry('updated_one')).toMatchObject({ customer_name: 'Fernhill Mini Golf', status: 'active' });
    expect(dataset('updated_one')).toBeDefined();
  });

  it('takes over an entry from before this product once somebody agreed, and nobody else may have it then @req G64', async () => {
    const other = await here.submitted(await newCustomer(), { customerIdentifier: 'from_before' });
    await here.run(other);
    await here.database.sql(`delete from customer_identifiers where value = 'from_before'`);
    Object.assign(entryRow('from_before'), { managed_by: null });
    const flow = await update(await newCustomer(), 'from_before');
    await here.run(flow);
    await approve(flow);
    expect(await stateOf(flow)).toMatchObject({ run: 'done', customer: 'active' });
    expect(entry('from_before')).toMatchObject({ tags: ['renamed'] });
    const late = await update(await newCustomer(), 'from_before');
    await here.run(late);
    await approve(late);
    expect(await stateOf(late)).toMatchObject({ run: 'undone' });
  });

  it('does not let a customer change the entry of another by naming it, whoever agrees @req G64', async () => {
    const owner = await here.submitted(await newCustomer(), { customerIdentifier: 'not_yours' });
    await here.run(owner);
    const before = { ...entry('not_yours') };
    const flow = await update(await newCustomer(), 'not_yours');
    await here.run(flow);
    expect(entry('not_yours')).toEqual(before);
    await approve(flow);
    const { run, failure } = await stateOf(flow);
    expect(run).toBe('undone');
    expect(failure?.errors[0]?.code).toBe('already_exists');
    expect(entry('not_yours')).toEqual(before);
  });

  it('changes nothing when somebody says no @req G21', async () => {
    const customer = await newCustomer();
    await here.run(await here.submitted(customer, { customerIdentifier: 'declined_one' }));
    const before = { ...entry('declined_one') };
    const flow = await update(customer, 'declined_one');
    await here.run(flow);
    const admin = here.world.northwindAdmin;
    const said = await withTenant(admin, (tx) =>
      decideApproval(tx, admin, { flowId: flow.flowId, actionId: 'confirmUpdate', decision: 'decline' }),
    );
    expect(said.ok).toBe(true);
    await here.run(flow);
    expect(await stateOf(flow)).toMatchObject({ run: 'undone' });
    expect(entry('declined_one')).toEqual(before);
  });
});
