import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '@/scripts/testing/database';
import { catalogueFindings, keyExceptions, readCatalogue, type Catalogue, type Finding } from './index';
import { flowParts } from './flow-parts';

let database: TestDatabase;
let client: pg.Client;
let intact: Catalogue;
beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  intact = await read();
});
afterAll(async () => {
  await client.end();
  await database.close();
});

const read = () => readCatalogue((sql) => client.query(sql));

/** Breaks the wall inside a transaction, reads what the rules say, and takes the break back. */
async function breaking(...statements: string[]): Promise<Finding[]> {
  await client.query('begin');
  try {
    for (const statement of statements) await client.query(statement);
    return catalogueFindings(await read());
  } finally {
    await client.query('rollback');
  }
}

type Mutant = { rule: string; object: string; statements: string[] };

/** The mutants that nobody noticed; empty when the rules are worth their name. */
async function survivors(mutants: Mutant[]): Promise<string[]> {
  const alive: string[] = [];
  for (const { rule, object, statements } of mutants) {
    const findings = await breaking(...statements);
    if (!findings.some((finding) => finding.rule === rule && finding.object === object))
      alive.push(`${rule} ${object}: ${statements.join('; ')}`);
  }
  return alive;
}

const named = (kind: string) =>
  intact.tables.filter((table) => table.kind === kind).map((table) => `${table.schema}.${table.name}`);
const walledTables = () => named('table').filter((table) => !table.startsWith('ops.'));
const tenantTables = () =>
  walledTables().filter(
    (table) =>
      table.startsWith('public.') && intact.policies.some((p) => p.table === table && p.name === 'tenant_select'),
  );

describe('the wall @req I112', () => {
  it('stands: no rule is broken anywhere in the live database', () => {
    expect(catalogueFindings(intact)).toEqual([]);
  });

  it('covers a world that is really there', () => {
    expect(tenantTables().length).toBeGreaterThan(20);
    expect(named('partition').length).toBeGreaterThan(60);
    expect(intact.functions.length).toBeGreaterThan(20);
    expect(intact.roles).toHaveLength(5);
  });

  it('has at most eight named exceptions, each with its reason and none without use', () => {
    const keys = [...intact.uniques, ...intact.foreignKeys].map(
      ({ table, name }) => `${table.slice('public.'.length)}.${name}`,
    );
    expect(Object.keys(keyExceptions).length).toBeLessThanOrEqual(8);
    for (const [name, reason] of Object.entries(keyExceptions)) {
      expect(keys).toContain(name);
      expect(reason.length).toBeGreaterThan(20);
    }
  });

  it('turns red for a new table without a policy', async () => {
    const findings = await breaking(
      'create table public.forgotten (tenant_id uuid, id uuid)',
      'alter table public.forgotten owner to portico_owner',
    );
    expect(findings).toContainEqual({ rule: 'rls_off', object: 'public.forgotten' });
    expect(findings).toContainEqual({ rule: 'rls_not_forced', object: 'public.forgotten' });
    expect(findings).toContainEqual({ rule: 'policy_missing', object: 'public.forgotten.tenant_select' });
  });

  it('turns red for a new table without a tenant', async () => {
    const findings = await breaking(
      'create table public.forgotten (id uuid)',
      'alter table public.forgotten owner to portico_owner',
    );
    expect(findings).toContainEqual({ rule: 'no_tenant_column', object: 'public.forgotten' });
  });

  it('stays green for a new table that is made as all the others are', async () => {
    expect(
      await breaking(
        'set local role portico_owner',
        'create table public.proper (tenant_id uuid not null references public.tenants (id), id uuid not null, primary key (tenant_id, id))',
        "call kernel.protect('public.proper')",
        'grant select on public.proper to portico_app',
        'reset role',
      ),
    ).toEqual([]);
  });
});

describe('every rule broken on every table is noticed @req I112', { timeout: 900_000 }, () => {
  it('row-level security off, not forced, another owner', async () => {
    const mutants = [...walledTables(), ...named('partition')].flatMap((table) => [
      { rule: 'rls_off', object: table, statements: [`alter table ${table} disable row level security`] },
      { rule: 'rls_not_forced', object: table, statements: [`alter table ${table} no force row level security`] },
      { rule: 'wrong_owner', object: table, statements: [`alter table ${table} owner to portico_app`] },
    ]);
    expect(await survivors(mutants)).toEqual([]);
  });

  it('a policy dropped, opened, or given to everybody', async () => {
    const policies = intact.policies.filter(({ name }) => name.startsWith('tenant_') || name.startsWith('delegate_'));
    const mutants = policies.flatMap(({ table, name, using, check }) => {
      const object = `${table}.${name}`;
      return [
        { rule: 'policy_missing', object, statements: [`drop policy ${name} on ${table}`] },
        { rule: 'policy_missing', object, statements: [`alter policy ${name} on ${table} to public`] },
        { rule: 'policy_missing', object, statements: [`alter policy ${name} on ${table} to portico_app`] },
        ...(using
          ? [{ rule: 'policy_missing', object, statements: [`alter policy ${name} on ${table} using (true)`] }]
          : []),
        ...(check
          ? [
              {
                rule: 'policy_not_in_the_form',
                object,
                statements: [`alter policy ${name} on ${table} with check (true)`],
              },
            ]
          : []),
      ];
    });
    expect(mutants.length).toBeGreaterThan(300);
    expect(await survivors(mutants)).toEqual([]);
  });

  it('a table opened to delegates that does not say so, or further than it says', async () => {
    const closed = tenantTables().filter((table) => !Object.hasOwn(flowParts, table));
    expect(closed.length).toBeGreaterThan(15);
    const mutants = tenantTables().map((table) => ({
      rule: 'policy_missing',
      object: `${table}.${closed.includes(table) ? 'delegate_wall' : 'delegate_select'}`,
      statements: closed.includes(table)
        ? [`call kernel.protect_flow_part('${table}', 'true')`]
        : [
            `drop policy delegate_select on ${table}`,
            `create policy delegate_select on ${table} as restrictive for select to portico_app using (true)`,
          ],
    }));
    expect(await survivors(mutants)).toEqual([]);
  });

  it('what ancestors publish opened further, or for writing', async () => {
    const further = intact.policies.filter(({ name }) =>
      ['children_select', 'ancestors_select', 'published_below', 'owner_creates_platform'].includes(name),
    );
    expect(further).toHaveLength(6);
    const mutants = further.flatMap(({ table, name, command }) => {
      const object = `${table}.${name}`;
      const open = command === 'INSERT' ? 'with check (true)' : 'using (true)';
      return [
        { rule: 'policy_not_in_the_form', object, statements: [`alter policy ${name} on ${table} ${open}`] },
        { rule: 'policy_not_in_the_form', object, statements: [`alter policy ${name} on ${table} to public`] },
        {
          rule: 'policy_not_in_the_form',
          object,
          statements: [
            `drop policy ${name} on ${table}`,
            `create policy ${name} on ${table} to portico_app using (true)`,
          ],
        },
      ];
    });
    expect(await survivors(mutants)).toEqual([]);
  });

  it('one policy too many', async () => {
    const mutants = [...walledTables(), ...named('partition')].flatMap((table) =>
      [
        'for select to portico_app using (true)',
        'for update to portico_worker using (true)',
        'to public using (true)',
      ].map((rest) => ({
        rule: 'policy_not_in_the_form',
        object: `${table}.extra`,
        statements: [`create policy extra on ${table} ${rest}`],
      })),
    );
    expect(await survivors(mutants)).toEqual([]);
  });

  it('a right too many', async () => {
    const tables = [...walledTables(), ...named('partition')];
    const everywhere = ['truncate', 'references', 'trigger'].flatMap((privilege) =>
      tables.map((table) => ({ table, privilege, role: 'portico_app' })),
    );
    const toAll = tables.map((table) => ({ table, privilege: 'select', role: 'public' }));
    const closed = [
      ...named('partition'),
      'public.users',
      'public.sessions',
      'public.sign_in_challenges',
      'kernel.context_keys',
    ].map((table) => ({
      table,
      privilege: 'select',
      role: 'portico_worker',
    }));
    const appendOnly = ['public.audit_logs', 'public.audit_heads', 'public.events', 'public.tenant_closure'].flatMap(
      (table) => ['insert', 'update', 'delete'].map((privilege) => ({ table, privilege, role: 'portico_app' })),
    );
    const reader = tenantTables().map((table) => ({ table, privilege: 'update', role: 'portico_reader' }));
    const mutants = [...everywhere, ...toAll, ...closed, ...appendOnly, ...reader].map(
      ({ table, privilege, role }) => ({
        rule: 'grant_too_wide',
        object: `${table} ${role === 'public' ? 'PUBLIC' : role} ${privilege.toUpperCase()}`,
        statements: [`grant ${privilege} on ${table} to ${role}`],
      }),
    );
    const onward = tenantTables().map((table) => ({
      rule: 'grant_too_wide',
      object: `${table} portico_app SELECT`,
      statements: [`grant select on ${table} to portico_app with grant option`],
    }));
    expect(await survivors([...mutants, ...onward])).toEqual([]);
  });

  it('a right on one column', async () => {
    expect(await breaking('grant select (email) on public.users to portico_app')).toContainEqual({
      rule: 'grant_too_wide',
      object: 'public.users portico_app SELECT',
    });
    expect(await breaking('grant update (hash) on public.audit_logs to portico_worker')).toContainEqual({
      rule: 'grant_too_wide',
      object: 'public.audit_logs portico_worker UPDATE',
    });
  });

  it('a unique index or foreign key without the tenant', async () => {
    const mutants = tenantTables().flatMap((table) => {
      const partitioned = ['public.audit_logs', 'public.events'].includes(table);
      const key = table === 'public.events' ? 'at' : '"timestamp"';
      return [
        {
          rule: 'unique_without_tenant',
          object: `${table}.mutant`,
          statements: [
            `alter table ${table} add column extra uuid`,
            `create unique index mutant on ${table} (extra${partitioned ? `, ${key}` : ''})`,
          ],
        },
        {
          rule: 'foreign_key_without_tenant',
          object: `${table}.mutant`,
          statements: [
            `alter table ${table} add column extra uuid`,
            `alter table ${table} add constraint mutant foreign key (extra) references public.users (id)`,
          ],
        },
        {
          rule: 'foreign_key_without_tenant',
          object: `${table}.mutant`,
          statements: [
            `alter table ${table} add column extra uuid, add column other uuid`,
            `alter table ${table} add constraint mutant foreign key (other, extra) references public.members (tenant_id, id)`,
          ],
        },
      ];
    });
    expect(await survivors(mutants)).toEqual([]);
  });

  it('a view with its owner’s rights, a materialised view that can be read', async () => {
    const mutants = tenantTables().flatMap((table) => [
      {
        rule: 'view_with_owners_rights',
        object: 'public.peek',
        statements: [`create view public.peek as select * from ${table}`],
      },
      {
        rule: 'materialised_view_granted',
        object: 'public.peek',
        statements: [
          `create materialized view public.peek as select * from ${table}`,
          'grant select on public.peek to portico_app',
        ],
      },
    ]);
    expect(await survivors(mutants)).toEqual([]);
    const invoker = await breaking(
      'create view public.peek with (security_invoker = true) as select * from public.themes',
    );
    expect(invoker).toEqual([]);
  });

  it('a trigger of the append-only tables off or gone', async () => {
    const guarded = [...named('partition'), 'public.audit_logs', 'public.events'];
    const mutants = guarded.flatMap((table) =>
      ['append_only', 'append_only_truncate'].map((trigger) => ({
        rule: 'trigger_missing',
        object: `${table}.${trigger}`,
        statements: [`alter table ${table} disable trigger ${trigger}`],
      })),
    );
    const dropped = [
      'public.audit_logs.append_only',
      'public.tenants.keep_place',
      'public.onboarding_templates.keep_published',
    ].map((object) => ({
      rule: 'trigger_missing',
      object,
      statements: [`drop trigger ${object.split('.')[2]} on ${object.split('.').slice(0, 2).join('.')}`],
    }));
    expect(await survivors([...mutants, ...dropped])).toEqual([]);
  });
});

describe('every rule broken on every function and role is noticed @req I112', { timeout: 900_000 }, () => {
  it('search path open, open to everybody, made a definer’s, handed to another', async () => {
    const mutants = intact.functions.flatMap(({ name, owner, definer }) => [
      { rule: 'search_path_open', object: name, statements: [`alter routine ${name} reset search_path`] },
      { rule: 'search_path_open', object: name, statements: [`alter routine ${name} set search_path = public`] },
      { rule: 'public_may_execute', object: name, statements: [`grant execute on routine ${name} to public`] },
      { rule: 'wrong_owner', object: name, statements: [`alter routine ${name} owner to portico_app`] },
      ...(definer
        ? [
            {
              rule: 'definer_not_of_the_kernel',
              object: name,
              statements: [`alter routine ${name} owner to portico_owner`],
            },
          ]
        : []),
      ...(!definer && owner === 'portico_owner' && !name.includes('protect') && !name.includes('ensure_partitions')
        ? [{ rule: 'definer_not_of_the_kernel', object: name, statements: [`alter routine ${name} security definer`] }]
        : []),
      ...(name.startsWith('kernel.')
        ? [
            {
              rule: 'kernel_function_granted',
              object: name,
              statements: [`grant execute on routine ${name} to portico_app`],
            },
          ]
        : []),
    ]);
    expect(mutants.length).toBeGreaterThan(100);
    expect(await survivors(mutants)).toEqual([]);
  });

  it('roles that bypass, make roles, or become another', async () => {
    const mutants = intact.roles.flatMap(({ name }) => [
      ...['superuser', 'bypassrls', 'createrole', 'createdb', 'replication'].map((attribute) => ({
        rule: 'role_too_strong',
        object: name,
        statements: [`alter role ${name} ${attribute}`],
      })),
      ...(name === 'portico_owner' || name === 'portico_kernel'
        ? []
        : [{ rule: 'role_is_another', object: name, statements: [`grant portico_kernel to ${name}`] }]),
    ]);
    expect(await survivors(mutants)).toEqual([]);
  });

  it('schemas, defaults and sequences', async () => {
    const mutants = ['public', 'app', 'kernel', 'ops', 'partitions'].map((schema) => ({
      rule: 'grant_too_wide',
      object: `${schema} portico_app CREATE`,
      statements: [`grant create on schema ${schema} to portico_app`],
    }));
    for (const schema of ['kernel', 'partitions', 'dbos']) {
      mutants.push({
        rule: 'grant_too_wide',
        object: `${schema} portico_app USAGE`,
        statements: [`grant usage on schema ${schema} to portico_app`],
      });
    }
    mutants.push(
      {
        rule: 'functions_open_by_default',
        object: 'portico_owner',
        statements: ['alter default privileges for role portico_owner grant execute on functions to public'],
      },
      {
        rule: 'granted_by_default',
        object: 'public portico_owner r',
        statements: [
          'alter default privileges for role portico_owner in schema public grant select on tables to portico_app',
        ],
      },
      {
        rule: 'grant_too_wide',
        object: 'public.counter portico_app SELECT',
        statements: ['create sequence public.counter', 'grant select on public.counter to portico_app'],
      },
      {
        rule: 'plumbing_with_tenant',
        object: 'ops.rate_limits',
        statements: ['alter table ops.rate_limits add column tenant_id uuid'],
      },
    );
    expect(await survivors(mutants)).toEqual([]);
  });
});
