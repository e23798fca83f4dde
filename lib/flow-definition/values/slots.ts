import type { FieldRules } from '../types';
import { addDays, isCalendarDate } from './dates';

export type SlotRules = NonNullable<FieldRules['slots']>;

/** The answer of somebody whom none of the times suits. */
export const askForOther = 'ask';

/**
 * The starts of the meetings that are offered, as UTC (`2026-11-23T09:00:00Z`), in order: on the weekdays of the rule,
 * from its first hour until the last meeting ends with its last hour, by the clock of the zone. `leadDays` days after
 * `today` is the first day. Hours that a change of the clocks leaves out are not offered.
 */
export function offeredSlots(rules: SlotRules, today: string, timeZone: string): readonly string[] {
  if (!isCalendarDate(today)) return [];
  const slots: string[] = [];
  for (let offset = 0; offset < rules.days; offset += 1) {
    const day = addDays(today, rules.leadDays + offset);
    if (!rules.weekdays.includes(weekdayOf(day))) continue;
    const [first, last] = [rules.fromHour * 60, rules.toHour * 60 - rules.durationMinutes];
    for (let minute = first; minute <= last; minute += rules.durationMinutes) {
      const slot = instantOf(day, minute, timeZone);
      if (slot !== null) slots.push(slot);
    }
  }
  return slots;
}

/** Whether a text is an instant as slots are written. */
export const isSlot = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:00Z$/.test(text) && isCalendarDate(text.slice(0, 10));

/** Monday is 1, Sunday 7. */
const weekdayOf = (day: string): number => ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;

/** The instant at which the clocks of a zone show this minute of this day; null when they never do. */
function instantOf(day: string, minute: number, timeZone: string): string | null {
  const wall = Date.parse(`${day}T00:00:00Z`) + minute * 60_000;
  let instant = wall - offsetAt(wall, timeZone);
  instant = wall - offsetAt(instant, timeZone);
  if (instant + offsetAt(instant, timeZone) !== wall) return null;
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}
