import type { Answers, Facts } from '@/lib/flow-definition';
import { loadTemplate, type LoadedTemplate } from '@/lib/flow-templates';
import { answersOf, factsOf, readFlowState } from '@/lib/onboarding';
import type { TenantTx } from '@/lib/tenancy';

/** What provisioning needs to know about a flow: the pinned template, what was answered, and whose it is. */
export type ProvisionedFlow = Readonly<{
  tenantId: string;
  flowId: string;
  status: string;
  ownerTenantId: string;
  customerStatus: string;
  template: LoadedTemplate;
  answers: Answers;
  facts: Facts;
}>;

/** Reads a flow inside a transaction; null when it is missing or out of sight. */
export async function readFlow(tx: TenantTx, flowId: string, now: Date): Promise<ProvisionedFlow | null> {
  const state = await readFlowState(tx, flowId);
  if (!state) return null;
  const { flow, customer } = state;
  return {
    tenantId: flow.tenantId,
    flowId: flow.id,
    status: flow.status,
    ownerTenantId: customer.ownerTenantId,
    customerStatus: customer.status,
    template: await loadTemplate(tx, flow.templateTenantId, flow.templateId),
    answers: answersOf(state),
    facts: factsOf(state, now),
  };
}
