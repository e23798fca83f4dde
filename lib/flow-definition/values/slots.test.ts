import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isSlot, offeredSlots } from './slots';

const rules = { durationMinutes: 60, weekdays: [1, 2, 3, 4, 5], fromHour: 9, toHour: 12, leadDays: 1, days: 7 };

describe('offeredSlots', () => {
  it('offers the hours of the rule by the clock of the zone @req G9', () => {
    // The day before is a Saturday, so the first day is a Sunday and the first meeting on Monday.
    const slots = offeredSlots(rules, '2026-11-21', 'Asia/Dubai');
    expect(slots).toHaveLength(15);
    expect(slots.slice(0, 3)).toEqual(['2026-11-23T05:00:00Z', '2026-11-23T06:00:00Z', '2026-11-23T07:00:00Z']);
    expect(offeredSlots(rules, '2026-11-21', 'UTC')[0]).toBe('2026-11-23T09:00:00Z');
    expect(offeredSlots({ ...rules, weekdays: [7] }, '2026-11-21', 'Asia/Kolkata')[0]).toBe('2026-11-22T03:30:00Z');
  });

  it('follows the clocks through their change, and leaves out hours that do not happen', () => {
    const spring = offeredSlots(
      { ...rules, weekdays: [7], fromHour: 1, toHour: 5, days: 1 },
      '2027-03-27',
      'Europe/Berlin',
    );
    expect(spring).toEqual(['2027-03-28T00:00:00Z', '2027-03-28T01:00:00Z', '2027-03-28T02:00:00Z']);
    const before = offeredSlots({ ...rules, days: 1 }, '2027-03-25', 'Europe/Berlin')[0];
    const after = offeredSlots({ ...rules, days: 1 }, '2027-03-28', 'Europe/Berlin')[0];
    expect([before, after]).toEqual(['2027-03-26T08:00:00Z', '2027-03-29T07:00:00Z']);
  });

  it('offers only instants in order, on the weekdays and hours of the zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'Africa/Cairo', 'Europe/London'),
        fc.integer({ min: 0, max: 700 }).map((day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)),
        (timeZone, today) => {
          const slots = offeredSlots(rules, today, timeZone);
          expect(slots).toEqual([...new Set(slots)].sort());
          for (const slot of slots) {
            expect(isSlot(slot)).toBe(true);
            const hour = Number(
              new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(new Date(slot)),
            );
            const weekday = new Intl.DateTimeFormat('en', { timeZone, weekday: 'short' }).format(new Date(slot));
            expect([9, 10, 11]).toContain(hour);
            expect(['Mon', 'Tue', 'Wed', 'Thu', 'Fri']).toContain(weekday);
          }
        },
      ),
      { numRuns: 60, seed: 54 },
    );
  });

  it('offers nothing without a day to count from', () => {
    expect(offeredSlots(rules, 'soon', 'UTC')).toEqual([]);
  });
});
