import type { FlowDefinition } from '@/lib/flow-definition';
import type { TenantTx } from '@/lib/tenancy';

/** The change of the customer's status that a template declares for a fact such as `started` or `submitted`. */
export type LifecycleChange = Readonly<{ from: string; to: string }>;

/** What a template makes of a fact for a customer in this status; null when it declares nothing. */
export const lifecycleChange = (definition: FlowDefinition, fact: string, status: string): LifecycleChange | null => {
  const rule = definition.lifecycle.find(({ from, when }) => when === fact && from === status);
  return rule ? { from: rule.from, to: rule.to } : null;
};

/** Moves the customer's status as its template declares; nothing happens when somebody else has moved it meanwhile. */
export async function applyLifecycle(tx: TenantTx, tenantId: string, change: LifecycleChange | null): Promise<void> {
  if (!change) return;
  await tx.$executeRaw`
    update customers set status = ${change.to}, updated_at = now()
    where tenant_id = ${tenantId}::uuid and status = ${change.from}`;
}
