import { randomUUID } from 'node:crypto';
import { recordAudit } from '@/lib/audit';
import { ConnectorError } from '@/lib/connectors';
// By file: the other parts of the connectors do not matter here.
import type { SecretStore } from '@/lib/connectors/secret-store';
import type { TenantTx } from '@/lib/tenancy';
import { fingerprintOf, openParts, sealParts } from './credential';

/** Whose secrets they are, and how to reach the database as the worker for that customer. */
export type OwnSecretStoreOptions = Readonly<{
  tenantId: string;
  flowId: string;
  inTenant: <T>(run: (tx: TenantTx) => Promise<T>) => Promise<T>;
  now: () => Date;
  /** Stands with every reading in the audit chain, such as `run:<run>:<action>`. */
  purpose: string;
}>;

const system = 'Portico';
type Row = Readonly<{ id: string; version: number; sealed: string; own: boolean }>;

/**
 * The product's own vault as the place where credentials lie, for owners who have no Secret Manager. Only the worker can
 * use it. Every reading and every change is audited.
 */
export function ownSecretStore({ tenantId, flowId, inTenant, now, purpose }: OwnSecretStoreOptions): SecretStore {
  const find = async (tx: TenantTx, name: string, labels: Readonly<Record<string, string>>): Promise<Row | null> => {
    const [row] = await tx.$queryRaw<Row[]>`
      select id, version, sealed, labels = ${JSON.stringify(labels)}::jsonb as own from stored_secrets
      where tenant_id = ${tenantId}::uuid and name = ${name} and removed_at is null for update`;
    return row ?? null;
  };
  const record = (tx: TenantTx, action: string, entityId: string, name: string) =>
    recordAudit(tx, tenantId, { action, entityType: 'stored_secret', entityId, details: { name, purpose } });

  return {
    put: (name, value, labels) =>
      inTenant(async (tx) => {
        // Two at once would both find nothing; the second waits here and then finds the first.
        await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`${tenantId}:${name}`}, 20))`;
        const found = await find(tx, name, labels);
        if (found && !found.own) throw new ConnectorError('already_exists', { system, name });
        if (found) {
          const parts = await openParts(tx, 'stored_secrets', tenantId, found.id, found.sealed, purpose);
          if (parts['value'] === value) return { version: String(found.version), created: false };
        }
        const id = found?.id ?? randomUUID();
        const version = (found?.version ?? 0) + 1;
        const sealed = await sealParts(tx, 'stored_secrets', tenantId, id, { value });
        const fingerprint = await fingerprintOf(tx, tenantId, { value });
        await tx.$executeRaw`
          insert into stored_secrets (tenant_id, id, flow_id, name, labels, version, sealed, fingerprint, stored_at)
          values (${tenantId}::uuid, ${id}::uuid, ${flowId}::uuid, ${name}, ${JSON.stringify(labels)}::jsonb, ${version},
            ${sealed}, ${fingerprint}, ${now()})
          on conflict (tenant_id, id) do update
            set sealed = excluded.sealed, fingerprint = excluded.fingerprint, version = excluded.version,
              stored_at = excluded.stored_at`;
        await record(tx, 'secret.stored', id, name);
        return { version: String(version), created: true };
      }),
    has: (name, labels) =>
      inTenant(async (tx) => {
        const found = await find(tx, name, labels);
        return { exists: found !== null, own: found?.own ?? false };
      }),
    remove: (name, labels) =>
      inTenant(async (tx) => {
        const found = await find(tx, name, labels);
        if (!found) return { removed: false };
        if (!found.own) throw new ConnectorError('already_exists', { system, name });
        await tx.$executeRaw`
          update stored_secrets set sealed = null, removed_at = ${now()}
          where tenant_id = ${tenantId}::uuid and id = ${found.id}::uuid`;
        await record(tx, 'secret.removed', found.id, name);
        return { removed: true };
      }),
    access: (name) =>
      inTenant(async (tx) => {
        const found = await find(tx, name, {});
        if (!found) throw new ConnectorError('not_found', { system, name });
        const parts = await openParts(tx, 'stored_secrets', tenantId, found.id, found.sealed, purpose);
        return parts['value'] ?? '';
      }),
  };
}
