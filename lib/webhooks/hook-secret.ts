import { createHash, randomBytes } from 'node:crypto';
import { openSealed, sealValue, type Secret } from '@/lib/crypto';
import type { TenantTx } from '@/lib/tenancy';
import type { Profile } from './profiles';

/** 32 random bytes, written as each profile's systems take them: hexadecimal to paste, or Standard Webhooks' `whsec_`. */
export function newSecret(profile: Profile): string {
  const bytes = randomBytes(32);
  return profile === 'standard' ? `whsec_${bytes.toString('base64')}` : bytes.toString('hex');
}

/** Tells this secret from others without telling anything about it. */
export const fingerprintOf = (secret: string): string =>
  `sha256:${createHash('sha256').update(secret, 'utf8').digest('hex').slice(0, 12)}`;

export type SecretTable = 'inbound_hooks' | 'outbound_endpoints';

// A secret that was replaced stays sealed for the place that it was sealed for, so the column is one for both.
const placeOf = (table: SecretTable, tenantId: string, rowId: string) => ({ tenantId, table, column: 'sealed', rowId });

/** Seals a hook's or an endpoint's secret; only this row can hold it. */
export const sealSecret = (
  tx: TenantTx,
  table: SecretTable,
  at: Readonly<{ tenantId: string; id: string }>,
  secret: string,
): Promise<string> => sealValue(tx, placeOf(table, at.tenantId, at.id), secret);

/** Opens it for a purpose that the audit names. */
export const openSecret = (
  tx: TenantTx,
  table: SecretTable,
  at: Readonly<{ tenantId: string; id: string }>,
  sealed: string,
  purpose: string,
): Promise<Secret> => openSealed(tx, placeOf(table, at.tenantId, at.id), sealed, purpose);
