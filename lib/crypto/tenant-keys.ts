import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@/lib/platform/ids';
import type { TenantTx } from '@/lib/tenancy';
import { SealBroken, type SealKey } from './envelope';
import { rootKeys } from './root-key-provider';

/** `seal`: encrypts values. `hash`: keys the comparison of values that nobody may read. */
export type KeyPurpose = 'seal' | 'hash';

/** Unwrapped keys in memory: at most this many, for at most this long, so that a destroyed key is soon gone here too. */
const cacheMax = 1000;
const cacheMs = 60_000;
const cache = new Map<string, { key: SealKey; until: number }>();

/**
 * The newest data key of a tenant, made on first use inside this transaction. A key that this very transaction made
 * is not kept in memory: were the transaction rolled back, values sealed with it later could never be opened again.
 */
export async function currentKey(tx: TenantTx, tenantId: string, purpose: KeyPurpose): Promise<SealKey> {
  const slot = `${tenantId}|${purpose}|current`;
  const known = remembered(slot);
  if (known) return known;
  const stored = (await storedKey(tx, tenantId, purpose, null)) ?? (await makeKey(tx, tenantId, purpose));
  return unwrapped(stored, tenantId, purpose, slot);
}

/** The newest data key if this process has it in memory: for hot paths that have no transaction open. */
export const knownKey = (tenantId: string, purpose: KeyPurpose): SealKey | undefined =>
  remembered(`${tenantId}|${purpose}|current`);

/** The data key of one version. Throws `SealBroken` when it does not exist (for this context) or was destroyed. */
export async function keyOfVersion(
  tx: TenantTx,
  tenantId: string,
  purpose: KeyPurpose,
  version: number,
): Promise<SealKey> {
  const slot = `${tenantId}|${purpose}|${version}`;
  const known = remembered(slot);
  if (known) return known;
  const stored = await storedKey(tx, tenantId, purpose, version);
  if (!stored) throw new SealBroken();
  return unwrapped(stored, tenantId, purpose, slot);
}

/** Forgets all unwrapped keys: for the end of a process, for rotation and for tests. */
export function forgetTenantKeys(): void {
  for (const { key } of cache.values()) key.key.fill(0);
  cache.clear();
}

type StoredKey = { version: number; wrapped: string; root_key_id: string; settled: boolean };

async function storedKey(
  tx: TenantTx,
  tenantId: string,
  purpose: KeyPurpose,
  version: number | null,
): Promise<StoredKey | undefined> {
  const rows = await tx.$queryRaw<StoredKey[]>`
    select version, wrapped, root_key_id, created_at < now() as settled from public.tenant_keys
    where tenant_id = ${tenantId}::uuid and purpose = ${purpose} and destroyed_at is null
      and (${version}::int is null or version = ${version}::int)
    order by version desc limit 1`;
  return rows[0];
}

async function makeKey(tx: TenantTx, tenantId: string, purpose: KeyPurpose): Promise<StoredKey> {
  // First uses that meet follow each other: a second key would make equal values hash differently from then on.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`tenant_keys|${tenantId}|${purpose}`}, 0))`;
  const madeMeanwhile = await storedKey(tx, tenantId, purpose, null);
  if (madeMeanwhile) return madeMeanwhile;
  // After a destroyed key the next number is taken: a version never comes back with another key.
  const [next] = await tx.$queryRaw<{ version: number }[]>`
    select coalesce(max(version), 0) + 1 as version from public.tenant_keys
    where tenant_id = ${tenantId}::uuid and purpose = ${purpose}`;
  const version = next?.version ?? 1;
  const { rootKeyId, wrapped } = await rootKeys.wrap(randomBytes(32), binding(tenantId, purpose, version));
  await tx.$executeRaw`
    insert into public.tenant_keys (tenant_id, id, purpose, version, wrapped, root_key_id)
    values (${tenantId}::uuid, ${uuidv7()}::uuid, ${purpose}, ${version}, ${wrapped}, ${rootKeyId})
    on conflict (tenant_id, purpose, version) do nothing`;
  const stored = await storedKey(tx, tenantId, purpose, version);
  if (!stored) throw new Error('A data key could not be made');
  return stored;
}

async function unwrapped(stored: StoredKey, tenantId: string, purpose: KeyPurpose, slot: string): Promise<SealKey> {
  const key = await rootKeys.unwrap(stored.root_key_id, stored.wrapped, binding(tenantId, purpose, stored.version));
  const result = { version: stored.version, key };
  if (stored.settled) remember(slot, result);
  return result;
}

const binding = (tenantId: string, purpose: KeyPurpose, version: number): string => `${tenantId}|${purpose}|${version}`;

function remembered(slot: string): SealKey | undefined {
  const entry = cache.get(slot);
  if (entry && entry.until > Date.now()) return entry.key;
  cache.delete(slot);
  return undefined;
}

function remember(slot: string, key: SealKey): void {
  if (cache.size >= cacheMax) {
    const oldest = cache.keys().next();
    if (!oldest.done) cache.delete(oldest.value);
  }
  cache.set(slot, { key, until: Date.now() + cacheMs });
}
