import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asCustomer, signContext, withTenant, type Actor } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestDatabase,
  type TestTenant,
  type TestWorld,
} from '@/scripts/testing/database';
import { recordAudit, verifyAudit, type AuditVerdict } from './index';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const write = (actor: Actor, tenantId: string, action = 'thing.done') =>
  withTenant(actor, (tx) => recordAudit(tx, tenantId, { action, entityType: 'thing', details: { code: 'x' } }));
const verify = (tenant: TestTenant): Promise<AuditVerdict> =>
  asCustomer(tenant.id, 'verify', (tx) => verifyAudit(tx, tenant.id));

/** A customer of its own with `entries` audit entries, so that each tampering starts from an intact chain. */
async function chain(slug: string, entries = 8): Promise<TestTenant> {
  const tenant = await world.customer(world.northwind, slug);
  const owner = await tenant.member('owner');
  for (let i = 0; i < entries; i += 1) await write(owner, tenant.id, `thing.done_${i}`);
  expect(await verify(tenant)).toEqual({ intact: true, entries });
  return tenant;
}

/** What only somebody with the server itself can do: write past every trigger and policy. */
async function asIntruder(statements: string[], tenant: TestTenant, other?: TestTenant): Promise<void> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  try {
    await client.query("set session_replication_role = 'replica'");
    for (const text of statements) {
      const values = [tenant.id, other?.id].filter(
        (value, index) => value !== undefined && text.includes(`$${index + 1}`),
      );
      const { rowCount } = await client.query(text, values);
      expect(rowCount).toBeGreaterThan(0);
    }
  } finally {
    await client.end();
  }
}

const rehash = "update audit_logs a set hash = sha256(convert_to(app.audit_canonical(a), 'UTF8'))";
const insertForged = `insert into audit_logs
  select tenant_id, gen_random_uuid(), seq, 'thing.forged', entity_type, entity_id, user_id, role, "timestamp" + interval '1 microsecond', details, prev_hash, hash
  from audit_logs where tenant_id = $1 and seq = 4`;

const tampers: { kind: string; statements: string[]; firstBadSeq: number; reason: string }[] = [
  {
    kind: 'another action',
    statements: ["update audit_logs set action = 'x' where tenant_id = $1 and seq = 3"],
    firstBadSeq: 3,
    reason: 'content_changed',
  },
  {
    kind: 'other details',
    statements: [`update audit_logs set details = '{"code":"y"}' where tenant_id = $1 and seq = 1`],
    firstBadSeq: 1,
    reason: 'content_changed',
  },
  {
    kind: 'another person',
    statements: ['update audit_logs set user_id = gen_random_uuid() where tenant_id = $1 and seq = 8'],
    firstBadSeq: 8,
    reason: 'content_changed',
  },
  {
    kind: 'another time, by a microsecond',
    statements: [
      `update audit_logs set "timestamp" = "timestamp" + interval '1 microsecond' where tenant_id = $1 and seq = 5`,
    ],
    firstBadSeq: 5,
    reason: 'content_changed',
  },
  {
    kind: 'another subject',
    statements: ['update audit_logs set entity_id = gen_random_uuid() where tenant_id = $1 and seq = 2'],
    firstBadSeq: 2,
    reason: 'content_changed',
  },
  {
    kind: 'a change with its own hash made anew',
    statements: [
      "update audit_logs set action = 'x' where tenant_id = $1 and seq = 3",
      `${rehash} where tenant_id = $1 and seq = 3`,
    ],
    firstBadSeq: 4,
    reason: 'chain_broken',
  },
  {
    kind: 'the oldest entry removed',
    statements: ['delete from audit_logs where tenant_id = $1 and seq = 1'],
    firstBadSeq: 1,
    reason: 'missing_or_duplicated',
  },
  {
    kind: 'an entry in the middle removed',
    statements: ['delete from audit_logs where tenant_id = $1 and seq = 4'],
    firstBadSeq: 4,
    reason: 'missing_or_duplicated',
  },
  {
    kind: 'an entry removed and the rest moved up',
    statements: [
      'delete from audit_logs where tenant_id = $1 and seq = 4',
      'update audit_logs set seq = seq - 1 where tenant_id = $1 and seq > 4',
    ],
    firstBadSeq: 4,
    reason: 'chain_broken',
  },
  {
    kind: 'the newest entries removed',
    statements: ['delete from audit_logs where tenant_id = $1 and seq > 6'],
    firstBadSeq: 7,
    reason: 'newest_missing',
  },
  {
    kind: 'all entries removed',
    statements: ['delete from audit_logs where tenant_id = $1'],
    firstBadSeq: 1,
    reason: 'newest_missing',
  },
  {
    kind: 'the head removed',
    statements: ['delete from audit_heads where tenant_id = $1'],
    firstBadSeq: 9,
    reason: 'newest_missing',
  },
  { kind: 'an entry put in', statements: [insertForged], firstBadSeq: 5, reason: 'missing_or_duplicated' },
  {
    kind: 'two entries exchanged',
    statements: ['update audit_logs set seq = 9 - seq where tenant_id = $1 and seq in (4, 5)'],
    firstBadSeq: 4,
    reason: 'chain_broken',
  },
];

describe('the audit chain @req I96', () => {
  it('says who, in what role, did what, when and to what', async () => {
    await withTenant(world.acmeOwner, (tx) =>
      recordAudit(tx, world.acme.id, { action: 'a.b', entityType: 'flow', entityId: world.acme.id, details: { n: 1 } }),
    );
    const [entry] = await database.sql("select * from audit_logs where action = 'a.b'");
    expect(entry).toMatchObject({
      tenant_id: world.acme.id,
      entity_id: world.acme.id,
      user_id: world.acmeOwner.userId,
      role: 'owner',
      details: { n: 1 },
    });
  });

  it('rolls back with the change that it describes', async () => {
    const before = await verify(world.acme);
    const failing = withTenant(world.acmeOwner, async (tx) => {
      await recordAudit(tx, world.acme.id, { action: 'never.was', entityType: 'thing' });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await verify(world.acme)).toEqual(before);
  });

  it('does not take an entry for a tenant outside the context', async () => {
    await expect(write(world.acmeOwner, world.safa.id)).rejects.toThrow();
    await expect(write(world.acmeOwner, world.northwind.id)).rejects.toThrow();
    await write(world.northwindManager, world.acme.id);
  });

  it('has no gaps when many write at once', async () => {
    const tenant = await world.customer(world.northwind, 'busy');
    const owner = await tenant.member('owner');
    for (let turn = 0; turn < 3; turn += 1) {
      await Promise.all(Array.from({ length: 20 }, () => write(owner, tenant.id)));
    }
    expect(await verify(tenant)).toEqual({ intact: true, entries: 60 });
  });

  it('verifies as empty for a stranger, who sees none of it', async () => {
    await write(world.acmeOwner, world.acme.id);
    const seen = await withTenant(world.safaOwner, (tx) => verifyAudit(tx, world.acme.id));
    expect(seen).toEqual({ intact: true, entries: 0 });
  });

  for (const { kind, statements, firstBadSeq, reason } of tampers) {
    it(`finds ${kind}`, async () => {
      const tenant = await chain(kind.replace(/\W+/g, '-'));
      await asIntruder(statements, tenant);
      expect(await verify(tenant)).toMatchObject({ intact: false, firstBadSeq, reason });
    });
  }

  it('finds an entry moved in from another tenant', async () => {
    const [from, to] = [await chain('moved-from'), await chain('moved-to')];
    await asIntruder(['delete from audit_logs where tenant_id = $1 and seq = 8'], to);
    await asIntruder(['update audit_logs set tenant_id = $2 where tenant_id = $1 and seq = 8'], from, to);
    expect(await verify(to)).toMatchObject({ intact: false, firstBadSeq: 8 });
    expect(await verify(from)).toMatchObject({ intact: false, firstBadSeq: 8, reason: 'newest_missing' });
  });

  it('made anew from one entry on with its head verifies, but not against a head that was kept elsewhere', async () => {
    const tenant = await chain('rewritten');
    const headOf = async () =>
      (
        await database.sql<{ hash: string }>(
          "select encode(hash, 'hex') as hash from audit_heads where tenant_id = $1",
          [tenant.id],
        )
      )[0]?.hash;
    const kept = await headOf();
    await asIntruder(["update audit_logs set action = 'x' where tenant_id = $1 and seq = 3"], tenant);
    for (let seq = 3; seq <= 8; seq += 1) {
      const previous = `(select p.hash from audit_logs p where p.tenant_id = a.tenant_id and p.seq = ${seq - 1})`;
      await asIntruder(
        [`update audit_logs a set prev_hash = ${previous} where tenant_id = $1 and seq = ${seq}`],
        tenant,
      );
      await asIntruder([`${rehash} where tenant_id = $1 and seq = ${seq}`], tenant);
    }
    await asIntruder(
      [
        'update audit_heads h set hash = (select hash from audit_logs where tenant_id = $1 and seq = 8) where tenant_id = $1',
      ],
      tenant,
    );
    expect(await verify(tenant)).toEqual({ intact: true, entries: 8 });
    expect(await headOf()).not.toBe(kept);
  });
});

describe('nobody of ours rewrites the audit chain @req I96', () => {
  const attempts = [
    "update audit_logs set action = 'x'",
    'delete from audit_logs',
    'truncate audit_logs',
    'update audit_heads set seq = 0',
    'delete from audit_heads',
    'insert into audit_logs select tenant_id, gen_random_uuid(), seq + 1, action, entity_type, entity_id, user_id, role, "timestamp", details, prev_hash, hash from audit_logs',
  ];
  const roles = { app: () => database.appUrl, worker: () => database.workerUrl, reader: () => database.readerUrl };

  for (const [role, url] of Object.entries(roles)) {
    for (const attempt of attempts) {
      it(`not ${role}: ${attempt.slice(0, 30)}`, async () => {
        await write(world.acmeOwner, world.acme.id);
        const client = new pg.Client({ connectionString: url() });
        await client.connect();
        try {
          await client.query('begin');
          await client.query('select app.use_context($1)', [signContext(world.platformAdmin)]);
          await expect(client.query(attempt)).rejects.toMatchObject({ code: '42501' });
        } finally {
          await client.end();
        }
        expect(await verify(world.acme)).toMatchObject({ intact: true });
      });
    }
  }

  it('not the owner of the tables either, short of taking the triggers off', async () => {
    await write(world.acmeOwner, world.acme.id);
    const partition = (
      await database.sql<{ name: string }>('select distinct tableoid::regclass::text as name from audit_logs')
    )[0]?.name;
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    try {
      for (const attempt of [...attempts.slice(0, 3), `truncate ${partition}`]) {
        await client.query('begin');
        await client.query('select app.use_context($1)', [signContext(world.platformAdmin)]);
        await expect(client.query(attempt)).rejects.toMatchObject({ code: '42501' });
        await client.query('rollback');
      }
    } finally {
      await client.end();
    }
    expect(await verify(world.acme)).toMatchObject({ intact: true });
  });
});
