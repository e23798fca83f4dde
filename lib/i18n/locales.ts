/** The languages in which every text of the product exists. The first is the source of truth and the last resort. */
export const locales = ['en', 'ar'] as const;
export type Locale = (typeof locales)[number];
export const defaultLocale: Locale = 'en';

/** What each language calls itself, for the language switch. */
export const localeNames: Readonly<Record<Locale, string>> = { en: 'English', ar: 'العربية' };

/** Whether a text from outside names one of our languages exactly. */
export const isLocale = (value: unknown): value is Locale => locales.some((locale) => locale === value);

/** The language for a text from outside; anything unknown is the default. */
export const toLocale = (value: unknown): Locale => (isLocale(value) ? value : defaultLocale);

/**
 * The best of our languages for an `Accept-Language` header: by quality, then by order; `ar-EG` counts for `ar`.
 * Never throws; a missing or broken header gives the default.
 */
export function negotiateLocale(acceptLanguage: string | null | undefined): Locale {
  if (!acceptLanguage) return defaultLocale;
  const wishes = acceptLanguage
    .slice(0, 500)
    .split(',')
    .map((part, order) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters.map((text) => /^\s*q=([01](?:\.\d{1,3})?)\s*$/.exec(text)?.[1]).find(Boolean);
      return { tag: tag.trim(), quality: quality === undefined ? 1 : Number(quality), order };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || a.order - b.order);
  for (const { tag } of wishes) {
    const found = locales.find((locale) => tag === locale || tag.startsWith(`${locale}-`));
    if (found) return found;
    if (tag === '*') return defaultLocale;
  }
  return defaultLocale;
}
