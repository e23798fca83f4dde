import { createTranslator } from 'use-intl/core';
import type { Locale } from './locales';
import { loadMessages } from './messages';

/** Texts by their full key (`errors.internal.title`), for code that finds keys at run time, such as a refusal's. */
export type Translator = Readonly<{
  text: (key: string, values?: Readonly<Record<string, string | number | boolean | Date>>) => string;
  has: (key: string) => boolean;
}>;

/**
 * The texts of a language outside of pages: REST answers, refusals, mail. Needs no request, so worker and tests use it
 * too. A key without a text gives the key.
 */
export async function translatorFor(locale: Locale): Promise<Translator> {
  const translate = createTranslator({
    locale,
    messages: await loadMessages(locale),
    timeZone: 'UTC',
    onError: () => undefined,
    getMessageFallback: ({ key }) => key,
  }) as unknown as {
    (key: string, values?: Record<string, string | number | Date>): string;
    has: (key: string) => boolean;
  };
  return {
    has: (key) => translate.has(key),
    text: (key, values = {}) =>
      translate(
        key,
        Object.fromEntries(
          Object.entries(values).map(([name, value]) => [name, typeof value === 'boolean' ? String(value) : value]),
        ),
      ),
  };
}
