import { recordAudit } from '@/lib/audit';
import type { Connection } from '@/lib/connectors';
import { systemMeans } from '@/lib/platform/means';
import { asCustomer } from '@/lib/tenancy';
import { openParts } from './credential';

/**
 * Opens an owner's connection to a system for one purpose, in a transaction of its own: who opened it and what for has
 * committed before anybody uses it. Null when the owner has not connected that system. Notes that it was used; audits
 * `connection.opened`.
 */
export const openConnection = (ownerTenantId: string, system: string, purpose: string): Promise<Connection | null> =>
  asCustomer(ownerTenantId, purpose, async (tx) => {
    const [row] = await tx.$queryRaw<
      { id: string; settings: Readonly<Record<string, string>>; sealed: string | null }[]
    >`
      update connections set last_used_at = ${systemMeans.clock.now()}
      where tenant_id = ${ownerTenantId}::uuid and system = ${system} and removed_at is null
      returning id, settings, sealed`;
    if (!row) return null;
    const secret =
      row.sealed === null ? {} : await openParts(tx, 'connections', ownerTenantId, row.id, row.sealed, purpose);
    await recordAudit(tx, ownerTenantId, {
      action: 'connection.opened',
      entityType: 'connection',
      entityId: row.id,
      details: { system, purpose },
    });
    return { system, settings: row.settings, secret };
  });
