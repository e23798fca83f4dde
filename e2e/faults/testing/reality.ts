import pg from 'pg';
import { markOf, warehouseDatabase } from '@/lib/connectors';
import type { GoogleSimulator, GrafanaSimulator, KubernetesSimulator, ServiceDeskSimulator } from '@/lib/simulators';
import type { ProvisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import type { Thing } from './account';
import type { Sql } from './provisioning-matrix';

const thing = (kind: string, name: string, identity = name): Thing => ({
  identity: `${kind} ${identity}`,
  item: { kind, name },
});

export type WarehouseLook = Readonly<{ look: () => Promise<readonly Thing[]>; close: () => Promise<void> }>;

/** A look at what stands in an owner's warehouse, past the connector, and at which of our own keys and doors are open. */
export async function warehouseLook(
  here: Pick<ProvisioningWorld, 'database' | 'world' | 'environment'>,
): Promise<WarehouseLook> {
  const owner = here.world.northwind.id;
  // Makes the owner's warehouse where nobody has asked for it yet.
  await here.environment.datasets.list(owner);
  const url = new URL(here.database.superuserUrl);
  url.pathname = `/${warehouseDatabase(new URL(here.database.warehouseUrl).pathname.slice(1), owner)}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return { look: () => inWarehouse(client, here.database.sql), close: () => client.end() };
}

async function inWarehouse(client: pg.Client, sql: Sql): Promise<readonly Thing[]> {
  const ask = async <Row extends pg.QueryResultRow>(text: string): Promise<readonly Row[]> =>
    (await client.query<Row>(text)).rows;
  const things: Thing[] = [];
  const tables = await ask<{
    schema: string;
    name: string;
  }>(`select n.nspname as schema, c.relname as name from pg_namespace n left join pg_class c on c.relnamespace = n.oid and c.relkind = 'r'
     where n.nspname !~ '^(pg_|information_schema|public|portico:)'`);
  const schemas = new Set(tables.map(({ schema }) => schema));
  for (const schema of schemas) things.push(thing('dataset', schema));
  for (const { schema, name } of tables) {
    if (name !== null)
      things.push({ ...thing('table', `${schema}.${name}`), within: { kind: 'dataset', name: schema } });
  }
  const withKeys = tables.filter(({ name }) => name === 'api_keys').map(({ schema }) => schema);
  const keyRecords =
    withKeys.length === 0
      ? []
      : await ask<{ schema: string }>(
          withKeys.map((schema) => `select '${schema}' as schema from "${schema}".api_keys`).join(' union all '),
        );
  for (const { schema } of keyRecords) {
    things.push({ ...thing('key_record', `${schema}.api_keys`), within: { kind: 'dataset', name: schema } });
  }
  const registered = await ask<{ name: string }>(`select name from "portico:registry".datasets`);
  for (const { name } of registered) if (!schemas.has(name)) things.push(thing('dataset', `${name} registered only`));
  const [place] = await ask<{ there: boolean }>(`select to_regclass('public.tenants') is not null as there`);
  if (place?.there === true) {
    const tenants = await ask<{ id: string }>('select tenant_id as id from public.tenants');
    for (const { id } of tenants) things.push(thing('tenant', id));
  }
  const keys = await sql<{ name: string; flow: string }>(
    'select fingerprint as name, flow_id as flow from customer_keys where revoked_at is null',
  );
  for (const { name, flow } of keys) things.push(thing('api_key', name, `of ${flow}`));
  const hooks = await sql<{ name: string; flow: string }>(
    `select '/api/webhooks/' || connector || '/' || id as name, flow_id as flow from inbound_hooks where status = 'active'`,
  );
  for (const { name, flow } of hooks) things.push(thing('webhook', name, `of ${flow}`));
  return things;
}

/** What stands at Google: datasets with their tables, the entries of the register at `registry`, and secrets. */
export function atGoogle(google: GoogleSimulator, registry: string): readonly Thing[] {
  const things: Thing[] = [];
  for (const { projectId, datasetId, tables } of google.datasets()) {
    if (registry.startsWith(`${projectId}.${datasetId}.`)) continue;
    things.push(thing('bigquery_dataset', datasetId, `${projectId}.${datasetId}`));
    for (const table of tables.keys()) {
      const within = { kind: 'bigquery_dataset', name: datasetId };
      things.push({ ...thing('bigquery_table', `${datasetId}.${table}`), within });
    }
  }
  for (const row of google.rows(registry)) {
    const id = String(row.customer_id);
    things.push(thing('registry_entry', id));
    if (row.status === 'active') things.push(thing('registry_activation', id));
  }
  for (const { name, versions } of google.secrets()) {
    things.push(thing('secret', name));
    // One more version than there were values is a double as well.
    for (const value of versions) things.push({ identity: `value ${name} ${value.toString('hex')}`, item: null });
  }
  return things;
}

/** What stands in the customer's service desk by our hand: tickets and notes with a mark of these flows. */
export function atServiceDesk(desk: ServiceDeskSimulator, host: string): readonly Thing[] {
  const mark = new RegExp(`${markOf('').slice(0, 4)}[0-9a-f]{16}`);
  const things: Thing[] = [];
  for (const ticket of desk.instance(host).tickets) {
    const key = mark.exec(ticket.subject)?.[0];
    if (key === undefined) continue;
    // Where its answer was lost for good, the inventory knows the ticket by its mark.
    if (!ticket.trashed) {
      things.push({ ...thing('ticket', ticket.id, `with ${key}`), within: { kind: 'ticket', name: key } });
    }
    for (const { text } of ticket.notes) {
      const noteKey = mark.exec(text)?.[0];
      if (noteKey !== undefined) things.push({ identity: `note with ${noteKey}`, item: null });
    }
  }
  return things;
}

export const atGrafana = (grafana: GrafanaSimulator): readonly Thing[] =>
  grafana.dashboards().map(({ model }) => thing('dashboard', String(model.uid)));

export const inCluster = (kubernetes: KubernetesSimulator): readonly Thing[] =>
  kubernetes.secrets().map(({ metadata }) => thing('secret', metadata.name, `${metadata.namespace}/${metadata.name}`));
