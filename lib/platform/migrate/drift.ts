import path from 'node:path';
import { noFilters, readSchema, withEngine } from './engine';

/**
 * What would have to change in the live database for it to be what `prisma/schema` says, as SQL; empty when the two
 * agree. Policies, functions and grants are invisible to it: the catalogue test looks at those.
 */
export async function driftDiff(url: string, schemaDir = path.resolve('prisma/schema')): Promise<string> {
  return withEngine(url, schemaDir, async (engine) => {
    const result = await engine.diff({
      from: { tag: 'schemaDatasource', files: readSchema(schemaDir), configDir: schemaDir },
      to: { tag: 'schemaDatamodel', files: readSchema(schemaDir) },
      script: true,
      exitCode: null,
      filters: noFilters,
    });
    const script = (result.stdout ?? '').trim();
    return script === '-- This is an empty migration.' ? '' : script;
  });
}
