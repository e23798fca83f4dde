import { createHmac, randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signContext, withTenant, Prisma } from '@/lib/tenancy';
import { signParts } from '@/lib/tenancy/context';
import { rootKeys } from '@/lib/platform/keys';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';

let database: TestDatabase;
let world: TestWorld;
let client: pg.Client;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  client = new pg.Client({ connectionString: database.appUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.close();
});

/** What SQL injected into the web's session would do: any statements, as the web's role, after a genuine context. */
async function injected(...statements: string[]): Promise<{ code: string } | { rows: unknown[] }> {
  await client.query('begin');
  try {
    await client.query('select app.use_context($1)', [signContext(world.acmeOwner)]);
    let rows: unknown[] = [];
    for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows;
    return { rows };
  } catch (error) {
    if (error instanceof pg.DatabaseError) return { code: error.code ?? '' };
    throw error;
  } finally {
    await client.query('rollback');
  }
}
const withContext = (context: string) =>
  injected(`select set_config('app.ctx', ${pg.escapeLiteral(context)}, true)`, 'select tenant_id from customers');
const inOneMinute = () => Math.floor(Date.now() / 1000) + 60;
const partsOf = (tenantId: string, role = 'owner') => ({ tenantId, userId: null, role, flowId: null });

describe('SQL injected into the web’s session moves nowhere @req I112', () => {
  it('sees its own with the context it was given', async () => {
    expect(await injected('select tenant_id from customers')).toEqual({ rows: [{ tenant_id: world.acme.id }] });
    const other = signParts(partsOf(world.safa.id), rootKeys().contextKey, inOneMinute());
    expect(await withContext(other)).toEqual({ rows: [{ tenant_id: world.safa.id }] });
  });

  it('is stopped with every context that is not genuine', async () => {
    const genuine = signContext(world.acmeOwner);
    const parts = genuine.split('.');
    const { contextKey } = rootKeys();
    const forged: Record<string, string> = {
      'another tenant': parts.with(2, world.safa.id).join('.'),
      'the platform': parts.with(2, world.platform.id).join('.'),
      'another person': parts.with(3, world.safaOwner.userId).join('.'),
      'another role': parts.with(4, 'admin').join('.'),
      'another flow': parts.with(5, world.acme.id).join('.'),
      'a longer life': parts.with(6, String(inOneMinute() + 9999)).join('.'),
      'another version': parts.with(0, 'v2').join('.'),
      'an unknown key': parts.with(1, '2').join('.'),
      'a key of one’s own': signParts(
        partsOf(world.safa.id),
        { kid: contextKey.kid, key: randomBytes(32) },
        inOneMinute(),
      ),
      'an empty key': signParts(partsOf(world.safa.id), { kid: contextKey.kid, key: Buffer.alloc(0) }, inOneMinute()),
      'no signature': parts.with(7, '').join('.'),
      'half a signature': genuine.slice(0, -32),
      'a signature in capitals': parts.with(7, (parts[7] ?? '').toUpperCase()).join('.'),
      'one part more': `${genuine}.x`,
      'parts joined otherwise': `${parts.slice(0, 3).join('.')}-${parts.slice(3).join('.')}`,
      garbage: 'garbage',
      'a run-out one': signParts(partsOf(world.acme.id), contextKey, Math.floor(Date.now() / 1000) - 1),
    };
    for (const [kind, context] of Object.entries(forged))
      expect([kind, await withContext(context)]).toEqual([kind, { code: '28000' }]);
  });

  it('sees nothing after taking the context away', async () => {
    expect(await injected("select set_config('app.ctx', '', true)", 'select * from customers')).toEqual({ rows: [] });
    expect(await injected('reset app.ctx', 'select * from customers')).toEqual({ rows: [] });
  });

  it('is stopped with a key that was retired', async () => {
    const key = { kid: 77, key: randomBytes(32) };
    await database.sql('select kernel.install_context_key($1, $2)', [key.kid, key.key]);
    const context = signParts(partsOf(world.acme.id), key, inOneMinute());
    expect(await withContext(context)).toEqual({ rows: [{ tenant_id: world.acme.id }] });
    await database.sql('update kernel.context_keys set retired_at = now() where kid = 77');
    expect(await withContext(context)).toEqual({ code: '28000' });
  });

  it('computes the same HMAC in the database as here, for keys of any length', async () => {
    for (const length of [1, 32, 64, 65, 200]) {
      const key = randomBytes(length);
      await database.sql('select kernel.install_context_key(78, $1)', [key]);
      expect(await withContext(signParts(partsOf(world.acme.id), { kid: 78, key }, inOneMinute()))).toEqual({
        rows: [{ tenant_id: world.acme.id }],
      });
      const [row] = await database.sql<{ mac: string }>(
        "select encode(sha256(opad || sha256(ipad || 'text'::bytea)), 'hex') as mac from kernel.context_keys where kid = 78",
      );
      expect(row?.mac).toBe(createHmac('sha256', key).update('text').digest('hex'));
    }
    await database.sql('delete from kernel.context_keys where kid = 78');
  });

  const refusals: [string, string][] = [
    ['set role portico_owner', '42501'],
    ['set role portico_kernel', '42501'],
    ['set role portico_worker', '42501'],
    ['set session authorization portico_owner', '42501'],
    ['select * from kernel.context_keys', '42501'],
    ["select kernel.install_context_key(1, 'x')", '42501'],
    ["select kernel.create_platform(gen_random_uuid(), 'x', 'en')", '42501'],
    ['alter table customers disable row level security', '42501'],
    ['drop policy tenant_select on customers', '42501'],
    ['create policy mine on customers using (true)', '42501'],
    ['create function app.context() returns int language sql as $$ select 1 $$', '42501'],
    ['create table public.mine (id int)', '42501'],
    ['create schema mine', '42501'],
    ['truncate customers', '42501'],
    ['copy customers from stdin', '0A000'],
    ["copy (select 1) to program 'id'", '42501'],
    ["select pg_read_file('/etc/passwd')", '42501'],
    ['select app.platform_tenant()', '42501'],
    ['select * from partitions.audit_logs_default', '42501'],
    ['set local row_security = off; select * from customers', '42501'],
  ];
  for (const [statement, code] of refusals) {
    it(`cannot: ${statement}`, async () => {
      expect(await injected(...statement.split('; '))).toEqual({ code });
    });
  }

  it('gains nothing from a function of its own that shadows ours', async () => {
    const result = await injected(
      `create function pg_temp.visible_tenants() returns uuid[] language sql as $$ select array['${world.safa.id}'::uuid] $$`,
      'set local search_path = pg_temp, app, public',
      'select tenant_id from public.customers',
    ).catch(() => ({ rows: [] }));
    if ('rows' in result) expect(result.rows).toEqual([{ tenant_id: world.acme.id }]);
    else expect(result.code).toBe('42501');
  });

  it('learns nothing from functions that leak their arguments in a condition', async () => {
    const result = await injected(
      "create or replace function pg_temp.tell(x text) returns boolean language plpgsql cost 0.0000001 as $$ begin raise exception '%', x using errcode = 'P0001'; end $$",
      "select 1 from customers where name <> 'acme' and pg_temp.tell(name)",
    );
    if ('rows' in result) expect(result.rows).toEqual([]);
    else expect(result.code).toBe('42501');
  });

  it('cannot be carried past the end of a transaction', async () => {
    await client.query('begin');
    await client.query('select app.use_context($1)', [signContext(world.acmeOwner)]);
    await client.query('commit');
    expect((await client.query('select * from customers')).rows).toEqual([]);
  });

  it('stays where it is when an injection goes through Prisma itself', async () => {
    const hostile = `x' union select name from customers --`;
    const rows = await withTenant(world.acmeOwner, (tx) =>
      tx.$queryRaw<{ name: string }[]>(Prisma.sql`select name from customers where name = ${hostile}`),
    );
    expect(rows).toEqual([]);
    const found = await withTenant(world.acmeOwner, (tx) =>
      tx.customer.findMany({ where: { name: { in: ['acme', 'safa', hostile] } } }),
    );
    expect(found.map(({ name }) => name)).toEqual(['acme']);
  });
});
