import type { Durable, JobArgs, Workflow } from '@/lib/platform/jobs';
import { applyAction } from './apply-action';
import type { Attempt } from './attempt';
import { beginRun } from './begin-run';
import { beginUndo, closeUndo, finishRun, keepAction } from './end-run';
import { inTenant, type Environment } from './environment';
import { needsOf } from './plan-undo';
import { readRun, type RunRef } from './run-record';
import { undoAction } from './undo-action';

/**
 * The workflow `provision-flow { tenantId, runId }`: sets a customer up, action by action, each with its receipt; walks
 * back when one fails for good. However often and wherever it is cut off, it ends `done`, `undone` or `held`. What the
 * engine remembers are ids and codes; what people see are the product's own rows.
 */
export const provisionFlow =
  (environment: Environment): Workflow =>
  async (durable, args) => {
    const ref = refOf(args);
    const begun = await durable.step('begin', () => beginRun(environment, ref));
    if (begun.next === 'nothing') return;
    if (begun.next === 'undo') return undo(environment, durable, ref, null, 'resumed');
    for (const { id, nonBlocking } of begun.actions) {
      const end = await untilItEnds(durable, `apply:${id}`, (attempt) => applyAction(environment, ref, id, attempt));
      if (end === 'stop') return;
      if (end === 'failed' && !nonBlocking) return undo(environment, durable, ref, id, 'failed');
    }
    await durable.step('finish', () => finishRun(environment, ref));
  };

/** The workflow `undo-run { tenantId, runId }`: takes back everything that a finished or held run has made. */
export const undoRunWorkflow =
  (environment: Environment): Workflow =>
  (durable, args) =>
    undo(environment, durable, refOf(args), null, 'asked');

async function undo(
  environment: Environment,
  durable: Durable,
  ref: RunRef,
  failing: string | null,
  because: string,
): Promise<void> {
  const steps = await durable.step(`undo:${because}`, async () => {
    const known = failing ?? (because === 'resumed' ? await failedActionOf(ref) : null);
    return { failing: known, plan: await beginUndo(environment, ref, known) };
  });
  const needs = await durable.step('undo:needs', () => needsByAction(ref));
  const kept = new Set<string>();
  let held = false;
  for (const { actionId, ...step } of steps.plan) {
    if (step.do === 'keep' || kept.has(actionId)) {
      await durable.step(`keep:${actionId}`, () => keepAction(ref, actionId));
      continue;
    }
    const end = await untilItEnds(durable, `undo:${actionId}`, (attempt) =>
      undoAction(environment, ref, actionId, attempt),
    );
    if (end === 'stop') return;
    if (end === 'ok') continue;
    // What could not be taken away still stands on what it needs, so that stays as well, and a person has to look.
    held = true;
    for (const id of needs[actionId] ?? []) kept.add(id);
  }
  const ends = held || steps.plan.some(({ holds }) => holds) ? 'held' : 'undone';
  await durable.step('undo:close', () => closeUndo(environment, ref, ends, steps.failing));
}

/** Attempts, with durable pauses between them, until one ends for good. */
async function untilItEnds(
  durable: Durable,
  name: string,
  attemptIt: (attempt: number) => Promise<Attempt>,
): Promise<'ok' | 'failed' | 'stop'> {
  for (let attempt = 1; ; attempt += 1) {
    const number = attempt;
    const outcome = await durable.step(`${name}#${number}`, () => attemptIt(number));
    if (outcome.end !== 'retry') return outcome.end;
    await durable.sleep(outcome.retryInMs);
  }
}

const failedActionOf = (ref: RunRef): Promise<string | null> =>
  inTenant(ref, async (tx) => (await readRun(tx, ref))?.failure?.failed_step ?? null);

const needsByAction = (ref: RunRef): Promise<Readonly<Record<string, readonly string[]>>> =>
  inTenant(ref, async (tx) => {
    const run = await readRun(tx, ref);
    const byId = new Map((run?.actions ?? []).map(({ planned }) => [planned.id, planned]));
    return Object.fromEntries([...byId.keys()].map((id) => [id, [...needsOf(id, byId)]]));
  });

function refOf({ tenantId, runId }: JobArgs): RunRef {
  if (tenantId === undefined || runId === undefined) throw new Error('A run is named by its tenant and its id');
  return { tenantId, runId };
}
