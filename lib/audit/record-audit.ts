import { uuidv7 } from '@/lib/platform/ids';
import type { TenantTx } from '@/lib/tenancy';

/** What was done to what. `details` hold ids, codes and counts: never an answer, an address or a secret. */
export type AuditEntry = Readonly<{
  /** `<noun>.<verb>`, such as `customer.created`. */
  action: string;
  entityType: string;
  entityId?: string | null;
  details?: Readonly<Record<string, unknown>>;
}>;

/**
 * Appends an entry to the chain of `tenantId`, in the transaction of the change itself. Who did it is taken from the
 * signed context by the database, which throws for a tenant outside that context.
 */
export async function recordAudit(tx: TenantTx, tenantId: string, entry: AuditEntry): Promise<void> {
  const { action, entityType, entityId = null, details = {} } = entry;
  await tx.$executeRaw`select app.audit(${tenantId}::uuid, ${uuidv7()}::uuid, ${action}, ${entityType}, ${entityId}::uuid, ${JSON.stringify(details)}::jsonb)`;
}
