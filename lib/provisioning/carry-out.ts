import { actionKind } from './actions/registry';
import type { NotYet, Receipt } from './actions/action';
import type { Change, Word } from './advance';
import { arrivalsStored } from './arrival-lock';
import { afterFailure, effectOf, failuresOf, patienceOf, waitFor, type Effect } from './attempt';
import { contextOf } from './environment';
import { faultPoint } from './fault-point';
import { statusAfter } from './lifecycle';
import type { ActionFailure, ActionRecord, RunRecord } from './run-record';
import { handOverSuspects } from './suspects';
import { takeBack } from './take-back';
import { over, type Turn, type Work } from './work';

/** How often a wait for another system's own work is looked at. */
const LOOK_EVERY_MS = 10_000;
/** How often a wait for somebody who calls us is looked at all the same, in case the call was lost. */
const LOOK_AGAIN_MS = 300_000;

type Done = Readonly<{ receipt: Receipt; isNew: boolean }>;
type Came = Readonly<
  | { end: 'verified'; receipt: Receipt; isNew: boolean }
  | { end: 'not_yet'; notYet: NotYet }
  | { end: 'failed'; failed: Extract<Effect<never>, { ok: false }>; done: Done | null }
>;

/**
 * Carries out what is left of a run, action by action, as far as it goes without a pause; walks back when one fails for
 * good. Between two actions there is one statement, so it may be cut off anywhere and begun again.
 */
export async function carryOut(work: Work): Promise<Turn> {
  const { environment } = work;
  let change: Change | null = null;
  for (const { planned } of work.run().actions) {
    const action = work.run().actions.find((each) => each.planned.id === planned.id);
    if (!action || ['verified', 'failed', 'skipped'].includes(action.status)) continue;
    const attempts = failuresOf(action.tries) + 1;
    const begun: boolean =
      work.begun() === planned.id ||
      (await work.store({ change, next: { action: planned.id, status: 'working', attempts } }));
    if (!begun) return over;
    if (change?.receipt) faultPoint(`apply:${change.action}:afterReceipt`);
    const came = await attempt(work, action);
    if (came.end === 'verified') {
      change = verified(work, action, came, attempts);
      continue;
    }
    if (came.end === 'not_yet') {
      const isLate = lateness(work, action, came.notYet);
      if (!isLate) return pauseFor(work, action, came.notYet);
    }
    const settled = settle(work, action, came);
    if (settled.retryInMs !== null) {
      const { nextAt, lookAt, isSlept } = waitFor(settled.retryInMs, environment.means.clock.now());
      const stored = await work.store({ change: { ...settled.change, nextAt }, end: { lookAt } });
      if (stored && settled.change.receipt) faultPoint(`apply:${planned.id}:afterReceipt`);
      return stored && isSlept ? { ended: false, waitMs: settled.retryInMs } : over;
    }
    change = settled.change;
    if (!planned.nonBlocking) return turnRound(work, change);
  }
  return finish(work, change);
}

/** One attempt: look whether the effect is there, else bring it about, and check that it is as promised. */
async function attempt({ environment, taken, run }: Work, action: ActionRecord): Promise<Came> {
  const { id, uses } = action.planned;
  const kind = actionKind(uses);
  const context = contextOf(environment, run(), taken, action);
  const missing = missingNeed(run(), action);
  if (missing !== null || context === null) {
    return { end: 'failed', failed: failedBy('need_failed', { need: missing ?? '' }), done: null };
  }
  const unexpected = (error: unknown): void => environment.onUnexpected(error, { runId: run().runId, actionId: id });
  let receipt = action.receipt;
  if (receipt === null) {
    const effect = await effectOf(async (): Promise<Receipt | NotYet> => {
      faultPoint(`apply:${id}:beforeEffect`);
      let done = kind.applyLooks ? null : await kind.probe(context);
      if (done === null && kind.await) {
        const answer = await kind.await(context);
        if (!answer.ready) return answer;
        done = answer.receipt;
      }
      done ??= await kind.apply(context);
      faultPoint(`apply:${id}:afterEffectBeforeReceipt`);
      return done;
    }, unexpected);
    if (!effect.ok) return { end: 'failed', failed: effect, done: null };
    if ('ready' in effect.value) return { end: 'not_yet', notYet: effect.value };
    receipt = effect.value;
  }
  const promised = receipt;
  const done = { receipt, isNew: action.receipt === null };
  const checked = await effectOf(() => kind.verify(context, promised), unexpected);
  return checked.ok ? { end: 'verified', ...done } : { end: 'failed', failed: checked, done };
}

function verified({ run }: Work, { planned }: ActionRecord, came: Done, attempts: number): Change {
  return {
    action: planned.id,
    status: 'verified',
    attempts,
    error: null,
    ended: true,
    ...receiptOf(run(), planned.id, came),
  };
}

/** What a failed attempt leads to; when it was the last one, the action has failed. */
function settle(
  { environment, run }: Work,
  action: ActionRecord,
  came: Exclude<Came, { end: 'verified' }>,
): Readonly<{ change: Change; retryInMs: number | null }> {
  const { id, nonBlocking } = action.planned;
  const failed = came.end === 'failed' ? came.failed : failedBy('waited_too_long', {});
  const now = environment.means.clock.now();
  const { tries, retryInMs } = afterFailure(action.tries, failed, patienceOf(action), now, environment.random());
  const attempts = Math.max(1, failuresOf(tries));
  const done = came.end === 'failed' && came.done !== null ? receiptOf(run(), id, came.done) : {};
  const change = { action: id, attempts, tries, error: failed.failure, ...done };
  if (retryInMs !== null)
    return { change: { ...change, status: came.end === 'failed' && came.done ? 'applied' : 'working' }, retryInMs };
  const word = { name: 'action.failed', details: { actionId: id, code: failed.failure.code, attempts, nonBlocking } };
  return { change: { ...change, status: 'failed', ended: true, words: [...(done.words ?? []), word] }, retryInMs };
}

/** A receipt is told of once, with the first statement that stores it. */
const receiptOf = (
  run: RunRecord,
  actionId: string,
  { receipt, isNew }: Done,
): Readonly<{ receipt?: Receipt; words?: readonly Word[] }> =>
  isNew ? { receipt, words: [{ name: 'action.applied', details: { actionId } }] } : {};

const lateness = ({ environment }: Work, { waitUntil }: ActionRecord, { until }: NotYet): boolean =>
  (waitUntil ?? until) <= environment.means.clock.now();

/**
 * The run waits without a worker, until something asks again or the time is up. What came between the question and the
 * wait would go unheard, so the question is put once more.
 */
async function pauseFor(work: Work, action: ActionRecord, notYet: NotYet): Promise<Turn> {
  const { planned, waitUntil } = action;
  const until = waitUntil ?? notYet.until;
  const pause = notYet.for === 'processing' ? LOOK_EVERY_MS : LOOK_AGAIN_MS;
  const lookAt = new Date(Math.min(work.environment.means.clock.now().getTime() + pause, until.getTime()));
  const told = waitUntil === null ? [{ name: 'run.waiting', details: { actionId: planned.id, for: notYet.for } }] : [];
  const stored = await work.store({
    change: { action: planned.id, status: 'paused', waitUntil: until, words: told },
    end: { status: 'waiting', waitFor: notYet.for, waitUntil: until, waiting: planned.id, lookAt },
  });
  if (!stored || notYet.for === 'processing') return over;
  await arrivalsStored(work.run());
  const context = contextOf(work.environment, work.run(), work.taken, action);
  const again =
    context &&
    (await effectOf(
      async () => actionKind(planned.uses).await?.(context),
      () => undefined,
    ));
  const isStill = again === null || (again.ok && again.value?.ready !== true);
  return isStill ? over : { ended: false, waitMs: 0 };
}

/** From now on the run is `undoing`; what failed and why is kept with it. */
async function turnRound(work: Work, change: Change): Promise<Turn> {
  const failing = change.action;
  const report = work.report(failing);
  const error = change.error;
  const errors = error
    ? [
        ...report.errors.filter(({ action }) => action !== failing),
        { action: failing, ...error, attempts: change.attempts ?? 1 },
      ]
    : report.errors;
  const stored = await work.store({
    change,
    end: {
      status: 'undoing',
      failure: { ...report, errors },
      flowStatus: 'provisioning',
      words: [{ name: 'run.undoing', details: { failing } }],
    },
  });
  if (!stored) return over;
  if (change.receipt) faultPoint(`apply:${failing}:afterReceipt`);
  return takeBack(work);
}

/** Run and flow `done`, milestone `provisioned`, the customer's status as the template declares. */
async function finish(work: Work, change: Change | null): Promise<Turn> {
  const { run, taken, environment } = work;
  if (run().number > 1) await handOverSuspects(run(), cameAbout(run(), change), environment.means);
  const errors = reportWith(work, change);
  const from = taken.state.customer.status;
  const to = statusAfter(taken.definition, from, ['started', 'provisioned', ...Object.keys(taken.state.milestones)]);
  const stored = await work.store({
    change,
    end: {
      status: 'done',
      ended: true,
      failure: errors,
      flowStatus: 'done',
      milestone: 'provisioned',
      ...(from === to ? {} : { customer: { from, to } }),
      words: [{ name: 'run.done', details: { number: run().number } }],
    },
  });
  if (stored && change?.receipt) faultPoint(`apply:${change.action}:afterReceipt`);
  return over;
}

/** The actions that have come about by the end of a run, the last of which is not stored yet. */
const cameAbout = ({ actions }: RunRecord, last: Change | null): readonly string[] => [
  ...actions.flatMap(({ planned, status }) => (status === 'verified' ? [planned.id] : [])),
  ...(last?.status === 'verified' ? [last.action] : []),
];

/** The report of a run that ends well although an action without weight has failed; null when none has. */
function reportWith({ report }: Work, change: Change | null) {
  const { errors, ...rest } = report(null);
  const last = change?.error ? [{ action: change.action, ...change.error, attempts: change.attempts ?? 1 }] : [];
  const all = [...errors.filter(({ action }) => action !== change?.action), ...last];
  return all.length === 0 ? null : { ...rest, errors: all };
}

/** The first action that this one needs and that has not come about: one that failed without blocking. */
const missingNeed = (run: RunRecord, { planned }: ActionRecord): string | null =>
  planned.needs.find((id) => {
    const need = run.actions.find((other) => other.planned.id === id);
    return need === undefined || (need.status !== 'verified' && need.status !== 'applied');
  }) ?? null;

const failedBy = (code: string, args: ActionFailure['args']): Extract<Effect<never>, { ok: false }> => ({
  ok: false,
  failure: { code, args },
  retryable: false,
  retryAfterMs: null,
});
