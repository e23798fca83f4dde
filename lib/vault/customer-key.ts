import { constantTimeEqual, generateCustomerKey, hashKey, sealValue, sealWithKnownKey } from '@/lib/crypto';
import type { Means } from '@/lib/platform/means';
import { customerStatement, Prisma, type TenantTx } from '@/lib/tenancy';

/** Where a key belongs: the action of a run that issued it. */
export type KeyOrigin = Readonly<{ tenantId: string; flowId: string; runId: string; actionId: string }>;
export type IssuedKey = Readonly<{ keyId: string; fingerprint: string; createdAt: Date }>;

/** The live key that this action of the flow has issued, in this run or an earlier one that was kept; null if none. */
export async function liveKey(tx: TenantTx, { tenantId, flowId, actionId }: KeyOrigin): Promise<IssuedKey | null> {
  const [row] = await tx.$queryRaw<{ id: string; fingerprint: string; created_at: Date }[]>`
    select id, fingerprint, created_at from customer_keys
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and action_id = ${actionId} and revoked_at is null
    order by created_at desc, id desc limit 1`;
  return row ? { keyId: row.id, fingerprint: row.fingerprint, createdAt: row.created_at } : null;
}

/**
 * Issues a key `{identifier}_api_{16 base62}`: only its SHA-256, a sealed copy and a fingerprint are stored. The key
 * itself never leaves this function; `revealCustomerKey` shows it once. The same action of a flow has one live key, however
 * often it is asked. Null, and nothing is issued, when the run has begun to undo or the key of this run was revoked: the
 * lock on the run makes the undoing wait for us. One statement of the worker where the tenant's data key is in memory.
 */
export async function issueCustomerKey(
  origin: KeyOrigin,
  identifier: string,
  means: Means,
  inTenant: <T>(run: (tx: TenantTx) => Promise<T>) => Promise<T>,
): Promise<IssuedKey | null> {
  const { tenantId, flowId, runId, actionId } = origin;
  const keyId = means.newId();
  const key = generateCustomerKey(identifier);
  const hash = hashKey(key);
  const place = { tenantId, table: 'customer_keys', column: 'sealed', rowId: keyId };
  const sealed = sealWithKnownKey(place, key) ?? (await inTenant((tx) => sealValue(tx, place, key)));
  const [row] = await customerStatement<{ issued: Issued | null }>(
    { tenantId, reason: `run:${runId}`, name: 'issue_key' },
    (context) => Prisma.sql`
      select app.issue_key(${context}, ${tenantId}::uuid, ${flowId}::uuid, ${runId}::uuid, ${actionId}, ${keyId}::uuid,
        ${identifier}, ${hash}::bytea, ${sealed}, ${fingerprintOf(hash)}, ${means.clock.now().toISOString()}::timestamptz) as issued`,
  );
  const issued = row?.issued;
  return issued ? { ...issued, createdAt: new Date(issued.createdAt) } : null;
}

type Issued = Readonly<{ keyId: string; fingerprint: string; createdAt: string }>;

/** What a record elsewhere may hold of a key: its hash and its ciphertext. One statement of the worker. */
export async function keyRecord(
  { tenantId, runId }: Pick<KeyOrigin, 'tenantId' | 'runId'>,
  keyId: string,
): Promise<Readonly<{ hash: string; sealed: string; fingerprint: string; createdAt: Date }> | null> {
  const [row] = await customerStatement<{ hash: string; sealed: string; fingerprint: string; created_at: Date }>(
    { tenantId, reason: `run:${runId}`, name: 'key_record' },
    (context) => Prisma.sql`
      select hash, sealed, fingerprint, created_at from app.key_record(${context}, ${tenantId}::uuid, ${keyId}::uuid)`,
  );
  return row ? { hash: row.hash, sealed: row.sealed, fingerprint: row.fingerprint, createdAt: row.created_at } : null;
}

/** Revokes every live key that this action of the flow has issued; answers how many. */
export async function revokeCustomerKeys(tx: TenantTx, origin: KeyOrigin, at: Date): Promise<number> {
  return tx.$executeRaw`
    update customer_keys set revoked_at = ${at}
    where tenant_id = ${origin.tenantId}::uuid and flow_id = ${origin.flowId}::uuid and action_id = ${origin.actionId}
      and revoked_at is null`;
}

export type KnownKey = Readonly<{ tenantId: string; keyId: string; flowId: string; identifier: string | null }>;

/**
 * Whose key this is, by its hash alone: nothing is opened. Works without a tenant context, because a caller with a key
 * has none yet; null for a text that is no live key. The hash is compared again in constant time.
 */
export async function lookUpCustomerKey(
  statements: Readonly<{ $queryRaw: (query: TemplateStringsArray, ...values: unknown[]) => PromiseLike<unknown> }>,
  key: string,
): Promise<KnownKey | null> {
  const hash = hashKey(key);
  const rows = (await statements.$queryRaw`
    select tenant_id, key_id, flow_id, encode(key_hash, 'hex') as hash, identifier
    from app.customer_key_lookup(${hash})`) as readonly {
    tenant_id: string;
    key_id: string;
    flow_id: string;
    hash: string;
    identifier: string | null;
  }[];
  const [row] = rows;
  if (row === undefined || !constantTimeEqual(row.hash, hash.toString('hex'))) return null;
  return { tenantId: row.tenant_id, keyId: row.key_id, flowId: row.flow_id, identifier: row.identifier };
}

const fingerprintOf = (hash: Buffer): string => `sha256:${hash.toString('hex').slice(0, 12)}`;
