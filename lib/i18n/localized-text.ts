import { IntlMessageFormat } from 'intl-messageformat';
import { defaultLocale } from './locales';
import { formatLocale } from './format';

/** A text that belongs to a template: language → ICU message. */
export type TextByLocale = Readonly<Record<string, string>>;
export type TextValues = Readonly<Record<string, string | number | boolean | Date>>;

/** A text that was chosen and filled in, with the language it is really in (for `lang` when it is not the page's). */
export type ChosenText = Readonly<{ text: string; lang: string }>;

/**
 * Chooses a template text by the chain asked-for language → its base (`ar-EG` → `ar`) → `fallback` → English → any, and
 * fills in its ICU arguments. A broken message or a missing argument shows the raw text: a person must still be able
 * to read the question, and publishing has refused such messages before.
 */
export function chooseText(
  text: TextByLocale,
  locale: string,
  fallback: string = defaultLocale,
  values: TextValues = {},
): ChosenText {
  const chain = [locale, locale.split('-')[0] ?? locale, fallback, defaultLocale];
  const lang = chain.find((tag) => text[tag] !== undefined && text[tag] !== '') ?? Object.keys(text)[0];
  const raw = lang === undefined ? undefined : text[lang];
  if (lang === undefined || raw === undefined) return { text: '', lang: locale };
  return { text: format(raw, lang, values), lang };
}

/** The text alone, where the page carries no `lang` of its own. */
export const localizedText = (
  text: TextByLocale,
  locale: string,
  fallback: string = defaultLocale,
  values: TextValues = {},
): string => chooseText(text, locale, fallback, values).text;

function format(raw: string, lang: string, values: TextValues): string {
  // Most template texts have no argument; parsing them would be the larger part of rendering a step.
  if (!/[{'<]/.test(raw)) return raw;
  try {
    return String(compiled(raw, lang).format({ ...values }));
  } catch {
    return raw;
  }
}

const cache = new Map<string, IntlMessageFormat>();

function compiled(raw: string, lang: string): IntlMessageFormat {
  const key = `${lang}\n${raw}`;
  const known = cache.get(key);
  if (known) return known;
  // Templates are many and long-lived processes few: forget everything now and then rather than grow without bound.
  if (cache.size >= 5000) cache.clear();
  const message = new IntlMessageFormat(raw, formatLocale(lang), undefined, { ignoreTag: true });
  cache.set(key, message);
  return message;
}
