import { uuidv7 } from '@/lib/platform/ids';
import type { Prisma } from '@/lib/platform/db';

/** Something that happened. `details` hold ids, codes and counts: never an answer, an address or a secret. */
export type EventEntry = Readonly<{
  /** `<noun>.<verb>`, such as `flow.submitted`. */
  name: string;
  flowId?: string | null;
  details?: Readonly<Record<string, unknown>>;
}>;

/**
 * Appends an event of `tenantId` in the transaction of the change itself; mail and figures react to it later. The
 * database takes the person from the signed context and throws for a tenant outside it.
 */
export async function recordEvent(tx: Prisma.TransactionClient, tenantId: string, event: EventEntry): Promise<void> {
  const { name, flowId = null, details = {} } = event;
  await tx.$executeRaw`select app.event(${tenantId}::uuid, ${uuidv7()}::uuid, ${flowId}::uuid, ${name}, ${JSON.stringify(details)}::jsonb)`;
}
