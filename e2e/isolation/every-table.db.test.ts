import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signContext, type Actor } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { attempt, attemptsMade, freshCopy, insertion, targets, type Result, type Target } from './attack';
import { fillTenant, type Belongings } from './full-world';

let database: TestDatabase;
let world: TestWorld;
let tables: Target[];
let victims: Belongings;
let clients: Record<'app' | 'worker' | 'reader', pg.Client>;
let attackers: Record<string, Actor>;

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  victims = await fillTenant(database, world.safa, world.alufuq);
  await fillTenant(database, world.acme, world.northwind, world.northwindAdmin.userId);
  tables = await targets((sql) => database.sql(sql));
  const open = async (url: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client;
  };
  clients = {
    app: await open(database.appUrl),
    worker: await open(database.workerUrl),
    reader: await open(database.readerUrl),
  };
  attackers = {
    'a customer’s owner': world.acmeOwner,
    'a partner’s administrator': world.northwindAdmin,
    'a job for a customer': { kind: 'system', tenantId: world.acme.id, reason: 'test', requestId: 'r' },
  };
});
afterAll(async () => {
  await Promise.all(Object.values(clients).map((client) => client.end()));
  await database.close();
});

/** The tenants that no attacker here may see. */
const strangers = () => [world.safa.id, world.alufuq.id];
const rowOf = async (target: Target, tenantId: string): Promise<Record<string, unknown>> => {
  const [row] = await database.sql(`select * from ${target.table} where ${target.tenantColumn} = $1 limit 1`, [
    tenantId,
  ]);
  if (!row) throw new Error(`${target.table} has no row of the victim`);
  return row;
};
const victimOf = async (target: Target): Promise<string> => {
  const [row] = await database.sql<{ tenant: string }>(
    `select ${target.tenantColumn} as tenant from ${target.table} where ${target.tenantColumn} = any ($1) order by ${target.tenantColumn} = $2 desc limit 1`,
    [strangers(), world.safa.id],
  );
  if (!row) throw new Error(`${target.table} has no row of the victim`);
  return row.tenant;
};
const ownOf = async (target: Target): Promise<string> =>
  (await database.sql(`select from ${target.table} where ${target.tenantColumn} = $1`, [world.acme.id])).length > 0
    ? world.acme.id
    : world.northwind.id;

async function everywhere(
  run: (at: { target: Target; client: pg.Client; context: string; label: string }) => Promise<void>,
): Promise<void> {
  for (const [attacker, actor] of Object.entries(attackers)) {
    for (const [role, client] of Object.entries(clients)) {
      for (const target of tables) {
        await run({ target, client, context: signContext(actor), label: `${attacker} as ${role} on ${target.table}` });
      }
    }
  }
}

const nothing = (result: Result) => result.error?.code === '42501' || (result.error === undefined && result.rows === 0);

describe('nobody reaches another tenant’s rows, in any table, in any way @req I112', { timeout: 900_000 }, () => {
  it('attacks every table, and there is something to find in each', async () => {
    expect(tables.length).toBeGreaterThanOrEqual(25);
    for (const target of tables) await expect(rowOf(target, await victimOf(target))).resolves.toBeDefined();
  });

  it('reads: neither by name nor by asking for everything', async () => {
    const leaks: string[] = [];
    await everywhere(async ({ target, client, context, label }) => {
      const column = target.tenantColumn;
      const aimed = await attempt(client, context, `select ${column} from ${target.table} where ${column} = any ($1)`, [
        strangers(),
      ]);
      const swept = await attempt(
        client,
        context,
        `select ${column} from (select ${column} from ${target.table}) x where not ${column} = any ($1)`,
        [[world.platform.id, world.northwind.id, world.acme.id, world.borealis.id]],
      );
      if (!nothing(aimed) || !nothing(swept)) leaks.push(label);
    });
    expect(leaks).toEqual([]);
  });

  it('reads its own, so that the answer "nothing" means something', async () => {
    const context = signContext(world.northwindAdmin);
    for (const target of tables) {
      const own = await attempt(
        clients.worker,
        context,
        `select ${target.tenantColumn} from ${target.table} where ${target.tenantColumn} = any ($1)`,
        [[world.acme.id, world.northwind.id]],
      );
      // Who signs in through which provider is read by functions alone, in no role.
      const wanted = target.table === 'identities' ? '42501' : true;
      expect([target.table, own.error?.code ?? own.rows > 0]).toEqual([target.table, wanted]);
    }
  });

  it('changes and deletes', async () => {
    const leaks: string[] = [];
    await everywhere(async ({ target, client, context, label }) => {
      const column = target.tenantColumn;
      for (const { name } of target.columns) {
        const changed = await attempt(
          client,
          context,
          `update ${target.table} set "${name}" = "${name}" where ${column} = any ($1)`,
          [strangers()],
        );
        if (!nothing(changed)) leaks.push(`${label}: update ${name}`);
      }
      const deleted = await attempt(client, context, `delete from ${target.table} where ${column} = any ($1)`, [
        strangers(),
      ]);
      if (!nothing(deleted)) leaks.push(`${label}: delete`);
    });
    expect(leaks).toEqual([]);
  });

  it('inserts a row for another tenant', async () => {
    const leaks: string[] = [];
    await everywhere(async ({ target, client, context, label }) => {
      const victim = await victimOf(target);
      const row = freshCopy(
        target,
        await rowOf(target, victim),
        target.table === 'tenants' ? ['parent_id'] : [target.tenantColumn],
      );
      if (target.table === 'tenants') row['parent_id'] = world.alufuq.id;
      const { sql, values } = insertion(target, row);
      const result = await attempt(client, context, sql, values);
      // A trigger that looks the tenant up does not find it, and says so before the policy can.
      const refused =
        result.error?.code === '42501' || (target.table === 'invitations' && result.error?.code === '23514');
      if (!refused) leaks.push(`${label}: ${JSON.stringify(result)}`);
    });
    expect(leaks).toEqual([]);
  });

  it('moves a row of its own to another tenant', async () => {
    const leaks: string[] = [];
    let refused = 0;
    await everywhere(async ({ target, client, context, label }) => {
      const own = await ownOf(target);
      const victim = await victimOf(target);
      const moved = await attempt(
        client,
        context,
        `update ${target.table} set ${target.tenantColumn} = $1 where ${target.tenantColumn} = $2`,
        [victim, own],
      );
      if (moved.error?.code === '42501') refused += 1;
      else if (!nothing(moved)) leaks.push(`${label}: ${JSON.stringify(moved)}`);
    });
    expect(leaks).toEqual([]);
    expect(refused).toBeGreaterThan(200);
  });

  it('points at another tenant’s row: refused in the same words as one that does not exist', async () => {
    const differences: string[] = [];
    let compared = 0;
    let byKey = 0;
    await everywhere(async ({ target, client, context, label }) => {
      const own = await rowOf(target, await ownOf(target));
      for (const key of target.foreignKeys) {
        const aimed = key.columns.filter((column) => column !== target.tenantColumn);
        if (aimed.length === 0) continue;
        const theirs = await aimAtVictim(key.target);
        const copy = freshCopy(target, own, [
          target.tenantColumn,
          ...target.foreignKeys.flatMap(({ columns }) => columns),
        ]);
        const uniqueInTarget = (values: (column: string) => unknown) => {
          const row = { ...copy };
          for (const column of aimed) row[column] = values(key.targetColumns[key.columns.indexOf(column)] ?? '');
          return insertion(target, row);
        };
        const foreign = uniqueInTarget((column) => theirs[column]);
        const missing = uniqueInTarget(() => randomUUID());
        const [one, two] = [
          await attempt(client, context, foreign.sql, foreign.values),
          await attempt(client, context, missing.sql, missing.values),
        ];
        compared += 1;
        if (one.error?.code === '23503') byKey += 1;
        if (!one.error || JSON.stringify(one) !== JSON.stringify(two)) {
          differences.push(`${label} ${key.columns.join()}: ${JSON.stringify(one)} / ${JSON.stringify(two)}`);
        }
      }
    });
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(150);
    expect(byKey).toBeGreaterThan(20);
  });

  const aimAtVictim = async (table: string): Promise<Record<string, unknown>> => {
    const target = tables.find((each) => each.table === table);
    // The platform is above everybody, so what a stranger must not name as its ancestor is the other partner.
    if (table === 'tenant_closure') return { ancestor_id: world.alufuq.id };
    if (target) return rowOf(target, await victimOf(target));
    const [row] = await database.sql(`select * from ${table} where id = $1`, [world.safaOwner.userId]);
    return row ?? {};
  };

  it('writes nothing at all in a role that only looks', async () => {
    const leaks: string[] = [];
    for (const actor of [
      await world.acme.member('viewer'),
      await world.northwind.member('auditor'),
      await world.northwind.member('analyst'),
    ]) {
      const context = signContext(actor);
      for (const target of tables) {
        for (const client of [clients.app, clients.worker]) {
          for (const { name } of target.columns) {
            const changed = await attempt(client, context, `update ${target.table} set "${name}" = "${name}"`);
            if (!nothing(changed)) leaks.push(`${actor.role} ${target.table}.${name}`);
          }
          const deleted = await attempt(client, context, `delete from ${target.table}`);
          if (!nothing(deleted)) leaks.push(`${actor.role} delete ${target.table}`);
          const own = freshCopy(
            target,
            await rowOf(target, await ownOf(target)),
            target.foreignKeys.flatMap(({ columns }) => columns),
          );
          const { sql, values } = insertion(target, own);
          const inserted = await attempt(client, context, sql, values);
          if (inserted.error?.code !== '42501')
            leaks.push(`${actor.role} insert ${target.table}: ${JSON.stringify(inserted)}`);
        }
      }
    }
    expect(leaks).toEqual([]);
  });

  it('sees people, sessions and challenges in no role', async () => {
    for (const client of Object.values(clients)) {
      for (const table of ['users', 'sessions', 'sign_in_challenges']) {
        const result = await attempt(client, signContext(world.platformAdmin), `select * from ${table}`);
        expect(result.error?.code).toBe('42501');
      }
    }
  });

  it('sees nothing, and no error, without any context', async () => {
    for (const client of [clients.app, clients.worker]) {
      for (const target of tables) {
        const result = await attempt(client, null, `select 1 from ${target.table}`);
        expect([target.table, nothing(result)]).toEqual([target.table, true]);
      }
    }
  });

  it('aimed at real rows throughout', () => {
    expect(Object.keys(victims).length).toBeGreaterThanOrEqual(19);
    expect(attemptsMade()).toBeGreaterThan(5000);
  });
});
