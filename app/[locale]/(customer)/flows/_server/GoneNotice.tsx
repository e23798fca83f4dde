import { getTranslations } from 'next-intl/server';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { draftKeptDays } from '@/lib/drafts';

/** On the home of a flow: the page that was opened or sent is not asked any more, and what became of the typing. */
export async function GoneNotice() {
  const t = await getTranslations('draft.gone');
  return (
    <div data-state="step-gone">
      <InsetNotice tone="info" title={t('title')} role="status">
        {t('text', { days: draftKeptDays })}
      </InsetNotice>
    </div>
  );
}
