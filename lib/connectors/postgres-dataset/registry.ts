import { escapeIdentifier, type PoolClient } from 'pg';
import { ConnectorError } from '../connector';
import { REGISTRY, isDatasetName, schemaOf } from './map';

/** Which dataset of which owner, on behalf of which flow, and the idempotency key `run:action` of the effect. */
export type DatasetTarget = Readonly<{ ownerTenantId: string; name: string; flowId: string; key: string }>;

/**
 * Lets an effect happen under its key unless it was undone meanwhile: a worker that was taken for dead and wakes up
 * late must not bring back what another one has removed. Also makes effects on one dataset wait for each other.
 */
export async function beginEffect(client: PoolClient, { name, key }: DatasetTarget): Promise<void> {
  await lockDataset(client, name);
  await client.query(`insert into ${REGISTRY}.effects (key, state) values ($1, 'applied') on conflict do nothing`, [
    key,
  ]);
  const { rows } = await client.query<{ state: string }>(`select state from ${REGISTRY}.effects where key = $1`, [key]);
  if (rows[0]?.state !== 'applied') throw new ConnectorError('undone_meanwhile', { dataset: name });
}

/** Closes a key for good, also one that was never used. */
export async function beginUndo(client: PoolClient, { name, key }: DatasetTarget): Promise<void> {
  await lockDataset(client, name);
  await client.query(
    `insert into ${REGISTRY}.effects (key, state) values ($1, 'undone')
     on conflict (key) do update set state = 'undone', at = now()`,
    [key],
  );
}

/** Refuses names that are no dataset names, before any of them comes near a statement. */
export async function lockDataset(client: PoolClient, name: string): Promise<void> {
  if (!isDatasetName(name)) throw new ConnectorError('refused', { reason: 'name' });
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 1))', [name]);
}

/** The flow that made a dataset, or null when no flow did. */
export async function makerOf(client: PoolClient, name: string): Promise<string | null> {
  const { rows } = await client.query<{ flow_id: string }>(`select flow_id from ${REGISTRY}.datasets where name = $1`, [
    name,
  ]);
  return rows[0]?.flow_id ?? null;
}

export async function schemaExists(client: PoolClient, name: string): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [schemaOf(name)]);
  return rowCount !== 0;
}

/** Throws unless the dataset is there and was made by this flow. */
export async function requireOwn(client: PoolClient, { name, flowId }: DatasetTarget): Promise<void> {
  const maker = await makerOf(client, name);
  if (maker !== null && maker !== flowId) throw new ConnectorError('dataset_exists', { dataset: name });
  if (maker === null || !(await schemaExists(client, name)))
    throw new ConnectorError('dataset_missing', { dataset: name });
}

/** `"schema"."table"` of a dataset. */
export const tableOf = (name: string, table: string): string =>
  `${escapeIdentifier(schemaOf(name))}.${escapeIdentifier(table)}`;
