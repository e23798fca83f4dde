import { getTranslations } from 'next-intl/server';
import { formatters, isolateLtr, type Locale } from '@/lib/i18n';
import type { ShownAnswer } from '@/lib/onboarding';
import { zoneName } from './choices';

/** An answer as lines of text; `machine` lines are set apart in Latin direction. Null when nothing was answered. */
export type AnswerText = Readonly<{ lines: readonly string[]; machine: boolean }> | null;

/** Writes answers in the reader's language and the customer's zone. */
export async function answerTexts(locale: Locale, timeZone: string): Promise<(answer: ShownAnswer) => AnswerText> {
  const [form, common, review, credentials] = await Promise.all([
    getTranslations({ locale, namespace: 'form' }),
    getTranslations({ locale, namespace: 'common' }),
    getTranslations({ locale, namespace: 'review' }),
    getTranslations({ locale, namespace: 'credentials' }),
  ]);
  const format = formatters({ locale, timeZone });
  const countries = new Intl.DisplayNames([locale], { type: 'region' });
  const words = (...lines: string[]) => ({ lines, machine: false });
  const write = (answer: ShownAnswer): AnswerText => {
    switch (answer.kind) {
      case 'none':
        return null;
      case 'text':
      case 'machine':
        return answer.lines.length === 0 ? null : { lines: answer.lines, machine: answer.kind === 'machine' };
      case 'yes':
      case 'no':
        return words(form(answer.kind));
      case 'sealed':
        return words(common('notShown'));
      case 'credential':
        return words(credentials(`shown.${answer.state}`, { fingerprint: isolateLtr(answer.fingerprint ?? '') }));
      case 'agreed':
        return words(review('agreed', { version: isolateLtr(answer.version) }));
      case 'date':
        return words(format.date(answer.value));
      case 'slot':
        return words(form('slotIn', { time: format.dateTime(answer.value), zone: zoneName(timeZone, locale) }));
      case 'askForSlot':
        return words(form('noSlot'));
      case 'number':
        return words(format.number(answer.value));
      case 'country':
        return words(countries.of(answer.value) ?? answer.value);
      case 'timeZone':
        return words(zoneName(answer.value, locale));
      case 'items':
        return words(
          ...answer.items.map(({ answers }) => answers.flatMap((each) => write(each)?.lines ?? []).join(' · ')),
        );
    }
  };
  return write;
}
