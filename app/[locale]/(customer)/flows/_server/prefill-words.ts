import { getTranslations } from 'next-intl/server';
import { formatters, isolate } from '@/lib/i18n';
import type { PrefillSource } from '@/lib/onboarding';

/** Says in words where a value comes from that nobody typed here. */
export async function prefillWords(locale: string, timeZone: string): Promise<(source: PrefillSource) => string> {
  const t = await getTranslations('journey.prefilled');
  const format = formatters({ locale, timeZone });
  return (source) => {
    switch (source.kind) {
      case 'earlier':
        return source.at === null
          ? t('earlierUndated', { title: isolate(source.title) })
          : t('earlier', { title: isolate(source.title), date: format.date(source.at) });
      case 'registry':
        return t('registry', { partner: isolate(source.ownerName) });
      case 'invitation':
        return t('invitation');
    }
  };
}
