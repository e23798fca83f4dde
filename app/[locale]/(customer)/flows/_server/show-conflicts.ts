import { getTranslations } from 'next-intl/server';
import type { ShownConflict } from '@/components/onboarding/step-page';
import type { Refusal } from '@/lib/errors';
import { formatters, isolate, type Locale } from '@/lib/i18n';
import type { FieldConflict } from '@/lib/onboarding';
import { answerTexts } from './answer-text';

/** Puts the conflicts of a refused save into the reader's words; any other refusal stays as it is. */
export async function withShownConflicts(refusal: Refusal, locale: Locale): Promise<Refusal> {
  if (refusal.code !== 'conflict') return refusal;
  const timeZone = String(refusal.detail?.['timeZone'] ?? 'UTC');
  const [t, write] = await Promise.all([
    getTranslations({ locale, namespace: 'step.conflict' }),
    answerTexts(locale, timeZone),
  ]);
  const format = formatters({ locale, timeZone });
  const conflicts = (refusal.detail?.['conflicts'] ?? []) as readonly FieldConflict[];
  const shown = conflicts.map(({ fieldId, label, stored, base, at, by }): ShownConflict => {
    const sentence =
      at === null
        ? t('emptied', { label })
        : by === null
          ? t('byPartner', { label, time: format.time(at) })
          : t('byName', { name: isolate(by), label, time: format.time(at) });
    return { fieldId, sentence, stored: write(stored)?.lines ?? [], base };
  });
  return { ...refusal, detail: { ...refusal.detail, conflicts: shown } };
}
