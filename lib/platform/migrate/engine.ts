import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { MigrationAdapterFactory } from './adapter';

/**
 * Prisma's schema engine as WebAssembly, in this process. The command-line tool would download a native engine, and
 * with `PRISMA_SCHEMA_ENGINE_BINARY=/bin/true` (which is right for `generate`) its `migrate deploy` succeeds without
 * applying anything.
 */
export type SchemaEngine = Glue['SchemaEngine']['prototype'];
export type MigrationList = Parameters<SchemaEngine['applyMigrations']>[0]['migrationsList'];

type Glue = typeof import('@prisma/schema-engine-wasm');
type LowLevelGlue = Glue & { __wbg_set_wasm(exports: WebAssembly.Exports): void };

/** Runs `work` with an engine on the database `url`, and closes its sessions afterwards. */
export async function withEngine<T>(
  url: string,
  schemaDir: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const glue = await loadGlue();
  const factory = new MigrationAdapterFactory(url);
  const engine = await glue.SchemaEngine.new(
    { datamodels: readSchema(schemaDir).map((file) => [file.path, file.content]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    await factory.close();
  }
}

/** Every `.prisma` file below `schemaDir`; a lone datasource when there is none yet. */
export function readSchema(schemaDir: string): { path: string; content: string }[] {
  const files = existsSync(schemaDir)
    ? readdirSync(schemaDir, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.prisma'))
        .sort()
    : [];
  if (files.length === 0)
    return [{ path: 'schema.prisma', content: 'datasource db {\n  provider = "postgresql"\n}\n' }];
  return files.map((name) => {
    const file = path.join(schemaDir, name);
    return { path: file, content: readFileSync(file, 'utf8') };
  });
}

/** The migrations folder as the engine wants it: read here, because the engine has no file system. */
export function readMigrations(baseDir: string): MigrationList {
  const lock = path.join(baseDir, 'migration_lock.toml');
  const names = readdirSync(baseDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: existsSync(lock) ? readFileSync(lock, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: readResult(path.join(baseDir, name, 'migration.sql')) },
    })),
  };
}

export const noFilters = { externalTables: [], externalEnums: [] };

const readResult = (file: string): { tag: 'ok'; value: string } | { tag: 'error'; value: string } => {
  try {
    return { tag: 'ok', value: readFileSync(file, 'utf8') };
  } catch (error) {
    return { tag: 'error', value: String(error) };
  }
};

let loading: Promise<LowLevelGlue> | undefined;

const loadGlue = (): Promise<LowLevelGlue> => (loading ??= instantiate());

const instantiate = async (): Promise<LowLevelGlue> => {
  // The package's entry imports its .wasm file, which Node does not do without a flag; so the two halves are joined here.
  const require = createRequire(import.meta.url);
  const gluePath = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const glue = (await import(/* @vite-ignore */ pathToFileURL(gluePath).href)) as LowLevelGlue;
  // The engine reports a panic through this global; without it a panic would hide its own message.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      message: '',
      set_message(message: string) {
        this.message = message;
      },
    },
  });
  const bytes = readFileSync(gluePath.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': glue as unknown as WebAssembly.ModuleImports,
  });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
  return glue;
};
