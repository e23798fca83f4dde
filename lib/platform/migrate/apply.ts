import path from 'node:path';
import pg from 'pg';
import { noFilters, readMigrations, withEngine } from './engine';

/** A migration that could not be applied: which, and what the database said. */
export class MigrationFailed extends Error {
  override readonly name = 'MigrationFailed';
}

type Places = { migrationsDir?: string; schemaDir?: string };

/**
 * Applies every migration that `_prisma_migrations` does not list yet, as the owner, and returns their names. Two
 * appliers at once are safe: the second waits for a lock and finds nothing to do. A migration that fails leaves nothing
 * behind but its failed entry, which a corrected migration of the same name replaces at the next start.
 */
export async function applyMigrations(ownerUrl: string, places: Places = {}): Promise<string[]> {
  const migrationsDir = places.migrationsDir ?? path.resolve('prisma/migrations');
  const schemaDir = places.schemaDir ?? path.resolve('prisma/schema');
  return locked(ownerUrl, () =>
    withEngine(ownerUrl, schemaDir, async (engine) => {
      const migrationsList = readMigrations(migrationsDir);
      const state = await engine.diagnoseMigrationHistory({
        migrationsList,
        optInToShadowDatabase: false,
        filters: noFilters,
      });
      const edited = state.editedMigrationNames.filter((name) => !state.failedMigrationNames.includes(name));
      if (edited.length > 0) throw new MigrationFailed(`changed after they were applied: ${edited.join(', ')}`);
      // PostgreSQL runs a script in one transaction, so a failed migration has left nothing and may be tried again.
      for (const migrationName of state.failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: noFilters });
      return appliedMigrationNames;
    }).catch((error: unknown) => {
      throw error instanceof MigrationFailed ? error : new MigrationFailed(describe(error), { cause: error });
    }),
  );
}

/** The engine's own lock gives up after ten seconds; this one waits for as long as the other applier lives. */
const lockKey = 7_204_901_163;

const locked = async <T>(url: string, run: () => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    return await run();
  } finally {
    await client.end();
  }
};

/** The engine's message without its own stack: what a person who wrote the SQL needs. */
const describe = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  const migration = /migration_name="([^"]+)"/.exec(message)?.[1];
  const [text = message] = message.split(/\n\s*0: /);
  return migration ? `${migration}: ${text.trim()}` : text.trim();
};
