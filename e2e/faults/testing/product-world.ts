import pg from 'pg';
import { openDemoSession } from '@/lib/auth';
import { warehouseDatabase } from '@/lib/connectors';
import { installLibrary } from '@/lib/flow-templates';
import { startFlow } from '@/lib/onboarding';
import { must } from '@/lib/onboarding/testing-flow';
import { withTenant } from '@/lib/tenancy';
import type { Instance } from '@/scripts/testing/instance';
import { withTestWorld, type TestActor } from '@/scripts/testing/world';
import { Person } from './person';

/** A customer whose owner is signed in and has an empty flow before them. */
export type Customer = Readonly<{
  tenantId: string;
  flowId: string;
  identifier: string;
  owner: TestActor;
  token: string;
  person: Person;
}>;

/** People, a template and customers in a running product, and short ways to look at what really is stored. */
export async function productWorld(instance: Instance) {
  instance.adopt();
  const database = { sql: instance.sql };
  const world = await withTestWorld(database);
  const admin = world.platformAdmin;
  must(await withTenant(admin, (tx) => installLibrary(tx, admin, { tenantId: world.platform.id })));

  /** Makes a customer of Northwind, with a name for its dataset that nobody else has. */
  const customer = async (identifier: string): Promise<Customer> => {
    const tenant = await world.customer(world.northwind, identifier.replaceAll('_', '-'));
    const owner = await tenant.member('owner');
    const [user] = await instance.sql<{ email: string }>('select email from users where id = $1', [owner.userId]);
    const session = user ? await openDemoSession(user.email) : null;
    if (!user || !session) throw new Error('The customer’s owner cannot sign in');
    const started = await withTenant(world.northwindManager, (tx) =>
      startFlow(tx, world.northwindManager, {
        customerTenantId: tenant.id,
        templateKey: 'data-pipeline',
        invite: { email: user.email, name: 'Ada', locale: 'en' },
      }),
    );
    const { flowId } = must(started);
    const { token } = session;
    return { tenantId: tenant.id, flowId, identifier, owner, token, person: new Person(instance.url, flowId, token) };
  };

  /** Asks the warehouse of an owner, past the connector. */
  const warehouse = async <Row extends pg.QueryResultRow>(
    owner: string,
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> => {
    const url = instance.databaseUrl('superuser', warehouseDatabase('portico_warehouse', owner));
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  };
  const schemas = async (owner: string): Promise<string[]> =>
    (
      await warehouse<{ nspname: string }>(
        owner,
        `select nspname from pg_namespace where nspname !~ '^(pg_|information_schema|public|portico:)' order by 1`,
      )
    ).map((row) => row.nspname);

  return { database, world, customer, warehouse, schemas };
}

export type ProductWorld = Awaited<ReturnType<typeof productWorld>>;
