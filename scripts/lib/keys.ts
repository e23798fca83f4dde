import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import pg from 'pg';

type KeyFile = { contextKey: { kid: number; key: string } };

/** Writes a new key file unless there is one. Losing this file means losing every sealed value. */
export function ensureKeyFile(file: string): void {
  if (existsSync(file)) return;
  const key = (): string => randomBytes(32).toString('hex');
  const keys = { contextKey: { kid: 1, key: key() }, rootKeys: [{ id: 'k1', key: key() }], activeRootKey: 'k1' };
  writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
}

/** Tells the database the key that checks the signed context. May be repeated; only the owner may do it. */
export async function installContextKey(ownerUrl: string, file: string): Promise<void> {
  const { contextKey } = JSON.parse(readFileSync(file, 'utf8')) as KeyFile;
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('select kernel.install_context_key($1, $2)', [
      contextKey.kid,
      Buffer.from(contextKey.key, 'hex'),
    ]);
  } finally {
    await client.end();
  }
}
