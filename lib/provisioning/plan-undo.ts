import type { OnLaterFailure } from '@/lib/flow-definition';
import type { PlannedAction } from './plan';

/** One action to take back or to leave; `holds` when leaving it means that a person has to look. */
export type UndoStep = Readonly<{ actionId: string; do: 'undo' | 'keep'; holds: boolean }>;
export type UndoPlan = Readonly<{ steps: readonly UndoStep[]; ends: 'undone' | 'held' }>;

type Policed = Pick<PlannedAction, 'id' | 'needs' | 'onLaterFailure'>;

/**
 * What to do with each action that may have had an effect, in the exact reverse of the order in which they were
 * applied, when `failing` has failed for good (null when people undo a run: then everything goes). `undo` compensates;
 * `ignore` keeps the thing and goes on; `keep-and-hold` keeps it, and with it whatever it needs, and the run is held;
 * `block` does the same for everything that is left. The failing action itself is always undone: nobody knows how far
 * it came.
 */
export function planUndo(applied: readonly Policed[], failing: string | null): UndoPlan {
  const protectedIds = new Set<string>();
  const byId = new Map(applied.map((action) => [action.id, action]));
  let blocked = false;
  let held = false;
  const steps = [...applied].reverse().map((action): UndoStep => {
    const policy = failing === null || action.id === failing ? 'undo' : policyOf(action, failing);
    if (!blocked && policy === 'block') blocked = true;
    if (blocked || policy === 'keep-and-hold' || protectedIds.has(action.id)) {
      held = true;
      for (const id of needsOf(action.id, byId)) protectedIds.add(id);
      return { actionId: action.id, do: 'keep', holds: true };
    }
    return { actionId: action.id, do: policy === 'ignore' ? 'keep' : 'undo', holds: false };
  });
  return { steps, ends: held ? 'held' : 'undone' };
}

/** The policy of an action when another one has failed. */
export function policyOf({ onLaterFailure }: Pick<Policed, 'onLaterFailure'>, failing: string): OnLaterFailure {
  if (typeof onLaterFailure === 'string') return onLaterFailure;
  return onLaterFailure[failing] ?? onLaterFailure.default ?? 'undo';
}

/** Everything that an action needs, directly or through others. */
export function needsOf(id: string, actions: ReadonlyMap<string, Pick<Policed, 'needs'>>): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (current: string): void => {
    for (const need of actions.get(current)?.needs ?? []) {
      if (found.has(need)) continue;
      found.add(need);
      visit(need);
    }
  };
  visit(id);
  return found;
}
