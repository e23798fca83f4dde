import { isUuid } from '@/lib/platform/ids';
import { Prisma, tenantStatement, type Actor } from '@/lib/tenancy';

/**
 * Notes that the actor has a page of questions open, and answers the names of the others who have it open too: heard of
 * within the last minute. Empty for pages that are not there for the actor. One statement; writes nothing else.
 */
export async function presentOthers(
  actor: Actor,
  { flowId, stepId }: Readonly<{ flowId: string; stepId: string }>,
): Promise<readonly string[]> {
  if (!isUuid(flowId) || stepId.length === 0 || stepId.length > 100) return [];
  const [row] = await tenantStatement<{ names: string[] }>(
    actor,
    (context) => Prisma.sql`select app.be_present(${context}, ${flowId}::uuid, ${stepId}) as names`,
  );
  return row?.names ?? [];
}
