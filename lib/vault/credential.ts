import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { openSealed, sealValue, tenantHash } from '@/lib/crypto';
import type { Means } from '@/lib/platform/means';
import { asCustomer, type TenantTx } from '@/lib/tenancy';

/** The parts of a secret by name, such as `clientId` and `clientSecret`. */
export type SecretParts = Readonly<Record<string, string>>;

/** A credential that works, as everybody may know it: never its value. */
export type LiveCredential = Readonly<{
  id: string;
  stepName: string;
  name: string;
  storeName: string;
  /** Equal for equal values within a tenant, and says nothing else about them. */
  fingerprint: string;
  facts: Readonly<Record<string, string>>;
  storedAt: Date;
  storedBy: string | null;
  checkedAt: Date;
  rotateAt: Date | null;
}>;

const partsOf = z.record(z.string(), z.string());

/** Where a sealed value of the vault lies; it opens nowhere else. */
export type VaultTable = 'credentials' | 'credential_checks' | 'connections' | 'stored_secrets';
const placeOf = (table: VaultTable, tenantId: string, rowId: string) => ({ tenantId, table, column: 'sealed', rowId });

/** Seals the parts of a secret as one value for one row of the vault. */
export const sealParts = (
  tx: TenantTx,
  table: VaultTable,
  tenantId: string,
  rowId: string,
  parts: SecretParts,
): Promise<string> => sealValue(tx, placeOf(table, tenantId, rowId), JSON.stringify(parts));

/** Opens what `sealParts` made; audits `secret.read` with the purpose. Throws `SealBroken`. */
export async function openParts(
  tx: TenantTx,
  table: VaultTable,
  tenantId: string,
  rowId: string,
  sealed: string,
  purpose: string,
): Promise<SecretParts> {
  const secret = await openSealed(tx, placeOf(table, tenantId, rowId), sealed, purpose);
  return partsOf.parse(JSON.parse(secret.reveal()));
}

/** What of a secret may be shown: eight characters that only this tenant's key can make from it. */
export async function fingerprintOf(tx: TenantTx, tenantId: string, parts: SecretParts): Promise<string> {
  const sorted = Object.entries(parts).sort(([one], [other]) => (one < other ? -1 : 1));
  const hash = await tenantHash(tx, tenantId, 'vault', JSON.stringify(sorted));
  return hash.replace(/[^A-Za-z0-9]/g, '').slice(0, 8);
}

/**
 * Opens a credential of a flow for one purpose, such as `run:<run>:<action>`, in a transaction of its own: who opened it
 * and what for has committed before anybody uses it. Null when it has not been given or was withdrawn. Audits
 * `credential.opened`.
 */
export const openCredential = (
  at: Readonly<{ tenantId: string; flowId: string }>,
  name: string,
  purpose: string,
): Promise<SecretParts | null> =>
  asCustomer(at.tenantId, purpose, async (tx) => {
    const [row] = await tx.$queryRaw<{ id: string; sealed: string }[]>`
      select id, sealed from credentials
      where tenant_id = ${at.tenantId}::uuid and flow_id = ${at.flowId}::uuid and name = ${name}
        and replaced_at is null and removed_at is null`;
    if (!row) return null;
    const parts = await openParts(tx, 'credentials', at.tenantId, row.id, row.sealed, purpose);
    await recordAudit(tx, at.tenantId, {
      action: 'credential.opened',
      entityType: 'credential',
      entityId: row.id,
      details: { name, purpose },
    });
    return parts;
  });

/** The live credentials of a flow, by name. Reads no value. */
export async function liveCredentials(tx: TenantTx, flowId: string): Promise<ReadonlyMap<string, LiveCredential>> {
  const rows = await tx.$queryRaw<LiveCredential[]>`
    select id, step_name as "stepName", name, store_name as "storeName", fingerprint, facts, stored_at as "storedAt", stored_by as "storedBy",
      checked_at as "checkedAt", rotate_at as "rotateAt"
    from credentials where flow_id = ${flowId}::uuid and replaced_at is null and removed_at is null`;
  return new Map(rows.map((row) => [row.name, row]));
}

export type KeptCredential = Readonly<{
  tenantId: string;
  flowId: string;
  stepName: string;
  name: string;
  storeName: string;
  parts: SecretParts;
  facts: Readonly<Record<string, string>>;
  storedBy: string | null;
  rotateAt: Date | null;
}>;

/**
 * Keeps a credential that has just been found to work. One of the same name in the flow is replaced, and its value
 * destroyed. Audits `credential.stored`, or `credential.rotated` where there was one.
 */
export async function keepCredential(tx: TenantTx, kept: KeptCredential, means: Means): Promise<void> {
  const { tenantId, flowId, stepName, name, storeName, parts, facts, storedBy, rotateAt } = kept;
  const now = means.clock.now();
  const id = means.newId();
  const replaced = await tx.$executeRaw`
    update credentials set sealed = null, replaced_at = ${now}
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and name = ${name}
      and replaced_at is null and removed_at is null`;
  const sealed = await sealParts(tx, 'credentials', tenantId, id, parts);
  const fingerprint = await fingerprintOf(tx, tenantId, parts);
  await tx.$executeRaw`
    insert into credentials (tenant_id, id, flow_id, step_name, name, store_name, sealed, fingerprint, facts, stored_at,
      stored_by, checked_at, rotate_at)
    values (${tenantId}::uuid, ${id}::uuid, ${flowId}::uuid, ${stepName}, ${name}, ${storeName}, ${sealed}, ${fingerprint},
      ${JSON.stringify(facts)}::jsonb, ${now}, ${storedBy}::uuid, ${now}, ${rotateAt})`;
  await recordAudit(tx, tenantId, {
    action: replaced > 0 ? 'credential.rotated' : 'credential.stored',
    entityType: 'credential',
    entityId: id,
    details: { flow: flowId, step: stepName, name, fingerprint },
  });
}

/**
 * Withdraws a credential and destroys its value; answers whether there was one. The record of it stays. Audits
 * `credential.removed`.
 */
export async function dropCredential(
  tx: TenantTx,
  at: Readonly<{ tenantId: string; flowId: string }>,
  name: string,
  now: Date,
): Promise<boolean> {
  const [removed] = await tx.$queryRaw<{ id: string }[]>`
    update credentials set sealed = null, removed_at = ${now}
    where tenant_id = ${at.tenantId}::uuid and flow_id = ${at.flowId}::uuid and name = ${name}
      and replaced_at is null and removed_at is null
    returning id`;
  if (!removed) return false;
  await recordAudit(tx, at.tenantId, {
    action: 'credential.removed',
    entityType: 'credential',
    entityId: removed.id,
    details: { flow: at.flowId, name },
  });
  return true;
}
