/** Whether the text is a day that exists, as `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1900 || year > 2200) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** A bound of a date field as a day: an ISO date, or `today`, `today+30`, `today-7`. Null when it is neither. */
export function boundAsDate(bound: string, today: string): string | null {
  if (isCalendarDate(bound)) return bound;
  const match = /^today(?:([+-])(\d{1,5}))?$/.exec(bound);
  if (match === null || !isCalendarDate(today)) return null;
  return addDays(today, Number(`${match[1] ?? '+'}${match[2] ?? '0'}`));
}

/** The day so many days later, or earlier when negative. */
export function addDays(day: string, days: number): string {
  const start = Date.parse(`${day}T00:00:00Z`);
  return new Date(start + days * 86_400_000).toISOString().slice(0, 10);
}
