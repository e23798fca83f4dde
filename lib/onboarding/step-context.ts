import { explain, type FormStep } from '@/lib/flow-definition';
import { toLocale } from '@/lib/i18n';
import { translatorFor } from '@/lib/i18n/translator';
import { isDelegate, type Actor, type TenantTx } from '@/lib/tenancy';
import type { OpenedFlow } from './open-flow';
import { prefillOf } from './prefill';
import { reasonWords, type Why } from './reason-words';
import { openReopenings, type Reopening } from './reopen-step';
import { shownValue, type StepField } from './step-fields';

/**
 * Why this page is asked, in the reader's language; null where everybody is asked. Whoever was given single tasks only
 * is not told: the reason would show answers that are none of theirs.
 */
export async function whyAsked(flow: OpenedFlow, nodeId: string, actor: Actor, locale: string): Promise<Why | null> {
  if (isDelegate(actor)) return null;
  const { template, answers, facts } = flow;
  const reason = explain(template.compiled, nodeId, answers, facts);
  if (!reason || reason.kind === 'always') return null;
  const { text } = await translatorFor(toLocale(locale));
  return reasonWords(reason, { definition: template.compiled.definition, locale, text });
}

/** The note of whoever gave this page back; null when it was not. */
export async function reopeningOf(tx: TenantTx, { state }: OpenedFlow, stepId: string): Promise<Reopening | null> {
  const step = state.steps[stepId];
  return step && step.continuedAt === null ? ((await openReopenings(tx, state)).get(stepId) ?? null) : null;
}

/** The questions with what is known already where nobody has answered, each with its source. */
export async function withPrefill(
  tx: TenantTx,
  flow: OpenedFlow,
  step: FormStep,
  fields: readonly StepField[],
  locale: string,
): Promise<readonly StepField[]> {
  // What is known elsewhere was said by others: whoever has a part of the flow is asked without it.
  if (flow.part) return fields;
  const known = await prefillOf(tx, flow, step, locale);
  return fields.map((field) => {
    const found = known.get(field.id);
    const definition = step.fields.find(({ id }) => id === field.id);
    if (!found || !definition) return field;
    return { ...field, value: shownValue(definition, found.value), prefilledFrom: found.source };
  });
}
