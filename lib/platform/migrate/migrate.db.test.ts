import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, withTestWorld, type TestDatabase } from '@/scripts/testing/database';
import { applyMigrations, driftDiff, MigrationFailed } from './index';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** A migrations folder that continues the real history with one more file. */
const withMigration = async <T>(sql: string, run: (migrationsDir: string) => Promise<T>): Promise<T> => {
  const migrationsDir = mkdtempSync(path.join(tmpdir(), 'portico-migrations-'));
  mkdirSync(path.join(migrationsDir, '0001_more'));
  writeFileSync(path.join(migrationsDir, '0001_more', 'migration.sql'), sql);
  writeFileSync(path.join(migrationsDir, 'migration_lock.toml'), 'provider = "postgresql"\n');
  try {
    return await run(migrationsDir);
  } finally {
    rmSync(migrationsDir, { recursive: true });
  }
};

describe('applyMigrations', () => {
  it('finds nothing to do on a migrated database and keeps the history of Prisma', async () => {
    expect(await applyMigrations(database.ownerUrl)).toEqual([]);
    const rows = await database.sql('select migration_name, finished_at from _prisma_migrations order by 1');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row['finished_at'] !== null)).toBe(true);
  });

  it('applies bodies with semicolons once when three appliers start together', async () => {
    const fresh = await testDatabase();
    await fresh.sql('delete from _prisma_migrations');
    const sql = `create table public.raced (id int);
      create function public.raced() returns int language plpgsql as $$ begin perform 1; return 2; end $$;`;
    const applied = await withMigration(sql, (migrationsDir) =>
      Promise.all([1, 2, 3].map(() => applyMigrations(fresh.ownerUrl, { migrationsDir }))),
    );
    expect(applied.flat()).toEqual(['0001_more']);
    expect(await fresh.sql('select public.raced() as answer')).toEqual([{ answer: 2 }]);
    await fresh.close();
  });

  it('leaves nothing of a migration that fails, names it, and applies its corrected form', async () => {
    const fresh = await testDatabase();
    await fresh.sql('delete from _prisma_migrations');
    const failing = withMigration('create table public.half (id int); select 1 / 0;', (migrationsDir) =>
      applyMigrations(fresh.ownerUrl, { migrationsDir }),
    );
    await expect(failing).rejects.toThrow(/0001_more.*division by zero/s);
    await expect(failing).rejects.toBeInstanceOf(MigrationFailed);
    expect(await fresh.sql("select to_regclass('public.half') as half")).toEqual([{ half: null }]);
    const repaired = await withMigration('create table public.half (id int);', (migrationsDir) =>
      applyMigrations(fresh.ownerUrl, { migrationsDir }),
    );
    expect(repaired).toEqual(['0001_more']);
    await fresh.close();
  });
});

describe('driftDiff', () => {
  it('finds that the typed schema is the live catalogue', async () => {
    expect(await driftDiff(database.superuserUrl)).toBe('');
  });

  it('notices a column that the schema does not know', async () => {
    const fresh = await testDatabase();
    await fresh.sql('alter table tenants add column forgotten int');
    expect(await driftDiff(fresh.superuserUrl)).toContain('forgotten');
    await fresh.close();
  });
});

describe('withTestWorld', () => {
  it('puts each customer below its partner and apart from the other', async () => {
    const fresh = await testDatabase();
    const world = await withTestWorld(fresh);
    const below = await fresh.sql<{ slug: string }>(
      `select t.slug from tenant_closure c join tenants t on t.id = c.descendant_id
        where c.ancestor_id = $1 order by c.depth, t.slug`,
      [world.northwind.id],
    );
    expect(below.map((row) => row.slug)).toEqual(['northwind', 'acme', 'borealis']);
    await fresh.close();
  });
});
