import { asCustomer, type TenantTx } from '@/lib/tenancy';
import type { RunRecord } from './run-record';

/*
 * A delivery asks which runs wait, and a run that begins to wait asks what has come. When both ask before the other has
 * stored its part, neither hears of the other. So a delivery holds a shared lock of its flow from before it asks until its
 * transaction ends, and a run that has just begun to wait passes through the same lock before it asks once more.
 */

/** For the transaction of something that runs may wait for, before it asks who waits. */
export async function holdArrivals(tx: TenantTx, flowId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock_shared(hashtextextended(${nameOf(flowId)}, 0))`;
}

/** Ends once everything that was arriving when it was called is stored. */
export async function arrivalsStored({ tenantId, runId, flowId }: RunRecord): Promise<void> {
  await asCustomer(
    tenantId,
    `run:${runId}`,
    (tx) => tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${nameOf(flowId)}, 0))`,
  );
}

const nameOf = (flowId: string): string => `arrivals|${flowId}`;
