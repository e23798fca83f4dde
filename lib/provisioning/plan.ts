import {
  conditionHolds,
  resolveReference,
  walk,
  type ActionDefinition,
  type Answers,
  type CompiledDefinition,
  type Facts,
  type LocalizedText,
  type OnLaterFailure,
  type ResolvedValue,
} from '@/lib/flow-definition';

/** Something that exists because of this flow, as the inventory knows it. */
export type InventoryEntry = Readonly<{ actionId: string; kind: string; name: string; status: string }>;

export type PlannedAction = Readonly<{
  id: string;
  uses: string;
  stepId: string;
  title: LocalizedText;
  /** Secrets as `{ secretRef }`, outputs of earlier actions as `{ pending }`; neither value is ever in a plan. */
  args: Readonly<Record<string, ResolvedValue>>;
  needs: readonly string[];
  onLaterFailure: OnLaterFailure | Readonly<Record<string, OnLaterFailure>>;
  nonBlocking: boolean;
  attemptsMax: number;
  backoffMs: number;
  /** True when an earlier run of this flow has left what this action makes. */
  adopts: boolean;
}>;

export type Plan = Readonly<{ actions: readonly PlannedAction[] }>;
export type PlanProblem = Readonly<{ actionId: string; code: string; args: Readonly<Record<string, string>> }>;
export type PlanResult = Readonly<{ ok: true; plan: Plan }> | Readonly<{ ok: false; problems: readonly PlanProblem[] }>;

/**
 * What would be done, in order, before anything is touched: the actions of the provision steps on the path whose
 * condition holds, each after what it needs, with resolved arguments. Pure: the same input is the same plan. Answers
 * with problems instead when an argument cannot be resolved or needs form a circle.
 */
export function plan(
  compiled: CompiledDefinition,
  answers: Answers,
  facts: Facts,
  inventory: readonly InventoryEntry[],
): PlanResult {
  const { actions, problems } = planAsFar(compiled, answers, facts, inventory);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, plan: { actions } };
}

/** The same while answers are still missing: the actions with the arguments that are known, and what is in the way. */
export function planAsFar(
  compiled: CompiledDefinition,
  answers: Answers,
  facts: Facts,
  inventory: readonly InventoryEntry[],
): Plan & Readonly<{ problems: readonly PlanProblem[] }> {
  const walked = walk(compiled, answers, facts);
  const scope = { answers: walked.counting, customer: facts.customer, flow: facts.flow, today: facts.today };
  const placed = walked.steps.flatMap(({ step }) =>
    step.kind === 'provision' ? step.actions.map((action) => ({ action, stepId: step.id })) : [],
  );
  const wanted = placed.filter(
    ({ action }) => action.when === undefined || conditionHolds(compiled, action.when, scope),
  );
  const ordered = inOrderOfNeeds(wanted);
  if (ordered === null) return { actions: [], problems: [{ actionId: '', code: 'needs_circle', args: {} }] };

  const problems: PlanProblem[] = [];
  const known = new Set(wanted.map(({ action }) => action.id));
  const actions = ordered.map(({ action, stepId }): PlannedAction => {
    const args: Record<string, ResolvedValue> = {};
    for (const [name, argument] of Object.entries(action.with)) {
      const resolved = resolveReference(compiled, argument, scope);
      if (resolved.ok && isPending(resolved.value) && !isWhole(argument)) {
        // The text around it would be lost: an output can be an argument, not a part of one.
        problems.push({ actionId: action.id, code: 'reference_in_text', args: { argument: name } });
      } else if (resolved.ok) args[name] = resolved.value;
      else problems.push({ actionId: action.id, code: resolved.code, args: { argument: name } });
    }
    return {
      id: action.id,
      uses: action.uses,
      stepId,
      title: action.title,
      args,
      needs: (action.needs ?? []).filter((id) => known.has(id)),
      onLaterFailure: action.onLaterFailure,
      nonBlocking: action.nonBlocking ?? false,
      attemptsMax: action.retry?.attemptsMax ?? 3,
      backoffMs: action.retry?.backoffMs ?? 1000,
      adopts: inventory.some(({ actionId, status }) => actionId === action.id && status !== 'removed'),
    };
  });
  return { actions, problems };
}

const isPending = (value: ResolvedValue): boolean => typeof value === 'object' && 'pending' in value;
const isWhole = (argument: string | number | boolean): boolean =>
  typeof argument === 'string' && /^\$\{[^}]*\}$/.test(argument);

type Placed = Readonly<{ action: ActionDefinition; stepId: string }>;

/** Each after what it needs, otherwise in the order of the document; null when the needs form a circle. */
function inOrderOfNeeds(actions: readonly Placed[]): readonly Placed[] | null {
  const known = new Set(actions.map(({ action }) => action.id));
  const done = new Set<string>();
  const ordered: Placed[] = [];
  while (ordered.length < actions.length) {
    const next = actions.find(
      ({ action }) => !done.has(action.id) && (action.needs ?? []).every((id) => done.has(id) || !known.has(id)),
    );
    if (next === undefined) return null;
    done.add(next.action.id);
    ordered.push(next);
  }
  return ordered;
}
