/** How a person wants figures and times: their language, their zone. */
export type FormatSettings = Readonly<{ locale: string; timeZone: string }>;

export type Formatters = Readonly<{
  /** 21 November 2026 */
  date: (value: Date | string) => string;
  /** 21 Nov 2026, 14:05 */
  dateTime: (value: Date | string) => string;
  /** 14:05 */
  time: (value: Date | string) => string;
  number: (value: number) => string;
  /** A share between 0 and 1. */
  percent: (value: number) => string;
  list: (values: readonly string[]) => string;
  /** "3 minutes ago", measured from `now`. */
  relative: (value: Date | string, now: Date) => string;
  /** "4 min" from milliseconds, rounded up to the unit a person would name. */
  duration: (milliseconds: number) => string;
}>;

/**
 * The formatters of one language and zone. They run on the server and their strings are passed on: browsers lack the
 * data of some languages, and a second opinion there would change text under the reader. An unknown zone falls to UTC.
 */
export function formatters({ locale, timeZone }: FormatSettings): Formatters {
  const tag = formatLocale(locale);
  const zone = knownTimeZone(timeZone);
  const dates = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: zone });
  const dateTimes = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone });
  const times = new Intl.DateTimeFormat(tag, { timeStyle: 'short', timeZone: zone });
  const numbers = new Intl.NumberFormat(tag);
  const percents = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 });
  const lists = new Intl.ListFormat(tag, { type: 'conjunction' });
  const relatives = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  return {
    date: (value) => dates.format(toDate(value)),
    dateTime: (value) => dateTimes.format(toDate(value)),
    time: (value) => times.format(toDate(value)),
    number: (value) => numbers.format(value),
    percent: (value) => percents.format(value),
    list: (values) => lists.format(values),
    relative: (value, now) => {
      const [amount, unit] = largestUnit(toDate(value).getTime() - now.getTime(), Math.round);
      return relatives.format(amount, unit);
    },
    duration: (milliseconds) => {
      const [amount, unit] = largestUnit(milliseconds, Math.ceil);
      return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
    },
  };
}

/** The tag given to `Intl`: business figures in Arabic use Latin digits unless the person's tag says otherwise. */
export const formatLocale = (locale: string): string =>
  /^ar(-|$)/.test(locale) && !locale.includes('-u-') ? `${locale}-u-nu-latn` : locale;

/** A zone that `Intl` knows, else UTC. */
export function knownTimeZone(timeZone: string | null | undefined): string {
  if (!timeZone) return 'UTC';
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

/** A date without a time (`2026-11-21`) is a day, not an instant: read at noon UTC so that no zone moves it. */
const toDate = (value: Date | string): Date =>
  value instanceof Date ? value : new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T12:00:00Z` : value);

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

function largestUnit(milliseconds: number, round: (value: number) => number): [number, (typeof units)[number][0]] {
  for (const [unit, size] of units) {
    if (Math.abs(milliseconds) >= size) return [round(milliseconds / size), unit];
  }
  return [round(milliseconds / 1000), 'second'];
}
