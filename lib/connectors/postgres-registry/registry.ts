import { escapeIdentifier, type PoolClient } from 'pg';
import { ConnectorError } from '../connector';
import type { WarehouseClient } from '../postgres-dataset/client';
import { REGISTRY } from '../postgres-dataset/map';

/**
 * Which row of which owner's registry, on behalf of which customer and flow. `key` is the idempotency key of the effect,
 * another one in each run; `change` names the change within the flow, the same one in all of them.
 */
export type TenantTarget = Readonly<{
  ownerTenantId: string;
  id: string;
  customerId: string;
  flowId: string;
  change: string;
  key: string;
}>;

/** A row as it is there: its text columns by name, with the times of making and changing left out. */
export type TenantEntry = Readonly<{
  id: string;
  name: string;
  status: string;
  createdAt: Date;
  values: Readonly<Record<string, string>>;
  /** The flow that made it or took it over; null for one that was put there by hand. */
  flowId: string | null;
}>;

const TENANTS = 'public.tenants';
const system = 'PostgreSQL';
/** What every registry has; a template may name further columns, which are added when they are first written. */
const TABLES_SQL = `
  create table if not exists ${TENANTS} (
    tenant_id text primary key, name text not null, status text not null default 'created',
    created_at timestamptz not null default now(), updated_at timestamptz not null default now());
  create table if not exists ${REGISTRY}.tenant_makers (
    tenant_id text primary key, flow_id uuid not null, customer_id uuid not null, key text not null);
  create table if not exists ${REGISTRY}.tenant_changes (
    flow_id uuid not null, change text not null, tenant_id text not null, before jsonb,
    at timestamptz not null default now(), primary key (flow_id, change, tenant_id));
`;

/**
 * The owner's own registry of tenants, a table in its warehouse that its product reads. Every change is idempotent
 * under its key, remembers what stood there before, and can be taken back to exactly that. A row belongs to the flow
 * that made it: another flow of the same customer may take it over where it says so, nobody else's is ever touched
 * (`already_exists`). Failures are `ConnectorError`s.
 */
export class TenantRegistry {
  readonly #client: WarehouseClient;

  constructor(client: WarehouseClient) {
    this.#client = client;
  }

  /** Makes the row, or with `adopt` takes over the one that is there; answers whether it is new. */
  register(target: TenantTarget, name: string, adopt = false): Promise<{ created: boolean }> {
    return this.#change(target, async (client) => {
      const row = await rowOf(client, target.id);
      const maker = await makerOf(client, target.id);
      const isOurs = maker?.flow_id === target.flowId;
      const mayAdopt = adopt && (maker === null || maker.customer_id === target.customerId);
      if (row !== null && !isOurs && !mayAdopt) throw new ConnectorError('already_exists', { system, name: target.id });
      if (row === null && adopt) throw new ConnectorError('not_found', { system, name: target.id });
      await client.query(
        `insert into ${TENANTS} (tenant_id, name) values ($1, $2)
         on conflict (tenant_id) do update set name = excluded.name, updated_at = now()`,
        [target.id, name],
      );
      await client.query(
        `insert into ${REGISTRY}.tenant_makers (tenant_id, flow_id, customer_id, key) values ($1, $2, $3, $4)
         on conflict (tenant_id) do update set flow_id = excluded.flow_id, customer_id = excluded.customer_id, key = excluded.key`,
        [target.id, target.flowId, target.customerId, target.key],
      );
      return { created: row === null };
    });
  }

  /** Writes columns of the flow's own row, the status among them; a column that is not there yet is added. */
  write(target: TenantTarget, values: Readonly<Record<string, string>>): Promise<void> {
    return this.#change(target, async (client) => {
      await requireOwn(client, target);
      for (const column of Object.keys(values)) {
        if (!isColumn(column)) throw new ConnectorError('refused', { system, reason: 'column' });
        await client.query(`alter table ${TENANTS} add column if not exists ${escapeIdentifier(column)} text`);
      }
      await setColumns(client, target.id, values);
    });
  }

  /**
   * Takes one change back, to what stood there before it; the row goes when the change had made it, and `forGood` also
   * when it had taken it over from an earlier flow of the same customer.
   */
  undo(target: TenantTarget, forGood = false): Promise<{ removed: boolean }> {
    return this.#client.transaction(target.ownerTenantId, async (client) => {
      await ready(client);
      await lock(client, target.id);
      await client.query(
        `insert into ${REGISTRY}.effects (key, state) values ($1, 'undone')
         on conflict (key) do update set state = 'undone', at = now()`,
        [target.key],
      );
      const { rows } = await client.query<{ before: Record<string, unknown> | null }>(
        `delete from ${REGISTRY}.tenant_changes where flow_id = $1 and change = $2 and tenant_id = $3 returning before`,
        [target.flowId, target.change, target.id],
      );
      const [change] = rows;
      if (change === undefined || (await makerOf(client, target.id))?.flow_id !== target.flowId) {
        return { removed: false };
      }
      const before = forGood && wasTheirs(change.before, target) ? null : change.before;
      return { removed: await putBack(client, target, before) };
    });
  }

  /** The row as it is there now; null when there is none. */
  read(ownerTenantId: string, id: string): Promise<TenantEntry | null> {
    return this.#client.transaction(ownerTenantId, async (client) => {
      await ready(client);
      if (!isTenantId(id)) return null;
      const row = await rowOf(client, id);
      if (row === null) return null;
      const { tenant_id, name, status, created_at, updated_at: _at, ...rest } = row;
      const maker = await makerOf(client, id);
      return {
        id: String(tenant_id),
        name: String(name),
        status: String(status),
        createdAt: new Date(String(created_at)),
        values: Object.fromEntries(
          Object.entries(rest).flatMap(([column, value]) => (typeof value === 'string' ? [[column, value]] : [])),
        ),
        flowId: maker?.flow_id ?? null,
      };
    });
  }

  /** One change under its key: refused once it was undone, and what stood there before is kept the first time. */
  #change<T>(target: TenantTarget, work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.#client.transaction(target.ownerTenantId, async (client) => {
      await ready(client);
      await lock(client, target.id);
      await client.query(`insert into ${REGISTRY}.effects (key, state) values ($1, 'applied') on conflict do nothing`, [
        target.key,
      ]);
      const { rows } = await client.query<{ state: string }>(`select state from ${REGISTRY}.effects where key = $1`, [
        target.key,
      ]);
      if (rows[0]?.state !== 'applied') throw new ConnectorError('undone_meanwhile', { system });
      await client.query(
        `insert into ${REGISTRY}.tenant_changes (flow_id, change, tenant_id, before) values ($1, $2, $3, $4)
         on conflict do nothing`,
        [target.flowId, target.change, target.id, await standing(client, target.id)],
      );
      return work(client);
    });
  }
}

/** What a tenant may be called here: what its product, a cluster and a warehouse all take. */
export const isTenantId = (id: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(id);
const isColumn = (name: string): boolean =>
  /^[a-z][a-z0-9_]{0,62}$/.test(name) && !['tenant_id', 'created_at', 'updated_at'].includes(name);

type Row = Readonly<Record<string, unknown>>;

async function ready(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(`select to_regclass($1) is not null as there`, [
    `${REGISTRY}.tenant_changes`,
  ]);
  if (rows[0]?.there === true) return;
  // Two first customers at once meet here, and the second one waits.
  await client.query('select pg_advisory_xact_lock(7406211906)');
  await client.query(TABLES_SQL);
}

async function lock(client: PoolClient, id: string): Promise<void> {
  if (!isTenantId(id)) throw new ConnectorError('refused', { system, reason: 'name' });
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 2))', [id]);
}

async function rowOf(client: PoolClient, id: string): Promise<Row | null> {
  const { rows } = await client.query<{ row: Row }>(
    `select to_jsonb(t) as row from ${TENANTS} t where tenant_id = $1`,
    [id],
  );
  return rows[0]?.row ?? null;
}

/** Beside the columns of a row, where none can be called like this: whose the row was. */
const makerKey = '#maker';

/** The row and whose it is, as it stands before a change; null where there is none. */
async function standing(client: PoolClient, id: string): Promise<Row | null> {
  const row = await rowOf(client, id);
  return row && { ...row, [makerKey]: await makerOf(client, id) };
}

/** Whether a row, as it stood before a change, belonged to a flow of the same customer. */
const wasTheirs = (before: Row | null, { customerId }: TenantTarget): boolean =>
  (Object(before?.[makerKey]) as Readonly<Record<string, unknown>>)['customer_id'] === customerId;

type Maker = Readonly<{ flow_id: string; customer_id: string; key: string }>;

async function makerOf(client: PoolClient, id: string): Promise<Maker | null> {
  const { rows } = await client.query<Maker>(
    `select flow_id, customer_id, key from ${REGISTRY}.tenant_makers where tenant_id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

async function requireOwn(client: PoolClient, { id, flowId }: TenantTarget): Promise<void> {
  if ((await rowOf(client, id)) === null) throw new ConnectorError('not_found', { system, name: id });
  if ((await makerOf(client, id))?.flow_id !== flowId) throw new ConnectorError('already_exists', { system, name: id });
}

async function putBack(client: PoolClient, { id, flowId }: TenantTarget, before: Row | null): Promise<boolean> {
  if (before === null) {
    const { rowCount } = await client.query(`delete from ${TENANTS} where tenant_id = $1`, [id]);
    await client.query(`delete from ${REGISTRY}.tenant_makers where tenant_id = $1 and flow_id = $2`, [id, flowId]);
    return rowCount === 1;
  }
  const now = await rowOf(client, id);
  if (now === null) return false;
  const columns = Object.keys(now).filter((column) => column === 'name' || column === 'status' || isColumn(column));
  await setColumns(client, id, Object.fromEntries(columns.map((column) => [column, textOrNull(before[column])])));
  if (Object.hasOwn(before, makerKey)) await putMakerBack(client, id, before[makerKey]);
  return true;
}

/** A row that was taken over belongs again to whom it belonged, who can go on with it and take it away. */
async function putMakerBack(client: PoolClient, id: string, maker: unknown): Promise<void> {
  const { flow_id: flow, customer_id: customer, key } = Object(maker) as Readonly<Record<string, unknown>>;
  if (typeof flow !== 'string' || typeof customer !== 'string' || typeof key !== 'string') {
    await client.query(`delete from ${REGISTRY}.tenant_makers where tenant_id = $1`, [id]);
    return;
  }
  await client.query(
    `update ${REGISTRY}.tenant_makers set flow_id = $2, customer_id = $3, key = $4 where tenant_id = $1`,
    [id, flow, customer, key],
  );
}

async function setColumns(
  client: PoolClient,
  id: string,
  values: Readonly<Record<string, string | null>>,
): Promise<void> {
  const columns = Object.keys(values);
  if (columns.length === 0) return;
  const assigned = columns.map((column, index) => `${escapeIdentifier(column)} = $${index + 2}`).join(', ');
  await client.query(`update ${TENANTS} set ${assigned}, updated_at = now() where tenant_id = $1`, [
    id,
    ...columns.map((column) => values[column]),
  ]);
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
