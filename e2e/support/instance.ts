import path from 'node:path';
import pg from 'pg';
import { dataDir, readJson } from './world';

type Secrets = Record<'superuser' | 'owner' | 'app' | 'worker' | 'warehouse', string>;
type Runtime = Readonly<{
  database: { port: number };
  simulators: {
    smtpPort: number;
    httpPort: number;
    idpPort: number;
    outside: Record<'serviceDesk' | 'google', number>;
  };
  url: string;
}>;

export const runtime = (): Runtime => readJson<Runtime>(path.join(dataDir(), 'runtime.json'));

/** The address of a database of the instance, as one of its roles. */
export function databaseUrl(role: keyof Secrets, database = 'portico'): string {
  const secrets = readJson<Secrets>(path.join(dataDir(), 'secrets.json'));
  const user = role === 'superuser' ? 'postgres' : `portico_${role}`;
  return `postgresql://${user}:${secrets[role]}@127.0.0.1:${runtime().database.port}/${database}`;
}

/** Asks the product's database past every wall: for looking at what really is stored, never for the journey itself. */
export const stored = <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> =>
  ask<Row>(databaseUrl('superuser'), text, values);

/** Asks the warehouse of an owner, past the connector: a database of its own whose name ends in the owner's id. */
export async function warehouse<Row extends pg.QueryResultRow>(
  ownerTenantId: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const [database] = await stored<{ name: string }>('select datname as name from pg_database where datname like $1', [
    `%${ownerTenantId.replaceAll('-', '')}`,
  ]);
  if (!database) throw new Error('This owner has no warehouse yet');
  return ask<Row>(databaseUrl('superuser', database.name), text, values);
}

/** Everybody here comes from one address and many people sign in within a minute: the limits begin anew. */
export const forgetLimits = async (): Promise<void> => {
  await stored('delete from ops.rate_limits');
};

async function ask<Row extends pg.QueryResultRow>(url: string, text: string, values: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}
