import { verifyAudit } from '@/lib/audit';
import { datasetTables } from '@/lib/connectors';
import type { ProvisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import type { SubmittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { withTenant } from '@/lib/tenancy';

type Row = Readonly<{
  run_id: string;
  tenant_id: string;
  identifier: string;
  run: string;
  flow: string;
  live_keys: number;
  applied: number;
  undone: number;
  ended: number;
  present: number;
  receipts: number;
}>;

/** What the findings look at: any product and any warehouse in which Northwind's customers were set up. */
export type Looked = Pick<ProvisioningWorld, 'warehouse' | 'schemas'> &
  Readonly<{
    database: Pick<ProvisioningWorld['database'], 'sql'>;
    world: Pick<ProvisioningWorld['world'], 'northwind' | 'northwindManager'>;
  }>;

type End = 'done' | 'undone';

/** Everything that is not as it must be after the dust has settled; empty when all is well. */
export async function findings(
  here: Looked,
  flows: readonly Pick<SubmittedFlow, 'tenantId' | 'runId'>[],
  /** How the names of this batch's datasets begin, followed by a number. */
  prefix: string,
  wantedEnd: End | ((runId: string) => End),
): Promise<readonly string[]> {
  const problems: string[] = [];
  const endOf = typeof wantedEnd === 'string' ? () => wantedEnd : wantedEnd;
  const owner = here.world.northwind.id;
  const rows = await here.database.sql<Row>(
    `select r.id as run_id, r.tenant_id, i.value as identifier, r.status as run, f.status as flow,
       (select count(*)::int from customer_keys k where k.flow_id = f.id and k.revoked_at is null) as live_keys,
       (select count(*)::int from events e where e.flow_id = f.id and e.name = 'action.applied') as applied,
       (select count(*)::int from events e where e.flow_id = f.id and e.name = 'action.undone') as undone,
       (select count(*)::int from events e where e.flow_id = f.id and e.name in ('run.done', 'run.undone', 'run.held')) as ended,
       (select count(*)::int from inventory_items t where t.flow_id = f.id and t.status <> 'removed') as present,
       (select count(*)::int from provisioning_actions a where a.run_id = r.id and a.receipt is not null) as receipts
     from provisioning_runs r join onboarding_flows f on f.id = r.flow_id and f.tenant_id = r.tenant_id
     join customer_identifiers i on i.tenant_id = r.tenant_id where r.id = any ($1)`,
    [flows.map(({ runId }) => runId)],
  );
  const isOurs = (name: string) => new RegExp(`^${prefix}_\\d+$`).test(name);
  const schemas = (await here.schemas(owner)).filter(isOurs);
  for (const row of rows) {
    const say = (text: string) => problems.push(`${row.identifier}: ${text}`);
    const expected = endOf(row.run_id);
    if (row.run !== expected) say(`the run is ${row.run}`);
    if (row.flow !== (expected === 'done' ? 'done' : 'submitted')) say(`the flow is ${row.flow}`);
    if (row.ended !== 1) say(`it ended ${row.ended} times`);
    if (row.applied !== row.receipts) say(`${row.applied} effects were recorded for ${row.receipts} receipts`);
    if (expected === 'done') await checkDone(here, row, schemas, say);
    else if (row.live_keys + row.present > 0) say(`${row.live_keys} keys and ${row.present} things were left behind`);
  }
  if (rows.length !== flows.length) problems.push(`${rows.length} of ${flows.length} runs were found`);
  const wanted = rows.flatMap(({ run_id, identifier }) => (endOf(run_id) === 'done' ? [identifier] : []));
  for (const schema of schemas) if (!wanted.includes(schema)) problems.push(`the schema ${schema} was left behind`);
  const registered = (
    await here.warehouse<{ name: string }>(owner, 'select name from "portico:registry".datasets')
  ).filter(({ name }) => isOurs(name));
  if (registered.length !== wanted.length) problems.push(`${registered.length} datasets are registered`);

  const actor = here.world.northwindManager;
  for (const { tenantId } of flows) {
    const verdict = await withTenant(actor, (tx) => verifyAudit(tx, tenantId));
    if (!verdict.intact) problems.push(`the audit chain of ${tenantId} is broken`);
  }
  return problems;
}

async function checkDone(
  here: Looked,
  row: Row,
  schemas: readonly string[],
  say: (text: string) => void,
): Promise<void> {
  if (row.live_keys !== 1) say(`${row.live_keys} live keys`);
  if (!schemas.includes(row.identifier)) return void say('its schema is missing');
  const owner = here.world.northwind.id;
  const [tables] = await here.warehouse<{ count: number }>(
    owner,
    'select count(*)::int as count from information_schema.tables where table_schema = $1',
    [row.identifier],
  );
  if (tables?.count !== datasetTables.length) say(`${tables?.count ?? 0} tables`);
  for (const table of ['api_keys', 'pipeline_runs']) {
    const [count] = await here.warehouse<{ count: number }>(
      owner,
      `select count(*)::int as count from ${row.identifier}.${table}`,
    );
    if (count?.count !== 1) say(`${count?.count ?? 0} rows in ${table}`);
  }
}
