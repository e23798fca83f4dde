import { isUuid } from '@/lib/platform/ids';
import type { TenantTx } from '@/lib/tenancy';

export type FlowVisit = Readonly<{
  /** The end of the person's previous visit, ISO time; null when this is the first. */
  before: string | null;
  /** When they saw or skipped the tour; null while they have done neither. */
  toured: string | null;
}>;

/**
 * Notes that the signed-in person is in a flow of their own company now, and says when they were there before; half an
 * hour of absence ends a visit. `toured` also notes that they have seen or skipped the tour. Null for everybody else,
 * such as staff who look at a customer's flow, and for a flow out of sight.
 */
export async function visitFlow(tx: TenantTx, flowId: string, toured = false): Promise<FlowVisit | null> {
  if (!isUuid(flowId)) return null;
  const [row] = await tx.$queryRaw<
    { visit: FlowVisit | null }[]
  >`select app.visit_flow(${flowId}::uuid, ${toured}) as visit`;
  return row?.visit ?? null;
}
