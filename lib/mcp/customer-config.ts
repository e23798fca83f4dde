import { ok, type Outcome } from '@/lib/errors';
import { fieldsOf, type AnswerValue } from '@/lib/flow-definition';
import { openFlow } from '@/lib/onboarding';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { findCustomer, type KnownCustomer } from './find-customers';

export type CustomerConfig = KnownCustomer &
  Readonly<{
    identifiers: Readonly<Record<string, string>>;
    /** What was answered and counts, but nothing secret and nothing about people. */
    answers: Readonly<Record<string, AnswerValue>>;
    /** What set-up has made and still exists. */
    resources: readonly Readonly<{ kind: string; name: string; status: string }>[];
  }>;

/**
 * How a customer is set up, without secrets and without anything about people. Null as `findCustomer` says it. Refuses
 * `forbidden`. Records nothing.
 */
export async function customerConfig(
  tx: TenantTx,
  actor: Actor,
  customerId: string,
  means: Means = systemMeans,
): Promise<Outcome<CustomerConfig | null>> {
  const allowed = authorise(actor, 'flow.read');
  if (!allowed.ok) return allowed;
  const found = await findCustomer(tx, actor, customerId);
  if (!found.ok || found.value === null) return found.ok ? ok(null) : found;
  const customer = found.value;
  const identifiers = await tx.$queryRaw<{ system: string; value: string }[]>`
    select system, value from customer_identifiers where tenant_id = ${customer.tenant_id}::uuid order by system`;
  const resources = await tx.$queryRaw<{ kind: string; name: string; status: string }[]>`
    select kind, name, status from inventory_items
    where tenant_id = ${customer.tenant_id}::uuid and status in ('present', 'kept') order by kind, name`;
  return ok({
    ...customer,
    identifiers: Object.fromEntries(identifiers.map(({ system, value }) => [system, value])),
    answers: customer.onboarding ? await plainAnswers(tx, customer.onboarding.id, means) : {},
    resources,
  });
}

async function plainAnswers(tx: TenantTx, flowId: string, means: Means): Promise<CustomerConfig['answers']> {
  const flow = await openFlow(tx, flowId, means.clock.now());
  if (!flow.ok) return {};
  const { walk, template } = flow.value;
  return Object.fromEntries(
    fieldsOf(template.compiled.definition).flatMap(({ field }) => {
      const value = Object.hasOwn(walk.counting, field.id) ? walk.counting[field.id] : undefined;
      const isHarmless = field.class === 'plain' && !(field.fields ?? []).some((inner) => inner.class !== 'plain');
      return value === undefined || !isHarmless || field.type === 'secret' ? [] : [[field.id, value]];
    }),
  );
}
