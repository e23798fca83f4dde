import { globalTables, keyExceptions, readOnlyTables, requiredTriggers, tenantColumns } from './exceptions';
import { flowParts, narrowingPolicies } from './flow-parts';
import type { Catalogue, CatalogueForeignKey, CataloguePolicy, CatalogueTable } from './read-catalogue';

/** A rule of the wall that the live database breaks, and where. */
export type Finding = Readonly<{ rule: string; object: string }>;

const servingRoles = ['portico_app', 'portico_worker', 'portico_reader'];
const verbs = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

/**
 * Holds a catalogue to every rule of the wall between tenants. An empty list means that the wall stands; anything else
 * names the rule and the object. Pure, so that a test can break each rule on each table and see it noticed.
 */
export const catalogueFindings = (catalogue: Catalogue): Finding[] => [
  ...tableFindings(catalogue),
  ...policyFindings(catalogue),
  ...viewFindings(catalogue),
  ...functionFindings(catalogue),
  ...uniqueFindings(catalogue),
  ...foreignKeyFindings(catalogue),
  ...grantFindings(catalogue),
  ...defaultFindings(catalogue),
  ...roleFindings(catalogue),
];

const fullName = (table: CatalogueTable): string => `${table.schema}.${table.name}`;
const tenantColumn = (table: string): string => tenantColumns[table] ?? 'tenant_id';
const only = (rule: string, object: string, broken: boolean): Finding[] => (broken ? [{ rule, object }] : []);

function tableFindings({ tables }: Catalogue): Finding[] {
  return tables
    .filter(({ kind }) => kind === 'table' || kind === 'partition')
    .flatMap((table) => {
      const name = fullName(table);
      const walled = table.schema !== 'ops';
      const wants =
        requiredTriggers[name] ?? (table.kind === 'partition' ? ['append_only', 'append_only_truncate'] : []);
      const running = table.triggers
        .filter(({ enabled }) => enabled === 'O' || enabled === 'A')
        .map((each) => each.name);
      return [
        ...only('rls_off', name, walled && !table.rls),
        ...only('rls_not_forced', name, walled && !table.forced),
        ...only('wrong_owner', name, table.owner !== 'portico_owner'),
        ...only('no_tenant_column', name, tenantless(table) && !globalTables.includes(name)),
        ...only('plumbing_with_tenant', name, table.schema === 'ops' && table.columns.includes('tenant_id')),
        ...wants
          .filter((trigger) => !running.includes(trigger))
          .map((trigger) => ({ rule: 'trigger_missing', object: `${name}.${trigger}` })),
      ];
    });
}

const tenantless = (table: CatalogueTable): boolean =>
  table.schema === 'public' && !table.columns.includes(tenantColumn(fullName(table)));

/** The one form in which a policy may compare with the context, as the database prints it back. */
const form = (column: string, list: 'visible' | 'writable' | 'ancestor'): string =>
  `(${column} = ANY (( SELECT app.${list}_tenants() AS ${list}_tenants)::uuid[]))`;

type Want = {
  name: string;
  command: string;
  roles: string;
  using: string | null;
  check: string | null;
  restrictive?: boolean;
};

function wantedPolicies(table: string): Want[] {
  const column = tenantColumn(table);
  const readers = 'portico_app,portico_owner,portico_reader,portico_worker';
  const writers = 'portico_app,portico_owner,portico_worker';
  const [visible, writable] = [form(column, 'visible'), form(column, 'writable')];
  const select = { name: 'tenant_select', command: 'SELECT', roles: readers, using: visible, check: null };
  // Nobody but the kernel's trigger writes the closure, so it has no policy for writing.
  if (table === 'public.tenant_closure') return [select];
  const inserted = table === 'public.tenants' ? form('parent_id', 'writable') : writable;
  return [
    select,
    { name: 'tenant_insert', command: 'INSERT', roles: writers, using: null, check: inserted },
    { name: 'tenant_update', command: 'UPDATE', roles: writers, using: writable, check: writable },
    { name: 'tenant_delete', command: 'DELETE', roles: writers, using: writable, check: null },
  ];
}

const everybody = 'portico_app,portico_owner,portico_reader,portico_worker';

/** What takes a table away from delegates, all of it or all but the part that it declares; nothing else opens it. */
function wantedAgainstDelegates(table: string): Want[] {
  const want = (name: string, command: string, using: string | null, check: string | null): Want => ({
    ...{ name, command, using, check, roles: everybody, restrictive: true },
  });
  const part = flowParts[table];
  if (!part) {
    const closed = '(( SELECT app.narrow_role() AS narrow_role) IS NULL)';
    return [want('delegate_wall', 'ALL', closed, closed)];
  }
  const cases = (delegate: string, reader: string) =>
    `CASE ( SELECT app.narrow_role() AS narrow_role) WHEN 'delegate'::text THEN ${delegate} WHEN 'flow_reader'::text THEN ${reader} ELSE true END`;
  const writes = cases(part.writes, 'false');
  return [
    want('delegate_select', 'SELECT', cases(part.reads, part.readerReads), null),
    want('delegate_insert', 'INSERT', null, writes),
    want('delegate_update', 'UPDATE', writes, writes),
    want('delegate_delete', 'DELETE', writes, null),
  ];
}

/** What is published can be read below: SELECT-only policies beside the four, by table. */
const furtherPolicies: Readonly<Record<string, string>> = {
  'public.tenants children_select SELECT': form('parent_id', 'visible'),
  'public.tenants ancestors_select SELECT': form('id', 'ancestor'),
  'public.tenant_closure ancestors_select SELECT': '(descendant_id = ( SELECT app.context_tenant() AS context_tenant))',
  'public.onboarding_templates published_below SELECT': `((status = ANY (ARRAY['published'::text, 'retired'::text])) AND ${form('tenant_id', 'ancestor')})`,
  'public.themes published_below SELECT': `(is_active AND ${form('tenant_id', 'ancestor')})`,
};

function policyFindings({ tables, policies }: Catalogue): Finding[] {
  const walled = tables.filter((table) => table.kind === 'table' && table.schema === 'public').map(fullName);
  const missing = walled
    .filter((table) => !globalTables.includes(table))
    .flatMap((table) =>
      [...wantedPolicies(table), ...wantedAgainstDelegates(table)]
        .filter((want) => !policies.some((policy) => policy.table === table && fits(policy, want)))
        .map((want) => ({ rule: 'policy_missing', object: `${table}.${want.name}` })),
    );
  const strange = policies
    .filter((policy) => !isAllowed(policy))
    .map((policy) => ({ rule: 'policy_not_in_the_form', object: `${policy.table}.${policy.name}` }));
  return [...missing, ...strange];
}

const fits = (policy: CataloguePolicy, want: Want): boolean =>
  policy.name === want.name &&
  policy.command === want.command &&
  policy.permissive === (want.restrictive ? 'RESTRICTIVE' : 'PERMISSIVE') &&
  [...policy.roles].sort().join() === want.roles &&
  oneLine(policy.using) === want.using &&
  oneLine(policy.check) === want.check;

const oneLine = (text: string | null): string | null => text?.replace(/\s+/g, ' ').trim() ?? null;

/** Policies add up, so one too many opens what the others close: each must be of a known form. */
function isAllowed(policy: CataloguePolicy): boolean {
  const roles = [...policy.roles].sort().join();
  if (roles === 'portico_kernel') return policy.table.startsWith('public.') || policy.table.startsWith('kernel.');
  if (policy.table === 'kernel.context_keys') return roles === 'portico_owner';
  if (!policy.table.startsWith('public.') || globalTables.includes(policy.table)) return false;
  if (policy.name === 'owner_creates_platform') {
    return (
      policy.table === 'public.tenants' &&
      policy.command === 'INSERT' &&
      roles === 'portico_owner' &&
      policy.check === "(kind = 'platform'::text)"
    );
  }
  const further = furtherPolicies[`${policy.table} ${policy.name} ${policy.command}`];
  if (further !== undefined) return policy.using === further && roles === 'portico_app,portico_reader,portico_worker';
  const narrowing = narrowingPolicies[`${policy.table} ${policy.name} ${policy.command}`];
  if (narrowing !== undefined && policy.permissive === 'RESTRICTIVE')
    return policy.using === narrowing && policy.check === narrowing;
  return [...wantedPolicies(policy.table), ...wantedAgainstDelegates(policy.table)].some((want) => fits(policy, want));
}

function viewFindings({ tables, grants }: Catalogue): Finding[] {
  return tables.flatMap((table) => {
    const name = fullName(table);
    const granted = grants.some((grant) => grant.object === name);
    return [
      ...only(
        'view_with_owners_rights',
        name,
        table.kind === 'view' && !table.options.includes('security_invoker=true'),
      ),
      ...only('materialised_view_granted', name, table.kind === 'matview' && granted),
    ];
  });
}

function functionFindings({ functions }: Catalogue): Finding[] {
  return functions.flatMap(({ name, owner, definer, config, executors }) => [
    ...only('definer_not_of_the_kernel', name, definer && owner !== 'portico_kernel'),
    ...only('search_path_open', name, !config.includes('search_path=pg_catalog, pg_temp')),
    ...only('public_may_execute', name, executors.includes('PUBLIC')),
    ...only(
      'kernel_function_granted',
      name,
      name.startsWith('kernel.') && executors.some((role) => servingRoles.includes(role)),
    ),
    ...only('wrong_owner', name, owner !== 'portico_kernel' && owner !== 'portico_owner'),
  ]);
}

function uniqueFindings({ uniques }: Catalogue): Finding[] {
  return (
    uniques
      .filter(({ table }) => table.startsWith('public.') && !globalTables.includes(table))
      .filter(({ table, name }) => keyExceptions[`${table.slice('public.'.length)}.${name}`] === undefined)
      .filter(({ table, columns }) => !columns.includes(tenantColumn(table)))
      // The hash of a random secret: nobody can ask whether somebody else's exists without having it.
      .filter(
        ({ columns, types }) => !(columns.length === 1 && /_hash$/.test(columns[0] ?? '') && types[0] === 'bytea'),
      )
      .map(({ table, name }) => ({ rule: 'unique_without_tenant', object: `${table}.${name}` }))
  );
}

function foreignKeyFindings({ foreignKeys }: Catalogue): Finding[] {
  return foreignKeys
    .filter(({ table }) => table.startsWith('public.') && !globalTables.includes(table))
    .filter(({ table, name }) => keyExceptions[`${table.slice('public.'.length)}.${name}`] === undefined)
    .filter((key) => !staysInside(key) && !isDeclaredUpward(key, foreignKeys))
    .map(({ table, name }) => ({ rule: 'foreign_key_without_tenant', object: `${table}.${name}` }));
}

const inPublic = (target: string): string => (target.includes('.') ? target : `public.${target}`);

/** The own tenant column is compared with the tenant column of the target. */
const staysInside = ({ table, columns, target, targetColumns }: CatalogueForeignKey): boolean =>
  columns.some(
    (column, index) => column === tenantColumn(table) && targetColumns[index] === tenantColumn(inPublic(target)),
  );

/** The tenant of the target is another one, and a second key proves that it lies above ours. */
const isDeclaredUpward = (key: CatalogueForeignKey, all: CatalogueForeignKey[]): boolean => {
  const at = key.targetColumns.indexOf(tenantColumn(inPublic(key.target)));
  const above = key.columns[at];
  return (
    key.columns.length > 1 &&
    all.some(
      (other) =>
        other.table === key.table &&
        inPublic(other.target) === 'public.tenant_closure' &&
        other.columns.join() === `${above},${tenantColumn(key.table)}` &&
        other.targetColumns.join() === 'ancestor_id,descendant_id',
    )
  );
};

function grantFindings({ grants }: Catalogue): Finding[] {
  return grants
    .filter((grant) => {
      const { object, kind, grantee, privilege, grantable } = grant;
      if (grantable || grantee === 'PUBLIC') return true;
      if (kind === 'sequence') return true;
      if (kind === 'engine') return !engineRoles.includes(grantee);
      if (kind === 'schema') return privilege !== 'USAGE' ? !isKernelMaking(grant) : !maySee(grantee, object);
      if (grantee === 'portico_kernel') return !verbs.includes(privilege);
      if (!servingRoles.includes(grantee)) return true;
      if (globalTables.includes(object) || /^(kernel|partitions|app)\./.test(object)) return true;
      if (grantee === 'portico_reader' || readOnlyTables.includes(object)) return privilege !== 'SELECT';
      return !verbs.includes(privilege);
    })
    .map(({ object, grantee, privilege }) => ({ rule: 'grant_too_wide', object: `${object} ${grantee} ${privilege}` }));
}

/** Who may touch the durable engine's own tables: its worker, and the kernel that enqueues for others. */
const engineRoles = ['portico_worker', 'portico_kernel'];

/** The kernel may make functions in `app`: without that right they could not be handed to it. */
const isKernelMaking = ({ object, grantee, privilege }: Catalogue['grants'][number]): boolean =>
  object === 'app' && grantee === 'portico_kernel' && privilege === 'CREATE';

const maySee = (role: string, schema: string): boolean => {
  if (role === 'portico_kernel') return schema !== 'partitions' && schema !== 'ops';
  if (schema === 'public' || schema === 'app') return servingRoles.includes(role);
  if (schema === 'ops') return role === 'portico_app' || role === 'portico_worker';
  return schema === 'dbos' && role === 'portico_worker';
};

function defaultFindings({ defaults }: Catalogue): Finding[] {
  const closed = (role: string) =>
    defaults.some(
      (each) => each.role === role && each.schema === null && each.kind === 'f' && each.grantees.length === 0,
    );
  const tooWide = ({ schema, grantees }: Catalogue['defaults'][number]) =>
    grantees.some((grantee) => schema !== 'dbos' || !engineRoles.includes(grantee));
  return [
    ...['portico_owner', 'portico_kernel'].flatMap((role) => only('functions_open_by_default', role, !closed(role))),
    ...defaults.flatMap((each) =>
      only('granted_by_default', `${each.schema ?? 'any'} ${each.role} ${each.kind}`, tooWide(each)),
    ),
  ];
}

const memberships: Readonly<Record<string, string>> = { portico_owner: 'portico_kernel,portico_worker' };

function roleFindings({ roles }: Catalogue): Finding[] {
  const wanted = ['portico_owner', 'portico_kernel', ...servingRoles];
  return [
    ...wanted.flatMap((name) => only('role_missing', name, !roles.some((role) => role.name === name))),
    ...roles.flatMap((role) => [
      ...only(
        'role_too_strong',
        role.name,
        role.superuser || role.bypass || role.createRole || role.createDatabase || role.replication,
      ),
      ...only('role_is_another', role.name, [...role.memberOf].sort().join() !== (memberships[role.name] ?? '')),
    ]),
  ];
}
