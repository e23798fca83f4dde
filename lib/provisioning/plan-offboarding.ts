import type { FlowDefinition } from '@/lib/flow-definition';
import { needsOf } from './plan-undo';

/** One thing of the inventory, with the place of the action that made it among all of the flow's runs. */
export type Belonging = Readonly<{
  actionId: string;
  kind: string;
  name: string;
  status: string;
  /** Rises in the order in which receipts were stored, over all runs. */
  order: number;
  needs: readonly string[];
}>;

export type OffboardingStep = Readonly<{ actionId: string; do: 'undo' | 'keep' }>;

/**
 * What an offboarding in one of the template's ways does with each action that has left something, in the exact reverse
 * of the order in which it was made: what has made a thing of a kind in `keeps` stays, and so does everything that it
 * needs. Pure. Null when the template has no such way.
 */
export function planOffboarding(
  definition: FlowDefinition,
  inventory: readonly Belonging[],
  optionId: string,
): readonly OffboardingStep[] | null {
  const option = definition.offboarding?.find(({ id }) => id === optionId);
  if (!option) return null;
  const left = inventory.filter(({ status }) => status !== 'removed');
  const byId = new Map(inventory.map((item) => [item.actionId, item]));
  const kept = new Set<string>();
  for (const { actionId, kind } of left) {
    if (!option.keeps.includes(kind)) continue;
    kept.add(actionId);
    for (const id of needsOf(actionId, byId)) kept.add(id);
  }
  const newest = new Map<string, number>();
  for (const { actionId, order } of left) newest.set(actionId, Math.max(order, newest.get(actionId) ?? order));
  return [...newest.entries()]
    .sort(([, one], [, other]) => other - one)
    .map(([actionId]) => ({ actionId, do: kept.has(actionId) ? 'keep' : 'undo' }));
}
