import { describe, expect, it } from 'vitest';
import type { PartnerTaskStep } from '@/lib/flow-definition';
import { hasReturned, taskDueAt, taskReturnsAt } from './task-dates';

const step = (more: Partial<PartnerTaskStep>): PartnerTaskStep => ({
  id: 'call',
  kind: 'partner-task',
  title: { en: 'Call' },
  ...more,
});
const day = (number: number) => new Date(Date.UTC(2026, 10, number));
const never = { submittedAt: null, anchorAt: null, doneAt: null };

describe('taskDueAt', () => {
  it('counts from submission, or from the anchor and not before it', () => {
    expect(taskDueAt(step({ dueDays: 3 }), { ...never, submittedAt: day(1) })).toEqual(day(4));
    expect(taskDueAt(step({ dueDays: 3 }), never)).toBeNull();
    expect(taskDueAt(step({ dueDays: 7, anchor: 'live' }), { ...never, submittedAt: day(1) })).toBeNull();
    expect(
      taskDueAt(step({ dueDays: 7, anchor: 'live' }), { ...never, submittedAt: day(1), anchorAt: day(5) }),
    ).toEqual(day(12));
    expect(taskDueAt(step({}), { ...never, submittedAt: day(1) })).toBeNull();
  });

  it('counts what comes back from when it was last done @req M39', () => {
    const weekly = step({ dueDays: 2, anchor: 'live', everyDays: 8 });
    expect(taskDueAt(weekly, { ...never, anchorAt: day(1) })).toEqual(day(3));
    expect(taskDueAt(weekly, { ...never, anchorAt: day(1), doneAt: day(4) })).toEqual(day(12));
    expect(taskReturnsAt(8, day(4))).toEqual(day(10));
    expect(hasReturned(8, day(4), day(10))).toBe(true);
    expect(hasReturned(8, day(4), day(5))).toBe(false);
  });
});
