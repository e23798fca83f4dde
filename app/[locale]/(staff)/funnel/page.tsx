import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { FunnelChart } from '@/components/funnel/FunnelChart';
import { NativeSelect } from '@/components/forms/fields/NativeSelect';
import { Button } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { Icon } from '@/components/ui/Icon';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { DataTable } from '@/components/ui/DataTable';
import { benchmarkFrom, ratesFrom } from '@/lib/analytics';
import { localizedText } from '@/lib/i18n';
import { formWords } from '../_shell/form-words';
import { Refused } from '../_shell/Refused';
import { one, type SearchParams } from '../_shell/search-params';
import { staffContext } from '../_shell/staff-context';
import { StaffPage } from '../_shell/StaffPage';
import { periods, readFunnel } from './read-funnel';
import { stageNames } from './stage-name';

type Props = Readonly<{ searchParams: SearchParams }>;

/** How many of those invited came how far. */
async function FunnelPage({ searchParams }: Props) {
  const [t, context, query, words] = await Promise.all([
    getTranslations('staff'),
    staffContext(),
    searchParams,
    formWords(),
  ]);
  const { actor, locale, format, now } = context;
  const title = t('funnel.title');
  const read = await readFunnel(actor, { template: one(query.template), period: one(query.period) }, now);
  if (!read.ok) return <Refused context={context} place="funnel" title={title} refusal={read.refusal} />;
  const { template, templates, period, funnel, industries } = read.value;
  const invited = funnel?.stages[0]?.flows ?? 0;
  if (!template || !funnel) {
    return (
      <StaffPage context={context} place="funnel" title={title}>
        <EmptyState title={t('funnel.empty')}>{t('funnel.emptyText')}</EmptyState>
      </StaffPage>
    );
  }
  const nameOf = await stageNames(template, locale);
  const csv = `/${locale}/funnel/csv?${new URLSearchParams({ template: template.key, period })}`;
  return (
    <StaffPage
      context={context}
      place="funnel"
      title={title}
      actions={
        <a href={csv} download className="button" data-variant="secondary" data-size="normal">
          <Icon name="download" />
          {t('funnel.csv')}
        </a>
      }
    >
      <form method="get" action={`/${locale}/funnel`} className="staff-filter" aria-label={t('funnel.filter')}>
        <NativeSelect
          id="template"
          name="template"
          label={t('funnel.template')}
          errors={[]}
          required
          defaultValue={template.key}
          options={templates.map(({ key, title: text }) => ({ value: key, label: localizedText(text, locale) }))}
          texts={words}
        />
        <NativeSelect
          id="period"
          name="period"
          label={t('funnel.period')}
          errors={[]}
          required
          defaultValue={period}
          options={periods.map((value) => ({ value, label: t(`funnel.periods.${value}`) }))}
          texts={words}
        />
        <Button variant="secondary">{t('portfolio.show')}</Button>
      </form>
      {invited === 0 ? (
        <EmptyState title={t('funnel.none')}>{t('funnel.noneText')}</EmptyState>
      ) : (
        <>
          <FunnelChart
            stages={funnel.stages}
            ratesFrom={ratesFrom}
            nameOf={nameOf}
            number={format.number}
            percent={format.percent}
            texts={{
              title: t('funnel.chart', { title: localizedText(template.title, locale) }),
              table: t('funnel.table'),
              stage: t('funnel.stageColumn'),
              flows: t('funnel.flows'),
              conversion: t('funnel.conversion'),
              dropOff: t('funnel.dropOff'),
              share: t('funnel.share'),
              unknown: t('funnel.unknown'),
              largest: t('funnel.largest'),
            }}
          />
          {invited < ratesFrom ? (
            <InsetNotice tone="info">{t('funnel.small', { count: ratesFrom })}</InsetNotice>
          ) : null}
        </>
      )}
      {industries.length > 0 ? (
        <section className="staff-part" aria-labelledby="industries">
          <h2 id="industries">{t('funnel.industries.title')}</h2>
          <p className="muted">{t('funnel.industries.text', { count: benchmarkFrom })}</p>
          <DataTable
            caption={t('funnel.industries.title')}
            captionHidden
            columns={[
              { id: 'industry', label: t('funnel.industries.industry') },
              { id: 'customers', label: t('funnel.industries.customers'), numeric: true },
              { id: 'hours', label: t('funnel.industries.hours'), numeric: true },
            ]}
            rows={industries.map(({ industry, label, customers, medianSeconds }) => ({
              id: industry,
              cells: {
                industry: localizedText(label, locale),
                customers: format.number(customers),
                hours: medianSeconds === null ? t('funnel.unknown') : format.number(hoursOf(medianSeconds)),
              },
            }))}
          />
        </section>
      ) : null}
      <p className="muted small staff-part">
        {funnel.asOf ? t('funnel.asOf', { time: format.dateTime(funnel.asOf) }) : t('funnel.neverFolded')}
      </p>
    </StaffPage>
  );
}

export default guardedPage(FunnelPage);

/** To one place after the comma. */
const hoursOf = (seconds: number): number => Math.round(seconds / 360) / 10;
