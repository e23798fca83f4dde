import { existsSync } from 'node:fs';
import path from 'node:path';
import { createTranslator } from 'use-intl/core';
import type { Locale } from './cast';
import { readJson } from './world';

/**
 * The product's own texts, by surface and key: the tests look for what people read, in the language they read it. Tags
 * for emphasis are taken away.
 */
export const words =
  (locale: Locale) =>
  (key: string, values: Record<string, string | number> = {}): string => {
    const [surface = '', ...rest] = key.split('.');
    const file = path.resolve('messages', locale, `${surface}.json`);
    if (!existsSync(file)) throw new Error(`There is no surface ${surface}`);
    const translate = createTranslator({
      // Figures are Latin digits in Arabic too; the type knows our languages only.
      locale: (locale === 'ar' ? 'ar-u-nu-latn' : locale) as Locale,
      messages: readJson<Record<string, never>>(file),
      onError: (error) => {
        throw error;
      },
    }) as unknown as { markup: (key: string, values: Record<string, unknown>) => string };
    const plain = (chunks: string): string => chunks;
    return translate.markup(rest.join('.'), { ltr: plain, ...values });
  };

export type Words = ReturnType<typeof words>;

/** Text as a reader sees it: without the invisible marks that keep names from turning sentences around. */
export const seen = (text: string): string =>
  text
    .replace(/[\u2066-\u2069\u200e\u200f\u00a0]/g, (mark) => (mark === '\u00a0' ? ' ' : ''))
    .replace(/\s+/g, ' ')
    .trim();
