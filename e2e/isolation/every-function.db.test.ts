import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signContext, type Actor } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { fillTenant, type Belongings } from './full-world';

type Callable = { name: string; parameters: { name: string; type: string }[] };

let database: TestDatabase;
let world: TestWorld;
let victims: Belongings;
let functions: Callable[];
let client: pg.Client;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  victims = await fillTenant(database, world.safa, world.alufuq);
  client = new pg.Client({ connectionString: database.appUrl });
  await client.connect();
  functions = await database.sql<Callable>(`
    select p.proname as name, (
      select coalesce(json_agg(json_build_object('name', p.proargnames[a.at], 'type', a.type::regtype::text) order by a.at), '[]')
      from unnest(p.proargtypes::oid[]) with ordinality a(type, at)) as parameters
    from pg_proc p
    where p.pronamespace = 'app'::regnamespace and p.prorettype <> 'trigger'::regtype and has_function_privilege('portico_app', p.oid, 'execute')
    order by 1`);
});
afterAll(async () => {
  await client.end();
  await database.close();
});

/** The most telling argument for each parameter: in `aimed`, everything that belongs to the victim. */
function argumentFor(
  { name, type }: { name: string; type: string },
  context: string,
  aimed: boolean,
  made: string,
): unknown {
  const theirs: Record<string, string | undefined> = {
    p_tenant: world.safa.id,
    p_flow: victims['onboarding_flows'],
    p_flow_id: victims['onboarding_flows'],
    p_user: world.safaOwner.userId,
    p_entity_id: victims['onboarding_flows'],
    p_key: victims['api_keys'],
    p_customer_key: victims['customer_keys'],
  };
  if (name === 'p_ctx') return context;
  if (type === 'uuid') return aimed && theirs[name] ? theirs[name] : made;
  if (type === 'uuid[]') return [aimed ? world.safa.id : made];
  if (name === 'p_ids') return JSON.stringify({ step: made, audit: made, event: made, started: made });
  if (type === 'jsonb') return /patch|customer|args|details/.test(name) ? '{}' : '[]';
  if (type === 'integer') return 60;
  if (type === 'boolean') return false;
  if (type === 'bytea') return Buffer.alloc(32, 9);
  return 'viewer';
}

async function call(actor: Actor, { name, parameters }: Callable, aimed: boolean): Promise<string> {
  const context = signContext(actor);
  const made = randomUUID();
  await client.query('begin');
  try {
    await client.query('select app.use_context($1)', [context]);
    const places = parameters.map(({ type }, index) => `$${index + 1}::${type}`).join();
    const { rows } = await client.query<Record<string, unknown>>({
      text: `select to_jsonb(app.${name}(${places})) as answer`,
      values: parameters.map((parameter) => argumentFor(parameter, context, aimed, made)),
    });
    return neutral(JSON.stringify(rows));
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return neutral(`${error.code} ${error.message}`);
  } finally {
    await client.query('rollback');
  }
}

const neutral = (text: string): string =>
  text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>').replace(/\d{4}-\d\d-\d\dT[\d:.+Z]+/g, '<time>');

/** Functions of the row type of a table are asked with rows that the caller already has. */
const takesRow = ({ parameters }: Callable) =>
  parameters.some(({ type }) => !/^(uuid|uuid\[\]|text|jsonb|integer|boolean|bytea|bigint)$/.test(type));

describe('every function that the web may call @req I112', () => {
  it('is there to be called', () => {
    expect(functions.filter((each) => !takesRow(each)).length).toBeGreaterThan(20);
  });

  it('answers for what is another tenant’s exactly as for what does not exist', async () => {
    const differences: string[] = [];
    for (const actor of [world.acmeOwner, world.northwindAdmin]) {
      for (const each of functions.filter((one) => !takesRow(one))) {
        const [foreign, missing] = [await call(actor, each, true), await call(actor, each, false)];
        if (foreign !== missing) differences.push(`${actor.role} app.${each.name}: ${foreign} / ${missing}`);
      }
    }
    expect(differences).toEqual([]);
  });

  it('answers otherwise to the one whose it is, so that the comparison above can fail', async () => {
    const different: string[] = [];
    for (const each of functions.filter((one) => !takesRow(one))) {
      if ((await call(world.safaOwner, each, true)) !== (await call(world.safaOwner, each, false)))
        different.push(each.name);
    }
    expect(different).toEqual(expect.arrayContaining(['audit', 'event', 'read_flow', 'flow_state', 'save_step']));
  });
});
