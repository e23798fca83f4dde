import pg from 'pg';

/** The passwords of the roles that log in. */
export type RolePasswords = Readonly<{
  owner: string;
  app: string;
  worker: string;
  reader: string;
  warehouse: string;
}>;

type Names = { database: string; warehouse: string };

const defaultNames: Names = { database: 'portico', warehouse: 'portico_warehouse' };

/**
 * Makes the cluster ready: the five roles of the product, the role of the embedded warehouse, and their two databases.
 * Needs a superuser; may be run again at any time, and sets the passwords anew.
 */
export async function ensureRoles(
  superuserUrl: string,
  passwords: RolePasswords,
  names: Names = defaultNames,
): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query(rolesSql(passwords));
    for (const [database, owner] of databases(names)) {
      const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
      if (rowCount === 0) await client.query(createDatabaseSql(database, owner));
      await client.query(`revoke all on database ${pg.escapeIdentifier(database)} from public`);
    }
    await client.query(grantsSql(names));
  } finally {
    await client.end();
  }
}

/**
 * The roles as one script. None of them is a superuser or bypasses row-level security. The owner is a member of
 * `portico_kernel` and `portico_worker`, because only so may it hand functions and a schema to them; the roles that
 * serve people are members of nothing, so `set role` gets them nowhere.
 */
export function rolesSql(passwords: RolePasswords): string {
  const logins: [string, string][] = [
    ['portico_owner', passwords.owner],
    ['portico_app', passwords.app],
    ['portico_worker', passwords.worker],
    ['portico_reader', passwords.reader],
    ['portico_warehouse', passwords.warehouse],
  ];
  const attributes = 'nosuperuser nobypassrls nocreatedb nocreaterole noreplication';
  return [
    ...['portico_kernel', ...logins.map(([name]) => name)].map(
      (name) =>
        `do $$ begin if not exists (select from pg_roles where rolname = '${name}') then create role ${name}; end if; end $$;`,
    ),
    `alter role portico_kernel nologin noinherit ${attributes};`,
    ...logins.map(([name, password]) => {
      // PostgreSQL 15 gives the owner of a database its rights on the schema `public` only where roles are inherited.
      const inherits = ['portico_owner', 'portico_warehouse'].includes(name) ? 'inherit' : 'noinherit';
      return `alter role ${name} login ${inherits} ${attributes} password ${pg.escapeLiteral(password)};`;
    }),
    'grant portico_kernel, portico_worker to portico_owner;',
    // The warehouse of the demo makes one database per partner; it has no right on the product's own.
    'alter role portico_warehouse createdb;',
    // Every session of the product counts in UTC, whatever the server's zone is.
    ...logins.map(([name]) => `alter role ${name} set timezone to 'UTC';`),
    "alter role portico_app set statement_timeout to '30s';",
    "alter role portico_app set idle_in_transaction_session_timeout to '60s';",
  ].join('\n');
}

const databases = (names: Names): [string, string][] => [
  [names.database, 'portico_owner'],
  [names.warehouse, 'portico_warehouse'],
];

const createDatabaseSql = (database: string, owner: string): string =>
  `create database ${pg.escapeIdentifier(database)} owner ${owner} encoding 'UTF8' template template0`;

const grantsSql = (names: Names): string =>
  `grant connect on database ${pg.escapeIdentifier(names.database)} to portico_app, portico_worker, portico_reader;`;
