import { createHmac } from 'node:crypto';
import { recordAudit } from '@/lib/audit';
import type { TenantTx } from '@/lib/tenancy';
import { open, seal, sealedVersion, type Place } from './envelope';
import { Secret } from './secret';
import { currentKey, keyOfVersion, knownKey } from './tenant-keys';

/** Seals a secret with the tenant's newest key the moment it arrives. The text may be stored in `place` and nowhere else. */
export async function sealValue(tx: TenantTx, place: Place, plaintext: string): Promise<string> {
  return seal(await currentKey(tx, place.tenantId, 'seal'), place, plaintext);
}

/** The same without a transaction, where this process has the tenant's key in memory; null where it has not. */
export function sealWithKnownKey(place: Place, plaintext: string): string | null {
  const known = knownKey(place.tenantId, 'seal');
  return known ? seal(known, place, plaintext) : null;
}

/**
 * Opens a sealed value for a stated purpose, such as `run:<id>`, and writes `secret.read` with place and purpose to the
 * tenant's audit chain in the same transaction: let that commit before the secret is used outside. Throws `SealBroken`
 * when the value was changed or moved, or its key is destroyed.
 */
export async function openSealed(tx: TenantTx, place: Place, sealed: string, purpose: string): Promise<Secret> {
  const key = await keyOfVersion(tx, place.tenantId, 'seal', sealedVersion(sealed));
  const secret = new Secret(open(key, place, sealed));
  await recordAudit(tx, place.tenantId, {
    action: 'secret.read',
    entityType: place.table,
    entityId: place.rowId,
    details: { column: place.column, purpose },
  });
  return secret;
}

/**
 * A function that turns a field's value into a hash keyed for this tenant: equal values of one field compare equal,
 * nobody without the key can try values out, and equal values of two fields or two tenants do not show.
 */
export async function tenantHasher(tx: TenantTx, tenantId: string): Promise<TenantHasher> {
  return hasherOf((await currentKey(tx, tenantId, 'hash')).key);
}

/** The same without a transaction, where this process has the tenant's key in memory; null where it has not. */
export function knownTenantHasher(tenantId: string): TenantHasher | null {
  const known = knownKey(tenantId, 'hash');
  return known ? hasherOf(known.key) : null;
}

export type TenantHasher = (field: string, value: string) => string;

const hasherOf =
  (key: Buffer): TenantHasher =>
  (field, value) =>
    createHmac('sha256', key).update(`${field.length}:${field}:${value}`, 'utf8').digest('base64url');

/** One value's tenant-keyed hash; see `tenantHasher` for many. */
export const tenantHash = async (tx: TenantTx, tenantId: string, field: string, value: string): Promise<string> =>
  (await tenantHasher(tx, tenantId))(field, value);
