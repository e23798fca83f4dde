import type { PartnerTaskStep } from '@/lib/flow-definition';

const dayMs = 86_400_000;

/** When the things happened from which a task's dates follow. */
export type TaskTimes = Readonly<{
  submittedAt: Date | null;
  /** When the milestone that the task names as its anchor was reached. */
  anchorAt: Date | null;
  /** When it was last done, whether or not it has come back since. */
  doneAt: Date | null;
}>;

/**
 * When a task should be done: so many days after submission, or after its anchor; one that comes back, so many days
 * after it was last done. Null without a term, and before that from which the days are counted.
 */
export function taskDueAt(step: PartnerTaskStep, { submittedAt, anchorAt, doneAt }: TaskTimes): Date | null {
  if (step.everyDays !== undefined && doneAt !== null) return new Date(doneAt.getTime() + step.everyDays * dayMs);
  const from = step.anchor === undefined ? submittedAt : anchorAt;
  return step.dueDays === undefined || from === null ? null : new Date(from.getTime() + step.dueDays * dayMs);
}

/** From when a task that comes back is open again: for its last quarter, so that there is time to do it. */
export const taskReturnsAt = (everyDays: number, doneAt: Date): Date =>
  new Date(doneAt.getTime() + everyDays * 0.75 * dayMs);

/** Whether a mark that is no longer there was done all the same: it came back by itself, nobody took it back. */
export const hasReturned = (everyDays: number, at: Date, withdrawnAt: Date): boolean =>
  withdrawnAt >= taskReturnsAt(everyDays, at);
