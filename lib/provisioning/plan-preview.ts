import { ok, refuse, type Outcome } from '@/lib/errors';
import type { LocalizedText, OnLaterFailure, ResolvedValue } from '@/lib/flow-definition';
import { notices, type Notice } from '@/lib/messaging';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { creates } from './actions/creates';
import { actionKind } from './actions/registry';
import { planAsFar, type PlannedAction, type PlanProblem } from './plan';
import { readFlow } from './read-flow';

/** One argument of an action as people may see it: a value, a secret, or what an earlier action will say. */
export type ShownArgument = Readonly<
  { name: string } & (
    | { kind: 'value'; value: string | number | boolean | readonly string[] }
    | { kind: 'sealed' }
    | { kind: 'later'; actionId: string }
  )
>;

export type PreviewedAction = Readonly<{
  id: string;
  stepId: string;
  /** In the languages of the template; the page picks one. */
  title: LocalizedText;
  args: readonly ShownArgument[];
  /** Kinds of things that will exist, as the inventory names them. */
  creates: readonly string[];
  needs: readonly string[];
  /** Whether it waits for another system or for people. */
  waits: boolean;
  /** True when an earlier run has left what it makes. */
  adopts: boolean;
  /** What becomes of it when a later action fails: in general, and where a single one means something else. */
  onLaterFailure: Readonly<{ usually: OnLaterFailure; except: Readonly<Record<string, OnLaterFailure>> }>;
  /** When it fails itself: nothing is held up. */
  nonBlocking: boolean;
}>;

export type PlanPreview = Readonly<{
  actions: readonly PreviewedAction[];
  /** Why the plan cannot be made yet: answers that are missing. Empty when it can. */
  problems: readonly PlanProblem[];
  /** Which mails the ends of the run send, and to whom. */
  told: readonly Notice[];
}>;

/**
 * What a set-up would do with the answers of now, before anything is touched; for the customer's last look and for staff.
 * Refuses `forbidden` and `not_found`. Records nothing.
 */
export async function planPreview(
  tx: TenantTx,
  actor: Actor,
  { flowId }: Readonly<{ flowId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<PlanPreview>> {
  const allowed = authorise(actor, 'run.read');
  if (!allowed.ok) return allowed;
  const flow = await readFlow(tx, flowId, means.clock.now());
  if (!flow) return refuse('not_found');
  const inventory = await tx.$queryRaw<{ actionId: string; kind: string; name: string; status: string }[]>`
    select action_id as "actionId", kind, name, status from inventory_items
    where tenant_id = ${flow.tenantId}::uuid and flow_id = ${flowId}::uuid`;
  const { actions, problems } = planAsFar(flow.template.compiled, flow.answers, flow.facts, inventory);
  return ok({
    actions: actions.map(previewOf),
    problems,
    told: notices(['run.done', 'run.undone', 'run.held']),
  });
}

/** The arguments of an action as people may see them; the value of a secret is in no plan. */
export const shownArguments = (args: PlannedAction['args']): readonly ShownArgument[] =>
  Object.entries(args).map(([name, value]) => ({ name, ...shownValue(value) }));

function shownValue(value: ResolvedValue) {
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { kind: 'value' as const, value: value as string | number | boolean | readonly string[] };
  }
  if ('pending' in value) return { kind: 'later' as const, actionId: value.pending.split('.')[1] ?? '' };
  return { kind: 'sealed' as const };
}

function previewOf(action: PlannedAction): PreviewedAction {
  const { id, stepId, title, needs, adopts, nonBlocking, uses, onLaterFailure } = action;
  const { default: usually = 'undo', ...except } =
    typeof onLaterFailure === 'string' ? { default: onLaterFailure } : onLaterFailure;
  return {
    ...{ id, stepId, title, needs, adopts, nonBlocking },
    args: shownArguments(action.args),
    creates: creates[uses] ?? [],
    waits: actionKind(uses).await !== undefined,
    onLaterFailure: { usually, except },
  };
}
