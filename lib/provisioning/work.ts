import type { Receipt } from './actions/action';
import { advance, begin, type Advance, type Change, type Started } from './advance';
import type { Environment } from './environment';
import type { PlannedAction } from './plan';
import type { ActionRecord, FailureReport, RunRecord, RunStatus } from './run-record';
import { keepSuspects } from './suspects';
import type { Item, TakenRun } from './take-run';

/** How a turn of work ended: the run is over or somebody else has it, or it pauses for so long. */
export type Turn = Readonly<{ ended: true } | { ended: false; waitMs: number }>;

export const over: Turn = { ended: true };

/**
 * A run in the hands of one worker: what is stored and what this worker knows of it are changed together. `store`
 * answers false when the run is no longer this worker's; nothing may be done for it then.
 */
export type Work = Readonly<{
  environment: Environment;
  taken: TakenRun;
  run: () => RunRecord;
  store: (what: Advance) => Promise<boolean>;
  /** Freezes the plan and starts; the run is then in the status that it was started in. */
  start: (started: Started) => Promise<boolean>;
  /** The action that was begun with the run by this worker, until its next statement; null when there is none. */
  begun: () => string | null;
  report: (failing: string | null) => FailureReport;
  /** Puts things into the inventory that an action may have made although it has no receipt; once. */
  suspect: (action: string, items: Receipt['items']) => Promise<void>;
}>;

export function openWork(environment: Environment, taken: TakenRun): Work {
  let { run, inventory } = taken;
  let begun: string | null = null;
  return {
    environment,
    taken,
    run: () => run,
    begun: () => begun,
    async store(what) {
      begun = null;
      if ((await advance(run, what, environment.means)) === 'stop') return false;
      const { change, next, end } = what;
      if (change) {
        inventory = changedItems(inventory, run, change);
        run = withAction(run, change.action, (action) => changedAction(action, change));
      }
      if (next) run = withAction(run, next.action, (action) => ({ ...action, ...next, planned: action.planned }));
      if (end?.status) run = { ...run, status: end.status satisfies RunStatus };
      if (end?.failure !== undefined) run = { ...run, failure: end.failure };
      if (end?.subject !== undefined) run = { ...run, subject: end.subject };
      return true;
    },
    async start(started) {
      if ((await begin(run, started, environment.means)) === 'stop') return false;
      const { actions } = started.plan;
      const starts = new Map(started.actions.map((each) => [each.action, each]));
      begun = started.actions.find(({ status }) => status === 'working')?.action ?? null;
      run = {
        ...run,
        status: started.status,
        keeps: started.plan.keeps ?? [],
        actions: actions.map((planned, position) => freshAction(planned, position, starts.get(planned.id))),
      };
      return true;
    },
    async suspect(action, items) {
      await keepSuspects(run, action, items, environment.means);
      inventory = changedItems(inventory, run, { action, receipt: { outputs: {}, items }, items: 'unknown' });
    },
    report: (failing) => ({
      failed_step: failing ?? run.failure?.failed_step ?? null,
      errors: run.actions.flatMap(({ planned, error, attempts }) =>
        error === null ? [] : [{ action: planned.id, code: error.code, args: error.args, attempts }],
      ),
      completed_steps: run.actions.flatMap(({ planned, receipt }) => (receipt === null ? [] : [planned.id])),
      created_resources: inventory
        .filter(({ runId }) => runId === run.runId)
        .map(({ kind, name, status }) => ({ kind, name, status })),
    }),
  };
}

const freshAction = (
  planned: PlannedAction,
  position: number,
  start: Started['actions'][number] | undefined,
): ActionRecord => ({
  planned,
  position,
  status: start?.status ?? 'waiting',
  attempts: start?.attempts ?? 0,
  receipt: start?.receipt ?? null,
  undoReceipt: null,
  error: null,
  tries: [],
  undoTries: [],
  finding: null,
  nextAttemptAt: null,
  waitUntil: null,
  startedAt: null,
  endedAt: null,
});

const withAction = (run: RunRecord, id: string, change: (action: ActionRecord) => ActionRecord): RunRecord => ({
  ...run,
  actions: run.actions.map((action) => (action.planned.id === id ? change(action) : action)),
});

const changedAction = (action: ActionRecord, change: Change): ActionRecord => ({
  ...action,
  status: change.status ?? action.status,
  attempts: change.attempts ?? action.attempts,
  receipt: change.receipt ?? action.receipt,
  undoReceipt: change.undoReceipt ?? action.undoReceipt,
  error: change.error === undefined ? action.error : change.error,
  tries: change.tries ?? action.tries,
  undoTries: change.undoTries ?? action.undoTries,
  waitUntil: action.waitUntil ?? change.waitUntil ?? null,
});

function changedItems(items: readonly Item[], { runId, kind }: RunRecord, change: Change): readonly Item[] {
  const { action, receipt } = change;
  const made = receipt?.items ?? [];
  const known = [...items];
  for (const item of made) {
    const isKnown = known.some(
      (other) =>
        other.runId === runId && other.actionId === action && other.kind === item.kind && other.name === item.name,
    );
    if (!isKnown) known.push({ ...item, runId, actionId: action, status: 'present' });
  }
  const status = change.items;
  if (status === undefined) return known;
  return known.map((item) => {
    if (item.actionId !== action || item.status === 'removed') return item;
    if (status !== 'removed' && kind !== 'offboarding' && item.runId !== runId) return item;
    return status === 'kept' && item.status !== 'present' ? item : { ...item, status };
  });
}
