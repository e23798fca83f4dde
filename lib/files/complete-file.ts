import { recordAudit } from '@/lib/audit';
import { enqueue } from '@/lib/platform/jobs';
import { recordEvent } from '@/lib/platform/events';
import type { TenantTx } from '@/lib/tenancy';

type Owner = Readonly<{ tenantId: string; id: string; flowId: string }>;

/**
 * The last byte has come: the file waits in quarantine, and its scan is queued, in one transaction. Records audit and
 * event `file.received`.
 */
export async function quarantine(tx: TenantTx, { tenantId, id, flowId }: Owner): Promise<void> {
  await enqueue(tx, { workflow: 'scan-file', id: `scan:${id}`, args: { tenantId, flowId, fileId: id } });
  await recordAudit(tx, tenantId, {
    action: 'file.received',
    entityType: 'file',
    entityId: id,
    details: { flow: flowId },
  });
  await recordEvent(tx, tenantId, { name: 'file.received', flowId, details: { fileId: id } });
}

/** Queues the removal of what the store holds of a file; the sweep does it where the queue could not. */
export const queueClearing = (tx: TenantTx, { tenantId, id, flowId }: Owner): Promise<void> =>
  enqueue(tx, { workflow: 'clear-file', id: `clear:${id}`, args: { tenantId, flowId, fileId: id } });
