import path from 'node:path';
import type { Locale, TemplateName } from './cast';
import { readJson } from './world';

/**
 * What a person says to a question; `[day, month, year]` for a date, several texts for several choices or entries, the
 * parts of an address in the order in which they are asked. `null`: nothing, the question is left as it is.
 */
export type Said = string | readonly string[] | true | null;

export type Persona = Readonly<{
  /** The question as it is asked → the answer as it is given. */
  answers: Readonly<Record<string, Said>>;
  /** What is typed on the pages of credentials, by the words beside the input. `{desk.…}` is made there when it is needed. */
  secrets?: Readonly<Record<string, string>>;
  /** Field id → what must be stored after all of them were given. `sealed` for a secret. */
  stored: Readonly<Record<string, unknown>>;
}>;

/**
 * The person of a language who goes through one of the templates, with the identifier of this journey and a date that is
 * always ahead. What the person says about the items of a list stands among the other answers, for one item.
 */
export function persona(
  locale: Locale,
  identifier: string,
  today = new Date(),
  template: TemplateName = 'data-pipeline',
): Persona {
  const file = template === 'data-pipeline' ? `persona.${locale}.json` : `persona.${template}.${locale}.json`;
  const raw = readJson<Persona>(path.resolve('e2e/support', file));
  const day = new Date(Date.UTC(today.getUTCFullYear() + 1, 2, 7));
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return value
        .replaceAll('{identifier}', identifier)
        .replaceAll('{year}', String(day.getUTCFullYear()))
        .replaceAll('{date}', day.toISOString().slice(0, 10))
        .replace(/\{zone:([\w/]+)\}/, (_, zone: string) => zoneOption(zone, today));
    }
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each)]));
  };
  return fill(raw) as Persona;
}

/** A time zone as its list names it, with the offset that it has now. */
function zoneOption(timeZone: string, now: Date): string {
  const offset = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(now)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const city = timeZone.slice(timeZone.indexOf('/') + 1).replaceAll('_', ' ');
  return `(\u2066${(offset ?? 'GMT').replace('-', '\u2212')}\u2069) ${city}`;
}
