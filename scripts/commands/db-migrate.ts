import process from 'node:process';
import { MigrationFailed } from '@/lib/platform/migrate';
import { prepareDatabase } from '../start/database';
import { CannotStart } from '../start/say';

/** Migrates the database of DATABASE_OWNER_URL and installs the context key of PORTICO_KEY_FILE: a job before a release. */
export default async function dbMigrate(): Promise<number> {
  const owner = process.env['DATABASE_OWNER_URL'];
  const keyFile = process.env['PORTICO_KEY_FILE'];
  if (!owner || !keyFile) {
    console.error('DATABASE_OWNER_URL and PORTICO_KEY_FILE must both be set.');
    return 1;
  }
  try {
    await prepareDatabase(owner, keyFile, false);
    return 0;
  } catch (error) {
    // These two say what to do; where in our code they were thrown helps nobody.
    if (!(error instanceof CannotStart || error instanceof MigrationFailed)) throw error;
    console.error(error.message);
    return 1;
  }
}
