import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { formTexts } from '@/components/forms/form-texts';
import { ActionForm } from '@/components/onboarding/ActionForm';
import { AutoRefresh } from '@/components/onboarding/AutoRefresh';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { failureValues } from '@/components/provisioning/failure-values';
import { DataTable } from '@/components/ui/DataTable';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { Ltr } from '@/components/ui/Ltr';
import { formatters, isolateLtr } from '@/lib/i18n';
import { ok } from '@/lib/errors';
import { getDatasetReport, type DatasetReportView } from '@/lib/pipelines';
import { askDatasetAction } from '../../pipeline-actions';
import { FlowFrame } from '../../_server/FlowFrame';
import { flowPage, type FlowParams } from '../../_server/flow-page';
import { readStatus } from '../../_server/read-status';

export const metadata = { title: null };

type Logs = NonNullable<DatasetReportView['logs']>;

/** What pipelines have done in the customer's dataset: the last runs, the steps of the newest, and failed quality rules. */
export default guardedPage<FlowParams>(async ({ params }) => {
  const { flowId } = await params;
  const page = await flowPage(flowId, async (tx, actor, locale) => {
    const status = await readStatus(tx, actor, { flowId, locale });
    if (!status.ok) return status;
    const report = await getDatasetReport(tx, actor, { flowId });
    return report.ok ? ok({ header: status.value.header, report: report.value }) : report;
  });
  const { view, home, request } = page;
  if (view.report === null) notFound();
  const { report } = view;
  const [t, common, form, failure, values] = await Promise.all([
    getTranslations('pipelines'),
    getTranslations('common'),
    getTranslations('form'),
    getTranslations('provisioning.failure'),
    failureValues(),
  ]);
  const format = formatters({ locale: request.locale, timeZone: view.header.timeZone });
  const time = (at: string | null): string => (at === null ? '' : format.dateTime(new Date(at)));
  const words = { time, status: (status: string) => t(`status.${statusKey(status)}`) };
  const seen = report.readAt ? t('readAt', { time: format.dateTime(report.readAt) }) : t('never');
  return (
    <FlowFrame page={page} title={t('title')}>
      <StepNavigation href={home} label={common('back')} />
      <p className="page-caption">{view.header.customerName}</p>
      <h1 className="page-title">{t('title')}</h1>
      <div className="stack stack--wide">
        <div className="stack">
          <p className="lead">{t('lead')}</p>
          <p>
            {t('dataset')} <Ltr code>{report.dataset}</Ltr>
          </p>
          <AutoRefresh active={report.looking} message={report.looking ? t('looking') : seen} />
          {report.looking ? (
            <InsetNotice tone="info">
              {t('looking')} <a href={`${home}/pipelines`}>{t('checkAgain')}</a>
            </InsetNotice>
          ) : (
            <>
              <p className="muted">{seen}</p>
              <ActionForm
                action={askDatasetAction}
                hidden={{ flowId }}
                button={{
                  label: t(report.readAt ? 'look' : 'lookFirst'),
                  pending: common('saving'),
                  variant: 'secondary',
                }}
                texts={formTexts((key) => form.raw(key) as string)}
              />
            </>
          )}
        </div>
        {report.error && failure.has(report.error as 'unreachable') ? (
          <InsetNotice tone="error" title={t('failed')}>
            {failure(report.error as 'unreachable', values({ dataset: isolateLtr(report.dataset) }))}
          </InsetNotice>
        ) : null}
        {report.logs ? <Tables logs={report.logs} words={words} /> : null}
        <section className="stack" aria-labelledby="how">
          <h2 id="how">{t('how.title')}</h2>
          <p>{t.rich('how.text', { ltr: (text) => <Ltr code>{text}</Ltr> })}</p>
          <pre dir="ltr" className="hook-command">
            <code>{`POST /api/v1/pipelines/run/${report.dataset}/gcp/cost/bill-sample-export`}</code>
          </pre>
        </section>
      </div>
    </FlowFrame>
  );
});

type Words = Readonly<{ time: (at: string | null) => string; status: (status: string) => string }>;

async function Tables({ logs, words }: Readonly<{ logs: Logs; words: Words }>) {
  const t = await getTranslations('pipelines');
  return (
    <>
      <section className="stack" aria-labelledby="runs">
        <h2 id="runs">{t('runs.title')}</h2>
        {logs.runs.length === 0 ? (
          <p>{t('runs.empty')}</p>
        ) : (
          <DataTable
            caption={t('runs.title')}
            captionHidden
            columns={['pipeline', 'result', 'started', 'took'].map((id) => ({ id, label: t(`runs.${id as 'took'}`) }))}
            rows={logs.runs.map((run) => ({
              id: run.pipelineLoggingId,
              cells: {
                pipeline: (
                  <Ltr code wrap>
                    {run.pipelineId}
                  </Ltr>
                ),
                result: words.status(run.status),
                started: words.time(run.startedAt),
                took: run.durationMs === null ? '' : t('seconds', { seconds: run.durationMs / 1000 }),
              },
            }))}
          />
        )}
      </section>
      {logs.steps.length > 0 ? (
        <section className="stack" aria-labelledby="steps">
          <h2 id="steps">{t('steps.title')}</h2>
          <DataTable
            caption={t('steps.title')}
            captionHidden
            columns={['number', 'name', 'result', 'started'].map((id) => ({ id, label: t(`steps.${id as 'name'}`) }))}
            rows={logs.steps.map((step) => ({
              id: String(step.number),
              cells: {
                number: String(step.number),
                name: <Ltr code>{step.name}</Ltr>,
                result: words.status(step.status),
                started: words.time(step.startedAt),
              },
            }))}
          />
        </section>
      ) : null}
      <section className="stack" aria-labelledby="quality">
        <h2 id="quality">{t('quality.title')}</h2>
        {logs.failures.length === 0 ? (
          <p>{t('quality.empty')}</p>
        ) : (
          <DataTable
            caption={t('quality.title')}
            captionHidden
            columns={['table', 'rule', 'at'].map((id) => ({ id, label: t(`quality.${id as 'rule'}`) }))}
            rows={logs.failures.map((each, index) => ({
              id: String(index),
              cells: {
                table: <Ltr code>{each.table}</Ltr>,
                rule: <Ltr wrap>{each.rule}</Ltr>,
                at: words.time(each.at),
              },
            }))}
          />
        )}
      </section>
    </>
  );
}

const statusKey = (status: string) => (status === 'SUCCESS' || status === 'FAILED' ? status : 'RUNNING');
