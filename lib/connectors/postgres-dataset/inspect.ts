import type { PoolClient } from 'pg';
import { datasetTables, schemaOf, type TableShape } from './map';

export type TableReport = Readonly<{ name: string; columns: readonly (readonly [name: string, type: string])[] }>;

/** The tables of a dataset as the catalogue knows them, in alphabetical order. */
export async function inspectTables(client: PoolClient, dataset: string): Promise<readonly TableReport[]> {
  const { rows } = await client.query<{ name: string; columns: [string, string][] }>(
    `select c.relname as name,
       coalesce(json_agg(json_build_array(a.attname, format_type(a.atttypid, a.atttypmod)) order by a.attnum)
         filter (where a.attname is not null), '[]') as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where n.nspname = $1 and c.relkind = 'r' group by c.relname order by c.relname`,
    [schemaOf(dataset)],
  );
  return rows;
}

/** The first of the five tables that is not as it should be, and what is wrong with it; null when all is well. */
export function firstDifference(
  tables: readonly TableReport[],
): Readonly<{ table: string; column: string | null }> | null {
  for (const wanted of datasetTables as readonly TableShape[]) {
    const found = tables.find((table) => table.name === wanted.name);
    if (found === undefined) return { table: wanted.name, column: null };
    for (const [name, type] of wanted.columns) {
      if (!found.columns.some(([column, actual]) => column === name && actual === type)) {
        return { table: wanted.name, column: name };
      }
    }
  }
  return null;
}
