import { getTranslations } from 'next-intl/server';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { formatters, isolate } from '@/lib/i18n';
import type { StepView } from '@/lib/onboarding';
import { ChangeNotice, type ChangeQuery } from './ChangeNotice';
import type { FlowPage } from './flow-page';

type Props = Readonly<{ page: FlowPage<StepView>; query: ChangeQuery }>;

/** What a person should know before the questions of a page: what the last answers changed, and why it came back. */
export async function StepNotices({ page, query }: Props) {
  const { view, request } = page;
  return (
    <>
      <ChangeNotice page={page} query={query} />
      {view.reopening ? <Reopened view={view} reopening={view.reopening} locale={request.locale} /> : null}
    </>
  );
}

type ReopenedProps = Readonly<{ view: StepView; reopening: NonNullable<StepView['reopening']>; locale: string }>;

async function Reopened({ view, reopening, locale }: ReopenedProps) {
  const t = await getTranslations('journey.reopened');
  const { side, person, note, at } = reopening;
  const format = formatters({ locale, timeZone: view.header.timeZone });
  const name = isolate(side === 'partner' || person === null ? view.header.ownerName : person);
  return (
    <InsetNotice tone="warning" title={t('title')}>
      <blockquote className="returned__note" dir="auto">
        {note}
      </blockquote>
      <p className="small">{t('by', { name, time: format.dateTime(at) })}</p>
    </InsetNotice>
  );
}
