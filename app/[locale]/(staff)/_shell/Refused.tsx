import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { setDocumentStatus } from '@/app/_server/response-status';
import { InsetNotice } from '@/components/ui/InsetNotice';
import type { Refusal } from '@/lib/errors';
import type { StaffContext } from './staff-context';
import { StaffPage, type StaffPlace } from './StaffPage';

type Props = Readonly<{ context: StaffContext; place: StaffPlace; title: string; refusal: Refusal }>;

/** A page that this role may not see says so and who could; what is missing or somebody else's is "not found". */
export async function Refused({ context, place, title, refusal }: Props) {
  if (refusal.code !== 'forbidden') notFound();
  const t = await getTranslations('errors.forbidden');
  setDocumentStatus(403);
  return (
    <StaffPage context={context} place={place} title={title}>
      <InsetNotice tone="warning" title={t('title')}>
        <p>{t('cause')}</p>
        <p>{t('remedy')}</p>
      </InsetNotice>
    </StaffPage>
  );
}
