import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OnLaterFailure } from '@/lib/flow-definition';
import { needsOf, planUndo, policyOf } from './plan-undo';

type Item = { id: string; needs: string[]; onLaterFailure: OnLaterFailure | Record<string, OnLaterFailure> };
const item = (id: string, onLaterFailure: Item['onLaterFailure'] = 'undo', needs: string[] = []): Item => ({
  id,
  needs,
  onLaterFailure,
});
const decisions = (items: Item[], failing: string | null) =>
  planUndo(items, failing).steps.map(({ actionId, do: what }) => `${what} ${actionId}`);

describe('planUndo', () => {
  it('undoes in reverse, the failing action first @req C10', () => {
    expect(decisions([item('a'), item('b'), item('c')], 'c')).toEqual(['undo c', 'undo b', 'undo a']);
  });

  it('keeps what is to be ignored and goes on', () => {
    const items = [item('a'), item('b', 'ignore'), item('c')];
    expect(decisions(items, 'c')).toEqual(['undo c', 'keep b', 'undo a']);
    expect(planUndo(items, 'c').ends).toBe('undone');
  });

  it('keeps and holds, with everything that the kept thing stands on', () => {
    const items = [item('a'), item('b', 'undo', ['a']), item('c', 'keep-and-hold', ['b']), item('x'), item('f')];
    expect(decisions(items, 'f')).toEqual(['undo f', 'undo x', 'keep c', 'keep b', 'keep a']);
    expect(planUndo(items, 'f').ends).toBe('held');
  });

  it('stops at a blocking action', () => {
    const items = [item('a'), item('b', 'block'), item('c')];
    expect(decisions(items, 'c')).toEqual(['undo c', 'keep b', 'keep a']);
    expect(planUndo(items, 'c').ends).toBe('held');
  });

  it('takes the policy of the action that failed, else the default', () => {
    const policy = { default: 'undo', credential: 'keep-and-hold' } as const;
    expect(policyOf({ onLaterFailure: policy }, 'credential')).toBe('keep-and-hold');
    expect(policyOf({ onLaterFailure: policy }, 'another')).toBe('undo');
  });

  it('undoes everything when people ask for it, whatever the policies say', () => {
    expect(decisions([item('a', 'block'), item('b', 'keep-and-hold'), item('c', 'ignore')], null)).toEqual([
      'undo c',
      'undo b',
      'undo a',
    ]);
  });

  it('never undoes what a kept action needs, and is the exact reverse of what was applied', () => {
    const policies = fc.constantFrom<OnLaterFailure>('undo', 'keep-and-hold', 'ignore', 'block');
    const graph = fc
      .integer({ min: 1, max: 9 })
      .chain((size) =>
        fc.tuple(
          fc.array(policies, { minLength: size, maxLength: size }),
          fc.array(fc.array(fc.nat({ max: 8 }), { maxLength: 3 }), { minLength: size, maxLength: size }),
        ),
      )
      .map(([kinds, edges]) =>
        kinds.map((policy, index) =>
          item(
            `a${index}`,
            policy,
            [...new Set((edges[index] ?? []).filter((to) => to < index))].map((to) => `a${to}`),
          ),
        ),
      );
    fc.assert(
      fc.property(graph, (items) => {
        const failing = items.at(-1)?.id ?? '';
        const { steps, ends } = planUndo(items, failing);
        expect(steps.map(({ actionId }) => actionId)).toEqual([...items].reverse().map(({ id }) => id));
        const byId = new Map(items.map((entry) => [entry.id, entry]));
        const kept = new Map(steps.map((step) => [step.actionId, step]));
        for (const step of steps.filter(({ holds }) => holds)) {
          for (const need of needsOf(step.actionId, byId)) expect(kept.get(need)?.do).toBe('keep');
        }
        expect(ends === 'held').toBe(steps.some(({ holds }) => holds));
        expect(steps[0]?.do).toBe('undo');
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
