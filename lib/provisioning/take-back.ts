import { ConnectorError } from '@/lib/connectors';
import type { ActionContext, ActionKind, Receipt } from './actions/action';
import { actionKind } from './actions/registry';
import { afterFailure, effectOf, waitFor, type Effect } from './attempt';
import { contextOf, inTenant } from './environment';
import { faultPoint } from './fault-point';
import { statusAfter } from './lifecycle';
import { needsOf, planUndo, type UndoStep } from './plan-undo';
import type { ActionRecord, RunRecord } from './run-record';
import { over, type Turn, type Work } from './work';

/** Undoing is tried longer than doing: what stays behind has to be cleared up by a person. */
const UNDO_ATTEMPTS_MAX = 6;

/**
 * Takes back what a run has made, in the exact reverse of its order, as far as it goes without a pause: everything that
 * the template says when an action has failed, everything or one action when people ask for it, everything that the
 * inventory names in an offboarding. May be cut off anywhere and begun again. The run ends `undone`, `held`, or, for an
 * offboarding that is through, `done`.
 */
export async function takeBack(work: Work): Promise<Turn> {
  const steps = stepsOf(work.run());
  const byId = new Map(work.run().actions.map(({ planned }) => [planned.id, planned]));
  const kept = new Set<string>();
  let isHeld = steps.some(({ holds }) => holds) || isUndoOfOne(work.run());
  for (const { actionId, ...step } of steps) {
    const action = work.run().actions.find(({ planned }) => planned.id === actionId);
    if (!action || action.undoReceipt !== null) continue;
    if (step.do === 'keep' || kept.has(actionId)) {
      if (action.status === 'kept') continue;
      const status = action.status === 'failed' ? 'failed' : 'kept';
      if (!(await work.store({ change: { action: actionId, status, items: 'kept' } }))) return over;
      continue;
    }
    const came = action.status === 'undo_failed' ? 'failed' : await undoOne(work, action);
    if (came === 'stop') return over;
    if (came === 'undone') continue;
    if (came !== 'failed') return { ended: false, waitMs: came.waitMs };
    // What could not be taken away still stands on what it needs, so that stays as well, and a person has to look.
    isHeld = true;
    for (const id of needsOf(actionId, byId)) kept.add(id);
  }
  await close(work, isHeld ? 'held' : 'undone');
  return over;
}

const isUndoOfOne = ({ kind, subject }: RunRecord): boolean => kind === 'set_up' && subject !== null && subject !== '*';

/** What to do with each action that may have had an effect; the same answer after a part of it has been done. */
function stepsOf(run: RunRecord): readonly UndoStep[] {
  if (run.kind === 'offboarding') {
    return run.actions.map(({ planned }) => {
      const keeps = run.keeps.includes(planned.id);
      return { actionId: planned.id, do: keeps ? 'keep' : 'undo', holds: false };
    });
  }
  const touched = run.actions
    .filter(({ status, undoReceipt }) => undoReceipt === null && !['waiting', 'skipped', 'undone'].includes(status))
    .map(({ planned }) => planned);
  if (run.subject === null) return planUndo(touched, run.failure?.failed_step ?? null).steps;
  const byId = new Map(run.actions.map(({ planned }) => [planned.id, planned]));
  const isWanted = (id: string): boolean =>
    run.subject === '*' || id === run.subject || (run.subject !== null && needsOf(id, byId).has(run.subject));
  return planUndo(
    touched.filter(({ id }) => isWanted(id)),
    null,
  ).steps;
}

type Came = 'undone' | 'failed' | 'stop' | Readonly<{ waitMs: number }>;

/** One attempt at taking an action's effect away, also one of which nobody knows whether it came about. */
async function undoOne(work: Work, action: ActionRecord): Promise<Came> {
  const { environment, taken, run } = work;
  const { id, uses } = action.planned;
  const kind = actionKind(uses);
  if (action.status !== 'failed') {
    if (!(await work.store({ next: { action: id, status: 'undoing' } }))) return 'stop';
  }
  // Without the outputs that its arguments need, an action cannot have begun.
  const context = contextOf(environment, run(), taken, action);
  const effect = await effectOf(
    async () => {
      faultPoint(`undo:${id}:beforeEffect`);
      const undone = context === null ? { removed: false } : await kind.compensate(context, action.receipt);
      if (run().kind === 'offboarding' && context && action.receipt && kind.gone) {
        if (!(await kind.gone(context, action.receipt))) throw new ConnectorError('check_failed', { check: 'gone' });
      }
      faultPoint(`undo:${id}:afterEffectBeforeReceipt`);
      return undone;
    },
    (error) => environment.onUnexpected(error, { runId: run().runId, actionId: id }),
  );
  if (!effect.ok) return afterBadUndo(work, action, effect, context === null ? [] : tracesOf(kind, context));
  const stored = await work.store({
    change: {
      action: id,
      undoReceipt: effect.value,
      ...(action.status === 'failed' ? {} : { status: 'undone' as const }),
      ended: true,
      items: 'removed',
      words: [{ name: 'action.undone', details: { actionId: id } }],
    },
  });
  if (!stored) return 'stop';
  faultPoint(`undo:${id}:afterReceipt`);
  return 'undone';
}

/** What may exist of an action; nothing where its arguments do not even give a name. */
function tracesOf(kind: ActionKind, context: ActionContext): Receipt['items'] {
  try {
    return kind.traces?.(context) ?? [];
  } catch (error) {
    if (error instanceof ConnectorError) return [];
    throw error;
  }
}

async function afterBadUndo(
  work: Work,
  action: ActionRecord,
  failed: Extract<Effect<never>, { ok: false }>,
  traces: Receipt['items'],
): Promise<Came> {
  const { environment } = work;
  const { id, backoffMs } = action.planned;
  const now = environment.means.clock.now();
  // A thing that is still there after it was taken away may be gone a little later.
  const again = failed.retryable || failed.failure.code === 'check_failed' ? { ...failed, retryable: true } : failed;
  const { tries: undoTries, retryInMs } = afterFailure(
    action.undoTries,
    again,
    { attemptsMax: UNDO_ATTEMPTS_MAX, backoffMs },
    now,
    environment.random(),
  );
  if (retryInMs !== null) {
    const { nextAt, lookAt, isSlept } = waitFor(retryInMs, now);
    const stored = await work.store({ change: { action: id, undoTries, nextAt }, end: { lookAt } });
    return stored && isSlept ? { waitMs: retryInMs } : 'stop';
  }
  // Without a receipt the inventory names nothing of it, and people would not know where to look.
  if (action.receipt === null) await work.suspect(id, traces);
  const stored = await work.store({
    change: {
      action: id,
      status: 'undo_failed',
      undoTries,
      error: failed.failure,
      ended: true,
      items: 'unknown',
      words: [{ name: 'action.undo_failed', details: { actionId: id, code: failed.failure.code } }],
    },
  });
  return stored ? 'failed' : 'stop';
}

/**
 * Ends a run that was taken back: `undone` puts the flow back to `submitted` and withdraws what the run had made true;
 * `held` leaves flow and customer for a person to look at. Keeps the inventory in the failure report.
 */
async function close(work: Work, ends: 'undone' | 'held'): Promise<void> {
  const { number, kind, failure } = work.run();
  const report = work.report(null);
  if (kind === 'offboarding') {
    const name = ends === 'held' ? 'offboarding.held' : 'offboarding.done';
    const status = ends === 'held' ? 'held' : 'done';
    const bad = ends === 'held' ? report : null;
    await work.store({
      end: { status, ended: true, failure: bad, words: [{ name, details: { number }, record: report }] },
    });
    return;
  }
  const isEmpty = report.errors.length === 0 && failure === null;
  await work.store({
    end: {
      status: ends,
      ended: true,
      failure: isEmpty && ends === 'undone' ? null : report,
      flowStatus: ends === 'undone' ? 'submitted' : 'held',
      ...(ends === 'undone'
        ? { rest: 'skipped' as const, withdraw: true as const, ...(await rewound(work)) }
        : { rest: 'skipped' as const }),
      words: [{ name: ends === 'undone' ? 'run.undone' : 'run.held', details: { number }, record: report }],
    },
  });
}

/**
 * Puts the customer where the facts that are left now lead: what was taken back may have withdrawn some. A customer in
 * a status that the template does not know stays so.
 */
async function rewound({
  taken: { definition, run },
}: Work): Promise<Readonly<{ customer?: Readonly<{ from: string; to: string }> }>> {
  const now = await inTenant(run, async (tx) => {
    const [row] = await tx.$queryRaw<{ status: string; names: string[] }[]>`
      select c.status, array(select m.name from flow_milestones m
        where m.tenant_id = c.tenant_id and m.flow_id = ${run.flowId}::uuid and m.withdrawn_at is null) as names
      from customers c where c.tenant_id = ${run.tenantId}::uuid`;
    return row;
  });
  const first = definition.lifecycle[0]?.from;
  if (!now || first === undefined) return {};
  const from = now.status;
  if (!definition.lifecycle.some((rule) => rule.from === from || rule.to === from)) return {};
  const left = now.names.filter((name) => name !== 'provisioned' && !name.startsWith('secret_revealed:'));
  const to = statusAfter(definition, first, ['started', ...left]);
  return from === to ? {} : { customer: { from, to } };
}
