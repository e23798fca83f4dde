import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';

/** What an attempt came to: rows, or an error by its code and its text with all ids taken out. */
export type Result = { rows: number; error?: undefined } | { rows: 0; error: { code: string; text: string } };

export type Column = { name: string; type: string; unique: boolean; generated: boolean };
export type ForeignKey = { columns: string[]; target: string; targetColumns: string[] };
/** A table of tenants, with what an attacker would read about it in the catalogue. */
export type Target = { table: string; tenantColumn: string; columns: Column[]; foreignKeys: ForeignKey[] };

/** Every table that the live database puts behind the wall; generated, so that a new table is attacked from its first day. */
export async function targets(query: <R extends pg.QueryResultRow>(sql: string) => Promise<R[]>): Promise<Target[]> {
  return query<Target>(`
    select t.relname as table, case t.relname when 'tenants' then 'id' when 'tenant_closure' then 'descendant_id' else 'tenant_id' end as "tenantColumn",
      (select json_agg(json_build_object('name', a.attname, 'type', a.atttypid::regtype::text, 'generated', a.atttypid = 'xid8'::regtype,
          'unique', exists (select from pg_index x where x.indrelid = t.oid and x.indisunique and a.attnum = any (x.indkey::int2[]))) order by a.attnum)
        from pg_attribute a where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped) as columns,
      (select coalesce(json_agg(json_build_object('target', f.confrelid::regclass::text,
          'columns', (select json_agg(a.attname order by k.at) from unnest(f.conkey) with ordinality k(num, at)
            join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.num),
          'targetColumns', (select json_agg(a.attname order by k.at) from unnest(f.confkey) with ordinality k(num, at)
            join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.num)) order by f.conname), '[]')
        from pg_constraint f where f.conrelid = t.oid and f.contype = 'f') as "foreignKeys"
    from pg_class t
    where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p')
      and t.relname not in ('users', 'sessions', 'sign_in_challenges', 'sign_in_attempts', 'passwords', 'second_factors',
        'recovery_codes', 'passkeys', '_prisma_migrations')
    order by 1`);
}

let made = 0;

/** How many statements have been tried, so that a test which tried none cannot pass. */
export const attemptsMade = (): number => made;

/** Runs one statement in a transaction with this context, and takes it back whatever it did. */
export async function attempt(
  client: pg.Client,
  context: string | null,
  sql: string,
  values: unknown[] = [],
): Promise<Result> {
  made += 1;
  await client.query('begin');
  try {
    if (context !== null) await client.query('select app.use_context($1)', [context]);
    const { rowCount } = await client.query(sql, values);
    // Keys that are checked late would otherwise be checked only at a commit that never comes.
    await client.query('set constraints all immediate');
    return { rows: rowCount ?? 0 };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return { rows: 0, error: { code: error.code ?? '', text: withoutIds(`${error.message} ${error.detail ?? ''}`) } };
  } finally {
    await client.query('rollback');
  }
}

const withoutIds = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>')
    .replace(/\\x[0-9a-f]+/g, '<bytes>')
    .replace(/\([^()]*<id>[^()]*\)/g, '(<key>)');

/** An insert of this row, written out column by column. */
export function insertion(target: Target, row: Record<string, unknown>): { sql: string; values: unknown[] } {
  const columns = target.columns.filter(({ name, generated }) => !generated && row[name] !== undefined);
  return {
    sql: `insert into ${target.table} (${columns.map(({ name }) => `"${name}"`).join()}) values (${columns.map((_, index) => `$${index + 1}`).join()})`,
    values: columns.map(({ name, type }) => (type === 'jsonb' ? JSON.stringify(row[name]) : row[name])),
  };
}

/** The row once more, with everything that must be unique drawn anew and the rest kept. */
export function freshCopy(
  target: Target,
  row: Record<string, unknown>,
  keep: readonly string[],
): Record<string, unknown> {
  const fresh = (type: string): unknown => {
    if (type === 'uuid') return randomUUID();
    if (type === 'bytea') return randomBytes(32);
    if (type === 'integer' || type === 'bigint') return 1 + (randomBytes(4).readUInt32BE() >> 2);
    return type === 'text' ? `x${randomBytes(6).toString('hex')}` : undefined;
  };
  return Object.fromEntries(
    target.columns.map(({ name, type, unique }) => [
      name,
      unique && !keep.includes(name) && row[name] !== null ? (fresh(type) ?? row[name]) : row[name],
    ]),
  );
}
