import { actionKind } from './actions/registry';
import { effectOf } from './attempt';
import type { Change } from './advance';
import { contextOf } from './environment';
import type { ActionRecord, Finding } from './run-record';
import { over, type Turn, type Work } from './work';

/**
 * A dry run: asks of each action whether what it makes is there already, and carries out those that only look. Changes
 * nothing anywhere. Every action ends with a finding; an action that builds on something that is not there yet would be
 * made after it.
 */
export async function lookOnly(work: Work): Promise<Turn> {
  let change: Change | null = null;
  for (const action of work.run().actions) {
    if (action.finding !== null) continue;
    const next = { action: action.planned.id, status: 'working' as const, attempts: 1 };
    const begun: boolean = await work.store({ change, next });
    if (!begun) return over;
    change = await find(work, action);
  }
  const last = change?.error ? [{ action: change.action, ...change.error, attempts: 1 }] : [];
  const report = work.report(null);
  const errors = [...report.errors, ...last];
  const { number } = work.run();
  await work.store({
    change,
    end: {
      status: 'done',
      ended: true,
      failure: errors.length === 0 ? null : { ...report, errors, completed_steps: [] },
      words: [{ name: 'dry_run.done', details: { number, failing: errors.length } }],
    },
  });
  return over;
}

async function find(work: Work, action: ActionRecord): Promise<Change> {
  const { environment, run, taken } = work;
  const { id, uses } = action.planned;
  const kind = actionKind(uses);
  const context = contextOf(environment, run(), taken, action);
  if (context === null) return found(id, kind.await ? 'would_wait' : 'would_create');
  const effect = await effectOf(
    async () => (await kind.probe(context)) ?? (kind.looksOnly ? await kind.apply(context) : null),
    (error) => environment.onUnexpected(error, { runId: run().runId, actionId: id }),
  );
  if (!effect.ok) {
    return { action: id, status: 'failed', error: effect.failure, finding: { result: 'would_fail' }, ended: true };
  }
  if (effect.value === null) return found(id, kind.await ? 'would_wait' : 'would_create');
  // Nothing is made, so nothing enters the inventory; what is there already tells later actions what they ask for.
  return { ...found(id, 'exists'), receipt: { outputs: effect.value.outputs, items: [] } };
}

const found = (action: string, result: Finding['result']): Change => ({
  action,
  status: 'verified',
  finding: { result },
  error: null,
  ended: true,
});
