import { ok, refuse, type Outcome } from '@/lib/errors';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';

export type ReserveIdentifierInput = Readonly<{
  customerTenantId: string;
  flowId: string;
  system: string;
  value: string;
}>;

/**
 * Holds an identifier for a customer in its owner's registry. Asking again for the same one changes nothing; another
 * value replaces it while the flow is the one that reserved it. Refuses `identifier_taken` when another customer of
 * the same owner has it (two at the same moment: exactly one wins), `not_found` for a customer or a flow of
 * theirs out of sight, and `forbidden`. Records nothing: the step or the order that asks for it does.
 */
export async function reserveIdentifier(
  tx: TenantTx,
  actor: Actor,
  input: ReserveIdentifierInput,
  means: Means = systemMeans,
): Promise<Outcome<{ value: string }>> {
  const allowed = authorise(actor, 'flow.answer');
  if (!allowed.ok) return allowed;
  const [customer] = await tx.$queryRaw<{ tenant_id: string }[]>`
    select c.tenant_id from customers c
    join onboarding_flows f on f.tenant_id = c.tenant_id and f.id = ${input.flowId}::uuid
    where c.tenant_id = ${input.customerTenantId}::uuid`;
  if (!customer) return refuse('not_found');
  const [row] = await tx.$queryRaw<{ reserved: boolean }[]>`
    select app.try_reserve_identifier(${customer.tenant_id}::uuid, ${input.flowId}::uuid, ${means.newId()}::uuid,
      ${input.system}, ${input.value}) as reserved`;
  return row?.reserved === true ? ok({ value: input.value }) : refuse('identifier_taken', { value: input.value });
}
