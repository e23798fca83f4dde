/** The codes of all currencies that the platform knows (ISO 4217). */
export const currencyCodes = (): readonly string[] => Intl.supportedValuesOf('currency');

/** All time zones that the platform knows, and UTC, which is not in its list. */
export const timeZones = (): readonly string[] => ['UTC', ...Intl.supportedValuesOf('timeZone')];

const known = new Map<'currency' | 'timeZone', ReadonlySet<string>>();

/** Whether a text, in capitals, is the code of a currency. */
export const isCurrencyCode = (code: string): boolean => listed('currency').has(code);

/** A time zone by its IANA name in the usual spelling; null when there is none. Plain offsets are not zones. */
export function readTimeZone(text: string): string | null {
  if (listed('timeZone').has(text)) return text;
  if (!/^[A-Za-z][A-Za-z_]*(\/[A-Za-z0-9_+-]+)*$/.test(text)) return null;
  const name = text.toLowerCase();
  if (name === 'utc') return 'UTC';
  const usual = [...listed('timeZone')].find((zone) => zone.toLowerCase() === name);
  if (usual !== undefined) return usual;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return text.includes('/') ? text : null;
  } catch {
    return null;
  }
}

/** A language tag (BCP 47) in its canonical spelling; null when it is malformed or names no known language. */
export function readLanguage(text: string): string | null {
  try {
    const [tag] = Intl.getCanonicalLocales(text.replaceAll('_', '-'));
    if (tag === undefined) return null;
    const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
    return names.of(new Intl.Locale(tag).language) === undefined ? null : tag;
  } catch {
    return null;
  }
}

function listed(kind: 'currency' | 'timeZone'): ReadonlySet<string> {
  const found = known.get(kind) ?? new Set(Intl.supportedValuesOf(kind));
  known.set(kind, found);
  return found;
}
