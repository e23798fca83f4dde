import { ok, refuse, type Outcome } from '@/lib/errors';
import { resolveReference, type OffboardingOption } from '@/lib/flow-definition';
import { loadTemplate, type LoadedTemplate } from '@/lib/flow-templates';
import { answersOf, factsOf, readFlowState, type FlowState } from '@/lib/onboarding';
import { isUuid } from '@/lib/platform/ids';
import type { TenantTx } from '@/lib/tenancy';

/** A flow with the version of its template, as an offboarding needs them. */
export type LeavingFlow = Readonly<{ state: FlowState; template: LoadedTemplate }>;

/** Reads a flow. Refuses `not_found` for one that is missing or out of sight, without a difference. */
export async function leavingFlow(tx: TenantTx, flowId: string): Promise<Outcome<LeavingFlow>> {
  const state = isUuid(flowId) ? await readFlowState(tx, flowId) : null;
  if (!state) return refuse('not_found');
  return ok({ state, template: await loadTemplate(tx, state.flow.templateTenantId, state.flow.templateId) });
}

/** The ways of leaving that the template offers, in its order. */
export const optionsOf = ({ template }: LeavingFlow): readonly OffboardingOption[] =>
  template.compiled.definition.offboarding ?? [];

/**
 * What has to be typed before anything is taken away: the option's phrase with everything filled in, the customer's name
 * where it has none or refers to something that is not known.
 */
export function phraseOf({ state, template }: LeavingFlow, option: OffboardingOption, now: Date): string {
  const name = state.customer.name;
  if (option.phrase === undefined) return name;
  const { customer, flow, today } = factsOf(state, now);
  const scope = { answers: answersOf(state), customer, flow, today };
  const resolved = resolveReference(template.compiled, option.phrase, scope);
  return resolved.ok && typeof resolved.value !== 'object' && resolved.value !== '' ? String(resolved.value) : name;
}

/** Whether two people mean the same words, whatever the blanks and the way letters are composed. */
export const samePhrase = (typed: string, wanted: string): boolean => plain(typed) === plain(wanted);

const plain = (text: string): string => text.trim().replace(/\s+/g, ' ').normalize();
