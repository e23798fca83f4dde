import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDefinition, type ActionDefinition, type Facts, type FlowDefinition } from '@/lib/flow-definition';
import { actionKinds } from '@/lib/flow-definition/action-kinds';
import { actionRegistry } from './actions/registry';
import { plan } from './plan';
import { referenceTemplate } from './testing/submitted-flow';

const facts: Facts = { continued: {}, milestones: {}, customer: {}, flow: {}, today: '2026-11-21' };
const answers = { tenantIdentifier: 'acmeinc_23xv2', region: 'eu' };

const withActions = (actions: readonly ActionDefinition[]): FlowDefinition =>
  referenceTemplate(1, (definition) => ({
    ...definition,
    sections: definition.sections.map((section) => ({
      ...section,
      tasks: section.tasks.map((task) => ({
        ...task,
        steps: task.steps.map((step) => (step.kind === 'provision' ? { ...step, actions } : step)),
      })),
    })),
  }));
const action = (id: string, needs: string[] = [], more: Partial<ActionDefinition> = {}): ActionDefinition => ({
  id,
  uses: 'dataset.verify',
  title: { en: id },
  with: { dataset: 'x' },
  needs,
  onLaterFailure: 'undo',
  ...more,
});

describe('plan', () => {
  it('orders the reference set-up and keeps secrets as references @req C10', () => {
    const result = plan(compileDefinition(referenceTemplate()), answers, facts, []);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const { actions } = result.plan;
    expect(actions.map(({ id }) => id)).toEqual([
      'dataset',
      'tables',
      'customerKey',
      'customerKeyRecord',
      'verification',
      'dryRun',
    ]);
    expect(actions[0]?.args).toEqual({ name: 'acmeinc_23xv2', region: 'eu' });
    expect(actions[1]?.args).toEqual({ dataset: { pending: 'actions.dataset.name' } });
    expect(actions[3]?.args).toMatchObject({ key: { secretRef: 'actions.customerKey.key' } });
    expect(actions[5]).toMatchObject({ nonBlocking: true, onLaterFailure: 'ignore' });
  });

  it('answers with the problem when an answer is missing, and touches nothing', () => {
    const result = plan(compileDefinition(referenceTemplate()), { region: 'eu' }, facts, []);
    expect(result).toEqual({
      ok: false,
      problems: [
        { actionId: 'dataset', code: 'reference_absent', args: { argument: 'name' } },
        { actionId: 'customerKey', code: 'reference_absent', args: { argument: 'tenantId' } },
      ],
    });
  });

  it('leaves out an action whose condition does not hold, and needs on it', () => {
    const definition = withActions([action('a', [], { when: 'false' }), action('b', ['a'])]);
    const result = plan(compileDefinition(definition), answers, facts, []);
    expect(result).toMatchObject({ ok: true, plan: { actions: [{ id: 'b', needs: [] }] } });
  });

  it('says what an earlier run has left', () => {
    const left = [{ actionId: 'dataset', kind: 'dataset', name: 'acmeinc_23xv2', status: 'kept' }];
    const result = plan(compileDefinition(referenceTemplate()), answers, facts, left);
    if (!result.ok) throw new Error('no plan');
    expect(result.plan.actions.map(({ adopts }) => adopts)).toEqual([true, false, false, false, false, false]);
  });

  it('refuses needs that form a circle', () => {
    const definition = withActions([action('a', ['b']), action('b', ['a'])]);
    expect(plan(compileDefinition(definition), answers, facts, [])).toMatchObject({
      ok: false,
      problems: [{ code: 'needs_circle' }],
    });
  });

  it('puts no action before one that it needs, keeps all of them, and is the same every time', () => {
    const graphs = fc
      .uniqueArray(fc.nat({ max: 30 }), { minLength: 1, maxLength: 9 })
      .chain((ids) =>
        fc.tuple(
          fc.shuffledSubarray(ids, { minLength: ids.length }),
          fc.array(fc.array(fc.nat({ max: 8 }), { maxLength: 3 }), { minLength: ids.length, maxLength: ids.length }),
        ),
      );
    fc.assert(
      fc.property(graphs, fc.nat(), ([ids, edges], turn) => {
        // Edges lead to earlier entries only; the document may list them in any rotation.
        const actions = ids.map((id, index) =>
          action(
            `a${id}`,
            (edges[index] ?? []).filter((to) => to < index).map((to) => `a${ids[to] ?? 0}`),
          ),
        );
        const cut = turn % actions.length;
        const compiled = compileDefinition(withActions([...actions.slice(cut), ...actions.slice(0, cut)]));
        const result = plan(compiled, answers, facts, []);
        if (!result.ok) throw new Error(JSON.stringify(result.problems));
        const order = result.plan.actions.map(({ id }) => id);
        expect([...order].sort()).toEqual(actions.map(({ id }) => id).sort());
        for (const planned of result.plan.actions) {
          for (const need of planned.needs) expect(order.indexOf(need)).toBeLessThan(order.indexOf(planned.id));
        }
        expect(plan(compiled, answers, facts, [])).toEqual(result);
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});

describe('the kinds of action', () => {
  it('are exactly those that templates may use', () => {
    expect(Object.keys(actionRegistry).sort()).toEqual(Object.keys(actionKinds).sort());
  });
});
