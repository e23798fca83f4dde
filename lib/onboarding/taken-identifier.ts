import type { FieldRefusal } from '@/lib/errors';
import type { FormStep } from '@/lib/flow-definition';
import { formatters, isolate, isolateLtr } from '@/lib/i18n';
import { withTenant, type Actor } from '@/lib/tenancy';
import { freeIdentifiers } from './identifier-proposals';
import type { OpenedFlow } from './open-flow';

/**
 * What to say about an identifier that could not be held. When the customer has another one in this system already,
 * that is said: entering it goes on with what exists. Otherwise it is only "taken", whoever has it, with a few that are
 * free.
 */
export async function takenIdentifier(
  actor: Actor,
  { state, template }: OpenedFlow,
  step: FormStep,
  { fieldId, value, locale }: Readonly<{ fieldId: string; value: string; locale: string }>,
): Promise<FieldRefusal> {
  const identifier = step.fields.find(({ id }) => id === fieldId)?.identifier;
  const rule = template.compiled.definition.identifiers.find(({ id }) => id === identifier);
  if (!rule) return { code: 'field.identifier_taken', args: { value } };
  const { tenantId: customerTenantId } = state.flow;
  const { own, free } = await withTenant(actor, async (tx) => {
    const [held] = await tx.$queryRaw<{ value: string }[]>`
      select value from customer_identifiers where tenant_id = ${customerTenantId}::uuid and system = ${rule.system}`;
    return {
      own: held?.value ?? null,
      free: await freeIdentifiers(tx, { customerTenantId, rule, wanted: value }),
    };
  });
  if (own !== null && own !== value) {
    return { code: 'field.identifier_own', args: { own: isolateLtr(own), partner: isolate(state.ownerName) } };
  }
  const { list } = formatters({ locale, timeZone: 'UTC' });
  return free.length === 0
    ? { code: 'field.identifier_taken', args: { value } }
    : { code: 'field.identifier_taken_free', args: { value, free: list(free.map(isolateLtr)) } };
}
