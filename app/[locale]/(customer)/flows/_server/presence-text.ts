import { formatters, isolate, type Locale } from '@/lib/i18n';
import { translatorFor } from '@/lib/i18n/translator';

/** Who else is on a page, as one sentence; empty when nobody is. */
export async function presenceText(names: readonly string[], locale: Locale): Promise<string> {
  if (names.length === 0) return '';
  const { text } = await translatorFor(locale);
  const { list } = formatters({ locale, timeZone: 'UTC' });
  return text('people.presence', { names: list(names.map(isolate)), count: names.length });
}
