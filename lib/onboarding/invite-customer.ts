import { createCustomer, type CreateCustomerInput } from '@/lib/customers';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { availableTemplates } from '@/lib/flow-templates';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { startFlow, type StartedFlow, type StartFlowInput } from './start-flow';

export type InviteCustomerInput = Readonly<{
  customer: CreateCustomerInput;
  templateKey: string;
  invite: StartFlowInput['invite'];
}>;

/**
 * Registers a customer, starts its flow and invites its first owner: all of it, or nothing. Refuses `forbidden`, and
 * `not_found` for an owner out of sight or a template that nobody above the customer publishes. Records what
 * `createCustomer` and `startFlow` record.
 */
export async function inviteCustomer(
  tx: TenantTx,
  actor: Actor,
  { customer, templateKey, invite }: InviteCustomerInput,
  means: Means = systemMeans,
): Promise<Outcome<StartedFlow & Readonly<{ tenantId: string }>>> {
  for (const action of ['customer.create', 'flow.start'] as const) {
    const allowed = authorise(actor, action);
    if (!allowed.ok) return allowed;
  }
  // Asked first, because a refusal after the customer was written would leave a customer without a flow.
  const templates = await availableTemplates(tx, customer.ownerTenantId);
  if (!templates.some(({ key }) => key === templateKey)) return refuse('not_found');
  const created = await createCustomer(tx, actor, customer, means);
  if (!created.ok) return created;
  const { tenantId } = created.value;
  const started = await startFlow(tx, actor, { customerTenantId: tenantId, templateKey, invite }, means);
  if (!started.ok) throw new Error(`A flow for a new customer was refused: ${started.refusal.code}`);
  return ok({ ...started.value, tenantId });
}
