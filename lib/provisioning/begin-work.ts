import { factsOf, answersOf } from '@/lib/onboarding';
import { beginOffboarding } from './begin-offboarding';
import { plan, type PlanProblem } from './plan';
import type { FailureReport, RunKind } from './run-record';
import type { Work } from './work';

const startable: readonly string[] = ['submitted', 'approved', 'held'];

/**
 * Freezes the plan of a run and starts it: flow `provisioning`, one row per action, `run.started`. A plan that cannot be
 * made ends the run with the reasons: nothing has been touched. Answers false when there is nothing more to do.
 */
export async function beginWork(work: Work): Promise<boolean> {
  const { environment, taken } = work;
  const { kind, number } = work.run();
  if (kind === 'offboarding') return beginOffboarding(work);
  if (kind === 'set_up' && !startable.includes(taken.state.flow.status)) {
    await endUnbegun(work, [{ actionId: '', code: 'flow_not_ready', args: {} }]);
    return false;
  }
  const facts = factsOf(taken.state, environment.means.clock.now());
  const planned = plan(taken.template.compiled, answersOf(taken.state), facts, taken.inventory);
  if (!planned.ok) {
    await endUnbegun(work, planned.problems);
    return false;
  }
  const { actions } = planned.plan;
  const name = wordsOf[kind].started;
  return work.start({
    status: 'running',
    plan: planned.plan,
    actions: actions.map(({ id }, place) =>
      kind === 'set_up' && place === 0 ? { action: id, status: 'working', attempts: 1 } : { action: id },
    ),
    flowStatus: kind === 'set_up' ? 'provisioning' : null,
    word: { name, details: { number, actions: actions.length } },
  });
}

export const wordsOf: Readonly<Record<Exclude<RunKind, 'offboarding'>, Readonly<{ started: string; none: string }>>> = {
  set_up: { started: 'run.started', none: 'run.undone' },
  dry_run: { started: 'dry_run.started', none: 'dry_run.done' },
};

async function endUnbegun(work: Work, problems: readonly PlanProblem[]): Promise<void> {
  const { kind, number } = work.run();
  const failure: FailureReport = {
    failed_step: problems[0]?.actionId ?? '',
    errors: problems.map(({ actionId, code, args }) => ({ action: actionId, code, args, attempts: 0 })),
    completed_steps: [],
    created_resources: [],
  };
  const name = kind === 'dry_run' ? wordsOf.dry_run.none : wordsOf.set_up.none;
  await work.store({
    end: {
      status: kind === 'dry_run' ? 'done' : 'undone',
      ended: true,
      failure,
      words: [{ name, details: { number, code: problems[0]?.code ?? '' } }],
    },
  });
}
