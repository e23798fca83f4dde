import type { AnswerValue, Answers, Facts } from '@/lib/flow-definition';
import { loadTemplate, type LoadedTemplate } from '@/lib/flow-templates';
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

type State = Readonly<{
  flow: { tenantId: string; id: string; status: string; templateTenantId: string; templateId: string };
  customer: { name: string; status: string; ownerTenantId: string; region: string; timeZone: string };
  steps: Record<string, { data: Record<string, { value?: AnswerValue; sealed?: string }>; continuedAt: string | null }>;
  milestones: Record<string, { at: string }>;
}>;

/** Reads a flow inside a transaction; null when it is missing or out of sight. */
export async function readFlow(tx: TenantTx, flowId: string, now: Date): Promise<ProvisionedFlow | null> {
  const [row] = await tx.$queryRaw<{ state: State | null }[]>`select app.flow_state(${flowId}::uuid) as state`;
  const state = row?.state;
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
    facts: {
      continued: Object.fromEntries(
        Object.entries(state.steps).flatMap(([id, step]) =>
          step.continuedAt === null ? [] : [[id, step.continuedAt]],
        ),
      ),
      milestones: Object.fromEntries(Object.entries(state.milestones).map(([name, { at }]) => [name, at])),
      customer: { name: customer.name, status: customer.status, region: customer.region },
      flow: { id: flow.id, status: flow.status },
      today: new Intl.DateTimeFormat('sv-SE', { timeZone: customer.timeZone }).format(now),
    },
  };
}

/** All answers; a secret is only known to be there. */
function answersOf(state: State): Answers {
  const answers: Record<string, AnswerValue> = {};
  for (const step of Object.values(state.steps)) {
    for (const [fieldId, stored] of Object.entries(step.data)) {
      if (stored.sealed !== undefined) answers[fieldId] = { sealed: true };
      else if (stored.value !== undefined) answers[fieldId] = stored.value;
    }
  }
  return answers;
}
