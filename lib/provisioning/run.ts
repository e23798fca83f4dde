import type { JobArgs, Workflow } from '@/lib/platform/jobs';
import { beginWork } from './begin-work';
import { carryOut } from './carry-out';
import type { Environment } from './environment';
import { lookOnly } from './look-only';
import { openUndo } from './open-undo';
import type { RunRef } from './run-record';
import { takeBack } from './take-back';
import { takeRun } from './take-run';
import { openWork, over, type Turn } from './work';

/**
 * The workflow `provision-flow { tenantId, runId }`: sets a customer up, action by action, each with its receipt; walks
 * back when one fails for good. However often and wherever it is cut off, it ends `done`, `undone` or `held`, or waits.
 * The receipts are what a run is continued from, so the engine keeps one step per stretch without a pause.
 */
export const provisionFlow =
  (environment: Environment): Workflow =>
  async (durable, args) => {
    const ref = refOf(args);
    for (let turn = 1; ; turn += 1) {
      const came = await durable.step(`work#${turn}`, () => workOn(environment, ref));
      if (came.ended) return;
      await durable.sleep(came.waitMs);
    }
  };

/**
 * The workflow `undo-run { tenantId, runId, actionId? }`: takes back everything that a finished or held run has made, or
 * one action with all that needs it.
 */
export const undoRunWorkflow =
  (environment: Environment): Workflow =>
  async (durable, args) => {
    await durable.step('open', () => openUndo(environment, refOf(args), args.actionId ?? '*'));
    await provisionFlow(environment)(durable, args);
  };

/** The workflow `offboard-run { tenantId, runId }`: takes away what the inventory names, and looks whether it is gone. */
export const offboardWorkflow = provisionFlow;

/** One stretch of work on a run: whatever its kind and state, as far as it goes without a pause. */
async function workOn(environment: Environment, ref: RunRef): Promise<Turn> {
  const taken = await takeRun(ref);
  if (taken === null) return over;
  const work = openWork(environment, taken);
  if (taken.run.status === 'planned' && !(await beginWork(work))) return over;
  const { kind, status } = work.run();
  if (status === 'undoing') return takeBack(work);
  return kind === 'dry_run' ? lookOnly(work) : carryOut(work);
}

function refOf({ tenantId, runId }: JobArgs): RunRef {
  if (tenantId === undefined || runId === undefined) throw new Error('A run is named by its tenant and its id');
  return { tenantId, runId };
}
