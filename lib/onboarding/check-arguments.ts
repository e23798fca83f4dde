import { createHash } from 'node:crypto';
import {
  resolveReference,
  stepsOf,
  type Answers,
  type CompiledDefinition,
  type ConnectStep,
  type CredentialStep,
  type Facts,
  type StepDefinition,
} from '@/lib/flow-definition';
import type { FlowState } from './flow-state';

/** A step that looks at another system live. */
export type LookStep = CredentialStep | ConnectStep;
export type LookArguments = Readonly<Record<string, string | number | boolean | readonly string[]>>;
type Known = Readonly<{ counting: Answers; facts: Pick<Facts, 'customer' | 'flow' | 'today'> }>;

export const isLook = (step: StepDefinition): step is LookStep => step.kind === 'credential' || step.kind === 'connect';

/** The arguments of a check with the answers that count filled in; null while one of them is not known. */
export function lookArguments(
  compiled: CompiledDefinition,
  given: LookStep['with'],
  known: Known,
): LookArguments | null {
  const args: Record<string, LookArguments[string]> = {};
  for (const [name, argument] of Object.entries(given)) {
    const value = resolved(compiled, argument, known);
    if (value === null) return null;
    args[name] = value;
  }
  return args;
}

/** A text of the template with `${…}` references filled in; null while one of them is not known. */
export function resolvedText(compiled: CompiledDefinition, text: string, known: Known): string | null {
  const value = resolved(compiled, text, known);
  return typeof value === 'object' || value === null ? null : String(value);
}

/** What a look was made with, short and equal for equal values: kept with its milestone. */
export function lookDigest({ check }: LookStep, args: LookArguments): string {
  const sorted = Object.entries(args).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([check, sorted]))
    .digest('base64url')
    .slice(0, 22);
}

/**
 * The milestones without those of looks that were made with other values than the answers have now: who changes the
 * address of a system has to let us look there again. The same object when nothing has ended.
 */
export function currentMilestones(
  compiled: CompiledDefinition,
  { milestones }: Pick<FlowState, 'milestones'>,
  counting: Answers,
  facts: Facts,
): Facts['milestones'] {
  const ended = stepsOf(compiled.definition).flatMap(({ step }) => {
    const reached = isLook(step) ? milestones[`checked:${step.id}`]?.with : undefined;
    if (!isLook(step) || reached === undefined) return [];
    const args = lookArguments(compiled, step.with, { counting, facts });
    return args !== null && lookDigest(step, args) === reached ? [] : [`checked:${step.id}`];
  });
  if (ended.length === 0) return facts.milestones;
  return Object.fromEntries(Object.entries(facts.milestones).filter(([name]) => !ended.includes(name)));
}

function resolved(
  compiled: CompiledDefinition,
  argument: LookStep['with'][string],
  { counting, facts }: Known,
): LookArguments[string] | null {
  const scope = { answers: counting, customer: facts.customer, flow: facts.flow, today: facts.today };
  const found = resolveReference(compiled, argument, scope);
  if (!found.ok) return null;
  const { value } = found;
  // Neither a secret nor what an action will make is ever an argument of a look.
  return typeof value === 'object' && ('secretRef' in value || 'pending' in value) ? null : value;
}
