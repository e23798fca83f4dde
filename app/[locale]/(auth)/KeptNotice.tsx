import { getTranslations } from 'next-intl/server';
import { InsetNotice } from '@/components/ui/InsetNotice';

/** On the sign-in page, for people whose session ran out while they were answering: nothing is lost. */
export async function KeptNotice() {
  const t = await getTranslations('draft.signIn');
  return (
    <div data-state="session-ended">
      <InsetNotice tone="info" title={t('title')} role="status">
        {t('text')}
      </InsetNotice>
    </div>
  );
}
