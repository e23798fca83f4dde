import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { ensureRoles, type RolePasswords } from '@/lib/platform/migrate';

/**
 * Makes roles and databases on an operator's own PostgreSQL. Reads DATABASE_ADMIN_URL (a superuser) and prints the four addresses to put into the environment; new passwords every time.
 */
export default async function dbPrepare(): Promise<number> {
  const admin = process.env['DATABASE_ADMIN_URL'];
  if (!admin) {
    console.error('DATABASE_ADMIN_URL must be set: the address of a superuser.');
    return 1;
  }
  const password = (): string => randomBytes(24).toString('base64url');
  const passwords: RolePasswords = {
    owner: password(),
    app: password(),
    worker: password(),
    reader: password(),
    warehouse: password(),
  };
  await ensureRoles(admin, passwords);
  const { host } = new URL(admin);
  const line = (name: string, role: keyof RolePasswords, database: string): string =>
    `${name}=postgresql://portico_${role}:${passwords[role]}@${host}/${database}`;
  console.log(line('DATABASE_URL', 'app', 'portico'));
  console.log(line('DATABASE_WORKER_URL', 'worker', 'portico'));
  console.log(line('DATABASE_OWNER_URL', 'owner', 'portico'));
  console.log(line('WAREHOUSE_URL', 'warehouse', 'portico_warehouse'));
  return 0;
}
