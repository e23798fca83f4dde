import path from 'node:path';
import type { Locale } from './cast';
import { readJson } from './world';

/** What a person says to a question; `[day, month, year]` for a date, several texts for several choices or entries. */
export type Said = string | readonly string[] | true;

export type Persona = Readonly<{
  /** The question as it is asked → the answer as it is given. */
  answers: Readonly<Record<string, Said>>;
  /** Field id → what must be stored after all of them were given. `sealed` for a secret. */
  stored: Readonly<Record<string, unknown>>;
}>;

/** The person of a language, with the identifier of this journey and a date that is always ahead. */
export function persona(locale: Locale, identifier: string, today = new Date()): Persona {
  const raw = readJson<Persona>(path.resolve('e2e/support', `persona.${locale}.json`));
  const day = new Date(Date.UTC(today.getUTCFullYear() + 1, 2, 7));
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return value
        .replaceAll('{identifier}', identifier)
        .replaceAll('{year}', String(day.getUTCFullYear()))
        .replaceAll('{date}', day.toISOString().slice(0, 10));
    }
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each)]));
  };
  return fill(raw) as Persona;
}
