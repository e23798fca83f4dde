/** A table, view or materialised view of ours, or a partition. */
export type CatalogueTable = {
  schema: string;
  name: string;
  kind: 'table' | 'partition' | 'view' | 'matview';
  owner: string;
  rls: boolean;
  forced: boolean;
  options: string[];
  columns: string[];
  triggers: { name: string; enabled: string }[];
};
export type CataloguePolicy = {
  table: string;
  name: string;
  command: string;
  permissive: string;
  roles: string[];
  using: string | null;
  check: string | null;
};
export type CatalogueFunction = {
  name: string;
  owner: string;
  definer: boolean;
  config: string[];
  executors: string[];
};
export type CatalogueUnique = { name: string; table: string; columns: string[]; types: string[] };
export type CatalogueForeignKey = {
  name: string;
  table: string;
  columns: string[];
  target: string;
  targetColumns: string[];
};
export type CatalogueGrant = {
  object: string;
  kind: 'relation' | 'sequence' | 'schema' | 'engine';
  grantee: string;
  privilege: string;
  grantable: boolean;
};
export type CatalogueRole = {
  name: string;
  superuser: boolean;
  bypass: boolean;
  createRole: boolean;
  createDatabase: boolean;
  replication: boolean;
  memberOf: string[];
};

/** Everything about the database that decides who sees and changes what. */
export type Catalogue = {
  tables: CatalogueTable[];
  policies: CataloguePolicy[];
  functions: CatalogueFunction[];
  uniques: CatalogueUnique[];
  foreignKeys: CatalogueForeignKey[];
  grants: CatalogueGrant[];
  defaults: { role: string; schema: string | null; kind: string; grantees: string[] }[];
  roles: CatalogueRole[];
};

type Query = (sql: string) => Promise<{ rows: { catalogue: Catalogue }[] }>;

/** Reads the live catalogue in one statement. Needs no right on any table: the catalogue is readable by all. */
export async function readCatalogue(query: Query): Promise<Catalogue> {
  const { rows } = await query(statement);
  const catalogue = rows[0]?.catalogue;
  if (!catalogue) throw new Error('The catalogue gave no answer');
  return catalogue;
}

const statement = `
with ours as (
  select c.oid, n.nspname as schema, c.relname as name, c.relkind, c.relispartition, c.relrowsecurity, c.relforcerowsecurity,
    c.relowner, c.reloptions, c.relacl, n.nspname || '.' || c.relname as full_name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'app', 'kernel', 'ops', 'partitions') and c.relname <> '_prisma_migrations'
), grantee as (
  select oid, rolname::text as name from pg_roles union all select 0::oid, 'PUBLIC'
)
select json_build_object(
  'tables', (select coalesce(json_agg(json_build_object(
      'schema', o.schema, 'name', o.name, 'owner', r.rolname, 'rls', o.relrowsecurity, 'forced', o.relforcerowsecurity,
      'kind', case when o.relkind = 'v' then 'view' when o.relkind = 'm' then 'matview' when o.relispartition then 'partition' else 'table' end,
      'options', coalesce(to_json(o.reloptions), '[]'),
      'columns', (select json_agg(a.attname order by a.attnum) from pg_attribute a where a.attrelid = o.oid and a.attnum > 0 and not a.attisdropped),
      'triggers', (select coalesce(json_agg(json_build_object('name', t.tgname, 'enabled', t.tgenabled)), '[]')
        from pg_trigger t where t.tgrelid = o.oid and not t.tgisinternal)
    ) order by o.full_name), '[]') from ours o join pg_roles r on r.oid = o.relowner where o.relkind in ('r', 'p', 'v', 'm')),
  'policies', (select coalesce(json_agg(json_build_object('table', p.schemaname || '.' || p.tablename, 'name', p.policyname,
      'command', p.cmd, 'permissive', p.permissive, 'roles', p.roles, 'using', p.qual, 'check', p.with_check)), '[]')
    from pg_policies p where p.schemaname in ('public', 'app', 'kernel', 'ops', 'partitions')),
  'functions', (select coalesce(json_agg(json_build_object(
      'name', p.oid::regprocedure::text, 'owner', r.rolname, 'definer', p.prosecdef, 'config', coalesce(to_json(p.proconfig), '[]'),
      'executors', (select coalesce(json_agg(distinct g.name), '[]')
        from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) e join grantee g on g.oid = e.grantee where e.grantee <> p.proowner)
    )), '[]') from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
    where n.nspname in ('public', 'app', 'kernel', 'ops', 'partitions')),
  'uniques', (select coalesce(json_agg(json_build_object('name', i.relname, 'table', o.full_name,
      'columns', (select coalesce(json_agg(coalesce(a.attname, '') order by k.at), '[]')
        from unnest(x.indkey::int2[]) with ordinality k(num, at) left join pg_attribute a on a.attrelid = o.oid and a.attnum = k.num and k.num <> 0),
      'types', (select coalesce(json_agg(coalesce(a.atttypid::regtype::text, '') order by k.at), '[]')
        from unnest(x.indkey::int2[]) with ordinality k(num, at) left join pg_attribute a on a.attrelid = o.oid and a.attnum = k.num and k.num <> 0)
    )), '[]') from pg_index x join ours o on o.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
    where x.indisunique and not o.relispartition),
  'foreignKeys', (select coalesce(json_agg(json_build_object('name', f.conname, 'table', o.full_name,
      'columns', (select json_agg(a.attname order by k.at) from unnest(f.conkey) with ordinality k(num, at)
        join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.num),
      'target', f.confrelid::regclass::text,
      'targetColumns', (select json_agg(a.attname order by k.at) from unnest(f.confkey) with ordinality k(num, at)
        join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.num)
    )), '[]') from pg_constraint f join ours o on o.oid = f.conrelid where f.contype = 'f' and not o.relispartition),
  'grants', (select coalesce(json_agg(json_build_object('object', x.object, 'kind', x.kind, 'grantee', x.grantee,
      'privilege', x.privilege, 'grantable', x.grantable)), '[]') from (
    select o.full_name as object, case when o.relkind = 'S' then 'sequence' else 'relation' end as kind,
      g.name as grantee, e.privilege_type as privilege, e.is_grantable as grantable
    from ours o, aclexplode(o.relacl) e join grantee g on g.oid = e.grantee where e.grantee <> o.relowner
    union all
    select o.full_name, 'relation', g.name, e.privilege_type, e.is_grantable
    from ours o join pg_attribute a on a.attrelid = o.oid and a.attacl is not null, aclexplode(a.attacl) e join grantee g on g.oid = e.grantee
    where e.grantee <> o.relowner
    union all
    select n.nspname || '.' || c.relname, 'engine', g.name, e.privilege_type, e.is_grantable
    from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) e join grantee g on g.oid = e.grantee
    where n.nspname = 'dbos' and e.grantee <> c.relowner
    union all
    select n.nspname, 'schema', g.name, e.privilege_type, e.is_grantable
    from pg_namespace n, aclexplode(n.nspacl) e join grantee g on g.oid = e.grantee
    where n.nspname in ('public', 'app', 'kernel', 'ops', 'partitions', 'dbos') and e.grantee <> n.nspowner) x),
  'defaults', (select coalesce(json_agg(json_build_object('role', d.defaclrole::regrole::text, 'kind', d.defaclobjtype,
      'schema', (select n.nspname from pg_namespace n where n.oid = d.defaclnamespace),
      'grantees', (select coalesce(json_agg(g.name), '[]') from aclexplode(d.defaclacl) e join grantee g on g.oid = e.grantee
        where e.grantee <> d.defaclrole))), '[]') from pg_default_acl d),
  'roles', (select json_agg(json_build_object('name', r.rolname, 'superuser', r.rolsuper, 'bypass', r.rolbypassrls,
      'createRole', r.rolcreaterole, 'createDatabase', r.rolcreatedb, 'replication', r.rolreplication,
      'memberOf', (select coalesce(json_agg(m.roleid::regrole::text order by 1), '[]') from pg_auth_members m where m.member = r.oid)))
    from pg_roles r where r.rolname in ('portico_owner', 'portico_app', 'portico_worker', 'portico_reader', 'portico_kernel'))
) as catalogue`;
