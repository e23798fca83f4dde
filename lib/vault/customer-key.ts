import { generateCustomerKey, hashKey, sealValue, constantTimeEqual } from '@/lib/crypto';
import type { Means } from '@/lib/platform/means';
import type { TenantTx } from '@/lib/tenancy';

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
 * lock on the run makes the undoing wait for us.
 */
export async function issueCustomerKey(
  tx: TenantTx,
  origin: KeyOrigin,
  identifier: string,
  means: Means,
): Promise<IssuedKey | null> {
  const { tenantId, flowId, runId, actionId } = origin;
  const keyId = means.newId();
  const key = generateCustomerKey(identifier);
  const hash = hashKey(key);
  const sealed = await sealValue(tx, { tenantId, table: 'customer_keys', column: 'sealed', rowId: keyId }, key);
  const [made] = await tx.$queryRaw<{ id: string; fingerprint: string; created_at: Date }[]>`
    with live as (
      select id, fingerprint, created_at from customer_keys
      where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and action_id = ${actionId} and revoked_at is null
      order by created_at desc, id desc limit 1
    ), running as (
      select 1 from provisioning_runs
      where tenant_id = ${tenantId}::uuid and id = ${runId}::uuid and status = 'running' for share
    ), made as (
      insert into customer_keys (tenant_id, id, flow_id, run_id, action_id, label, key_hash, sealed, fingerprint, created_at)
      select ${tenantId}::uuid, ${keyId}::uuid, ${flowId}::uuid, ${runId}::uuid, ${actionId}, ${identifier}, ${hash}, ${sealed},
        ${fingerprintOf(hash)}, ${means.clock.now()}
      from running where not exists (select from live)
      on conflict (tenant_id, run_id, action_id) do nothing
      returning id, fingerprint, created_at
    )
    select m.id, m.fingerprint, m.created_at from made m
    union all select l.id, l.fingerprint, l.created_at from live l where exists (select from running)`;
  return made ? { keyId: made.id, fingerprint: made.fingerprint, createdAt: made.created_at } : null;
}

/** What a record elsewhere may hold of a key: its hash and its ciphertext. */
export async function keyRecord(
  tx: TenantTx,
  tenantId: string,
  keyId: string,
): Promise<Readonly<{ hash: string; sealed: string; fingerprint: string; createdAt: Date }> | null> {
  const [row] = await tx.$queryRaw<{ hash: string; sealed: string; fingerprint: string; created_at: Date }[]>`
    select encode(key_hash, 'hex') as hash, sealed, fingerprint, created_at from customer_keys
    where tenant_id = ${tenantId}::uuid and id = ${keyId}::uuid and revoked_at is null`;
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
