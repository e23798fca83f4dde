import { countryOptions } from '@/components/forms/country-options';
import type { FieldViewOption } from '@/components/forms/field-view';
import { formatLocale, formatters, knownTimeZone } from '@/lib/i18n';

/** All time zones under their region, nearest to UTC-12 first: "(GMT+03:00) Riyadh". */
export function timeZoneOptions(locale: string, other: string, now: Date): readonly FieldViewOption[] {
  const zones = Intl.supportedValuesOf('timeZone')
    .filter((zone) => zone.includes('/') && !zone.startsWith('Etc/'))
    .map((zone) => ({ zone, region: zone.slice(0, zone.indexOf('/')), minutes: offsetMinutes(zone, now) }));
  const collator = new Intl.Collator(locale);
  const options = zones
    .map(({ zone, region, minutes }) => ({
      value: zone,
      label: `(${offsetText(minutes)}) ${cityOf(zone)}`,
      group: regionName(region, locale, other),
      minutes,
    }))
    .sort(
      (one, two) =>
        collator.compare(one.group, two.group) || one.minutes - two.minutes || collator.compare(one.label, two.label),
    )
    .map(({ value, label, group }) => ({ value, label, group }));
  return [{ value: 'UTC', label: `(${offsetText(0)}) UTC` }, ...options];
}

/** A zone as its own people say it, with its place: "Arabian Standard Time, Riyadh". */
export function zoneName(timeZone: string, locale: string): string {
  const zone = knownTimeZone(timeZone);
  const named = new Intl.DateTimeFormat(formatLocale(locale), { timeZone: zone, timeZoneName: 'longGeneric' })
    .formatToParts(0)
    .find(({ type }) => type === 'timeZoneName')?.value;
  return named === undefined || named.includes(cityOf(zone)) ? cityOf(zone) : `${named} (${cityOf(zone)})`;
}

/** The currencies that are in use, by name, each with its code. */
export function currencyOptions(locale: string): readonly FieldViewOption[] {
  const names = new Intl.DisplayNames([locale], { type: 'currency' });
  return sorted(
    Intl.supportedValuesOf('currency').map((value) => ({ value, label: `${names.of(value) ?? value} (${value})` })),
    locale,
  );
}

/** Languages in which people write to each other, by their name in the reader's language. */
export function languageOptions(locale: string): readonly FieldViewOption[] {
  const names = new Intl.DisplayNames([locale], { type: 'language' });
  return sorted(
    languages.map((value) => ({ value, label: names.of(value) ?? value })),
    locale,
  );
}

/** The options of a field whose choices belong to no template; undefined for any other. */
export function usualOptions(
  type: string,
  locale: string,
  now: Date,
  other: string,
): readonly FieldViewOption[] | undefined {
  const make = makers[type];
  if (!make) return undefined;
  // Offsets change with the seasons, everything else never does.
  const key = `${type} ${locale} ${type === 'timeZone' ? now.toISOString().slice(0, 10) : ''}`;
  const known = made.get(key) ?? make(locale, now, other);
  if (made.size > 100) made.clear();
  made.set(key, known);
  return known;
}

/** The times of a meeting in the customer's zone, under their days, and the choice of none of them. */
export function slotOptions(
  slots: readonly string[],
  settings: Readonly<{ locale: string; timeZone: string }>,
  none: Readonly<{ label: string; hint: string }>,
): readonly FieldViewOption[] {
  const day = new Intl.DateTimeFormat(formatLocale(settings.locale), {
    timeZone: knownTimeZone(settings.timeZone),
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  });
  const { time } = formatters(settings);
  return [
    ...slots.map((slot) => ({ value: slot, label: time(slot), group: day.format(new Date(slot)) })),
    { value: 'ask', ...none },
  ];
}

type Maker = (locale: string, now: Date, other: string) => readonly FieldViewOption[];
const made = new Map<string, readonly FieldViewOption[]>();
const makers: Readonly<Record<string, Maker>> = {
  country: (locale) => countryOptions(locale),
  timeZone: (locale, now, other) => timeZoneOptions(locale, other, now),
  currency: (locale) => currencyOptions(locale),
  language: (locale) => languageOptions(locale),
};

/** Languages with data in `Intl` that people are written to in; regional kinds only where they are told apart. */
const languages =
  'af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ky lo lt lv mk ml mn mr ms my ne nl no pa pl ps pt pt-BR ro ru si sk sl sq sr sv sw ta te th tr uk ur uz vi zh-Hans zh-Hant zu'.split(
    ' ',
  );

/** UN regions by which `Intl` knows the continents' names. */
const regionCodes: Readonly<Record<string, string>> = {
  Africa: '002',
  America: '019',
  Antarctica: 'AQ',
  Asia: '142',
  Europe: '150',
  Australia: '053',
};

const regionName = (region: string, locale: string, other: string): string => {
  const code = regionCodes[region];
  return code === undefined ? other : (new Intl.DisplayNames([locale], { type: 'region' }).of(code) ?? region);
};

const cityOf = (zone: string): string =>
  zone
    .slice(zone.indexOf('/') + 1)
    .replaceAll('_', ' ')
    .replaceAll('/', ', ');

function offsetMinutes(timeZone: string, now: Date): number {
  const text =
    new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
      .formatToParts(now)
      .find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** "GMT+03:00", in a run of its own so that a line of Arabic leaves its sign where it is. */
function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, '0');
  return `\u2066GMT${minutes < 0 ? '\u2212' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}\u2069`;
}

const sorted = (options: readonly FieldViewOption[], locale: string): readonly FieldViewOption[] => {
  const collator = new Intl.Collator(locale);
  return [...options].sort((one, other) => collator.compare(one.label, other.label));
};
