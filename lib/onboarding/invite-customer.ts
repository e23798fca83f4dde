import {
  createCustomer,
  findExistingCustomers,
  type CreateCustomerInput,
  type ExistingCustomer,
} from '@/lib/customers';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { identifierError } from '@/lib/flow-definition';
import { availableTemplates, loadTemplate, type ActiveTemplate } from '@/lib/flow-templates';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { identifierProposals } from './identifier-proposals';
import { startFlow, type StartedFlow, type StartFlowInput } from './start-flow';

export type InviteCustomerInput = Readonly<{
  customer: CreateCustomerInput;
  templateKey: string;
  invite: StartFlowInput['invite'];
  /** The customer's identifier in the template's system, where it is known already. */
  identifier?: string;
  /** True once a person has said that a customer of the same name is another one. */
  isAnother?: boolean;
}>;

/**
 * Registers a customer, starts its flow and invites its first owner: all of it, or nothing (run it so that a refusal
 * rolls back). Refuses `forbidden`, `not_found` for an owner out of sight or a template that nobody above the customer
 * publishes, `customer_exists` when the owner has a customer with this identifier, or with this name and nobody has
 * said that it is another one (`detail.matches`, and `detail.suggestions` for free identifiers), `invalid_input` for an
 * identifier that does not meet the template's rule, and `identifier_taken` when somebody took it meanwhile. Records
 * what `createCustomer` and `startFlow` record.
 */
export async function inviteCustomer(
  tx: TenantTx,
  actor: Actor,
  { customer, templateKey, invite, identifier = '', isAnother = false }: InviteCustomerInput,
  means: Means = systemMeans,
): Promise<Outcome<StartedFlow & Readonly<{ tenantId: string }>>> {
  for (const action of ['customer.create', 'flow.start'] as const) {
    const allowed = authorise(actor, action);
    if (!allowed.ok) return allowed;
  }
  const templates = await availableTemplates(tx, customer.ownerTenantId);
  const template = templates.find(({ key }) => key === templateKey);
  if (!template) return refuse('not_found');
  const rule = await identifierRule(tx, template);
  if (identifier !== '') {
    const problem = rule ? identifierError(identifier, rule) : { code: 'field.invalid', args: {} };
    if (problem) return refuse('invalid_input', {}, { fields: { identifier: [problem] } });
  }
  const { ownerTenantId, name } = customer;
  const existing = await findExistingCustomers(tx, actor, { ownerTenantId, name, identifier });
  if (!existing.ok) return existing;
  const matches = existing.value.filter(({ because }) => because === 'identifier' || !isAnother);
  if (matches.length > 0) return exists(matches);

  const created = await createCustomer(tx, actor, customer, means);
  if (!created.ok) return created;
  const { tenantId } = created.value;
  const started = await startFlow(tx, actor, { customerTenantId: tenantId, templateKey, invite }, means);
  if (!started.ok) throw new Error(`A flow for a new customer was refused: ${started.refusal.code}`);
  if (rule && identifier !== '') {
    const [held] = await tx.$queryRaw<{ held: boolean }[]>`
      select app.try_reserve_identifier(${tenantId}::uuid, ${started.value.flowId}::uuid, ${means.newId()}::uuid,
        ${rule.system}, ${identifier}) as held`;
    if (held?.held !== true) return refuse('identifier_taken', { value: identifier });
  }
  return ok({ ...started.value, tenantId });

  async function exists(found: readonly ExistingCustomer[]): Promise<Outcome<never>> {
    const isTaken = found.some(({ because }) => because === 'identifier');
    const suggestions =
      rule && isTaken ? await identifierProposals(tx, { ownerTenantId, rule, wanted: identifier }) : [];
    return refuse('customer_exists', { count: found.length }, { detail: { matches: found, suggestions } });
  }
}

async function identifierRule(tx: TenantTx, template: ActiveTemplate) {
  const { compiled } = await loadTemplate(tx, template.tenantId, template.id);
  return compiled.definition.identifiers[0] ?? null;
}
