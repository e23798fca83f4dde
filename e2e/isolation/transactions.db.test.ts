import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordAudit } from '@/lib/audit';
import { ok, refuse } from '@/lib/errors';
import { recordEvent } from '@/lib/platform/events';
import {
  asCustomer,
  asPlatform,
  Prisma,
  tenantStatement,
  withTenant,
  withTenantOrNothing,
  type Actor,
} from '@/lib/tenancy';
import { databaseClient, health } from '@/lib/platform/db';
import { uuidv7 } from '@/lib/platform/ids';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const seen = async (actor: Actor): Promise<string[]> =>
  (await withTenant(actor, (tx) => tx.customer.findMany({ orderBy: { name: 'asc' } }))).map(({ name }) => name);

describe('withTenant @req I112', () => {
  it('shows each seat its own tree', async () => {
    expect(await seen(world.acmeOwner)).toEqual(['acme']);
    expect(await seen(world.northwindManager)).toEqual(['acme', 'borealis']);
    expect(await seen(world.alufuqManager)).toEqual(['safa']);
    expect(await seen(world.platformAdmin)).toEqual(['acme', 'borealis', 'safa']);
  });

  it('takes everything back when the use case throws', async () => {
    const id = uuidv7();
    const failing = withTenant(world.northwindAdmin, async (tx) => {
      await tx.tenant.create({
        data: { id, kind: 'customer', parentId: world.northwind.id, slug: 'ghost', name: 'Ghost' },
      });
      expect(await tx.tenant.findUnique({ where: { id } })).not.toBeNull();
      await recordAudit(tx, world.northwind.id, { action: 'ghost.made', entityType: 'tenant' });
      await recordEvent(tx, world.northwind.id, { name: 'ghost.made' });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await database.sql('select from tenants where id = $1', [id])).toEqual([]);
    expect(await database.sql("select from audit_logs where action = 'ghost.made'")).toEqual([]);
    expect(await database.sql("select from events where name = 'ghost.made'")).toEqual([]);
  });

  it('keeps what it wrote when it returns, with event and audit entry', async () => {
    await withTenant(world.northwindAdmin, (tx) =>
      recordEvent(tx, world.acme.id, { name: 'test.kept', details: { n: 1 } }),
    );
    expect(await database.sql("select tenant_id, user_id, details from events where name = 'test.kept'")).toEqual([
      { tenant_id: world.acme.id, user_id: world.northwindAdmin.userId, details: { n: 1 } },
    ]);
  });

  it('never lets one transaction’s tenant into another: 240, forty at once, a third of them failing', async () => {
    const seats: [Actor, string[]][] = [
      [world.acmeOwner, ['acme']],
      [world.borealisOwner, ['borealis']],
      [world.safaOwner, ['safa']],
      [world.northwindManager, ['acme', 'borealis']],
    ];
    const one = async (i: number): Promise<void> => {
      const seat = seats[i % seats.length];
      if (!seat) throw new Error('no seat');
      const [actor, expected] = seat;
      const names = await withTenant(actor, async (tx) => {
        const first = (await tx.customer.findMany({ orderBy: { name: 'asc' } })).map(({ name }) => name);
        if (i % 6 === 1) throw new Error('aborted by the use case');
        if (i % 6 === 3) await tx.$executeRaw`select 1 / 0`;
        const again = (await tx.customer.findMany({ orderBy: { name: 'asc' } })).map(({ name }) => name);
        return [first, again];
      });
      expect(names).toEqual([expected, expected]);
    };
    // Four times as many as there are connections: more would wait longer for one than a slow machine may make them.
    const results: PromiseSettledResult<void>[] = [];
    for (let begun = 0; begun < 240; begun += 40) {
      results.push(...(await Promise.allSettled(Array.from({ length: 40 }, (_, i) => one(begun + i)))));
    }
    const failed = results.filter(({ status }) => status === 'rejected');
    expect(failed).toHaveLength(80);
    for (const each of failed) {
      if (each.status === 'rejected') expect(String(each.reason)).toMatch(/aborted by the use case|division by zero/);
    }
    const left = await databaseClient('app').$queryRaw<unknown[]>`select tenant_id from customers`;
    expect(left).toEqual([]);
  });

  it('answers for a stranger’s row as for one that does not exist', async () => {
    const read = (tenantId: string) =>
      withTenant(world.acmeOwner, (tx) => tx.customer.findUnique({ where: { tenantId } }));
    expect(await read(world.safa.id)).toBeNull();
    expect(await read(uuidv7())).toBeNull();
    expect(await read(world.acme.id)).not.toBeNull();
  });
});

describe('withTenantOrNothing', () => {
  it('takes back what was written before a refusal, and keeps what ends well', async () => {
    const profile = (tenantId: string) => ({ tenantId, id: uuidv7(), industry: 'made' });
    const refused = await withTenantOrNothing(world.acmeOwner, async (tx) => {
      await tx.customerProfile.create({ data: profile(world.acme.id) });
      return refuse('conflict');
    });
    expect(refused).toEqual(refuse('conflict'));
    expect(await database.sql('select from customer_profiles where tenant_id = $1', [world.acme.id])).toEqual([]);
    const kept = await withTenantOrNothing(world.acmeOwner, async (tx) => {
      await tx.customerProfile.create({ data: profile(world.acme.id) });
      return ok('kept');
    });
    expect(kept).toEqual(ok('kept'));
    expect(await database.sql('select from customer_profiles where tenant_id = $1', [world.acme.id])).toHaveLength(1);
    await expect(withTenantOrNothing(world.acmeOwner, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
  });
});

describe('tenantStatement', () => {
  it('carries its context into one statement and leaves none behind', async () => {
    const names = (actor: Actor) =>
      tenantStatement<{ tenant: string }>(
        actor,
        (context) =>
          Prisma.sql`with entered as materialized (select app.use_context(${context})) select app.context_tenant() as tenant from entered`,
      );
    expect(await names(world.acmeOwner)).toEqual([{ tenant: world.acme.id }]);
    expect(await databaseClient('app').$queryRaw`select app.context_tenant() as tenant`).toEqual([{ tenant: null }]);
  });
});

describe('the worker', () => {
  it('sees one tenant in a job for it', async () => {
    const names = await asCustomer(world.acme.id, 'test', (tx) => tx.customer.findMany());
    expect(names.map(({ name }) => name)).toEqual(['acme']);
  });

  it('crosses tenants under a name of its own, and leaves an entry when it writes', async () => {
    const crossed = () =>
      database.sql<{ details: unknown; role: string }>(
        "select details, role from audit_logs where action = 'platform.crossed'",
      );
    expect(await asPlatform('count', (tx) => tx.customer.count())).toBe(3);
    expect(await crossed()).toEqual([]);
    await asPlatform('rename', (tx) =>
      tx.customerProfile.create({ data: { tenantId: world.safa.id, id: uuidv7(), industry: 'x' } }),
    );
    expect(await crossed()).toEqual([{ details: { reason: 'rename' }, role: 'system' }]);
  });

  it('sees nothing without either', async () => {
    expect(await databaseClient('worker').customer.findMany()).toEqual([]);
  });
});

describe('health', () => {
  it('says yes while the database answers', async () => {
    expect(await health()).toEqual({ ok: true });
  });
});
