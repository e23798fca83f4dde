import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { formTexts } from '@/components/forms/form-texts';
import { ActionForm } from '@/components/onboarding/ActionForm';
import { ProvisionProgress } from '@/components/onboarding/ProvisionProgress';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { formatters, isolate, localizedText, type Formatters } from '@/lib/i18n';
import { systemClock } from '@/lib/platform/clock';
import type { RunView } from '@/lib/provisioning';
import { reopenFlowAction } from '../../actions';
import { FlowFrame } from '../../_server/FlowFrame';
import { flowPage, type FlowParams } from '../../_server/flow-page';
import { phaseOf, readStatus, type FlowStatusView } from '../../_server/read-status';
import { runResources } from '../../_server/run-resources';

export const metadata = { title: null };

/** What happens after sending: what is set up or taken back, as it happens, and what to do when it did not work. */
export default guardedPage<FlowParams>(async ({ params }) => {
  const { flowId } = await params;
  const page = await flowPage(flowId, (tx, actor, locale) => readStatus(tx, actor, { flowId, locale }));
  const { view, home, request } = page;
  const [t, common, form, checks] = await Promise.all([
    getTranslations('status'),
    getTranslations('common'),
    getTranslations('form'),
    getTranslations('checks'),
  ]);
  const phase = phaseOf(view);
  const title = t(`title.${phase}`);
  const partner = view.header.ownerName;
  const format = formatters({ locale: request.locale, timeZone: view.header.timeZone });
  return (
    <FlowFrame page={page} title={title}>
      <StepNavigation href={home} label={common('back')} />
      <p className="page-caption">{view.header.customerName}</p>
      <h1 className="page-title">{title}</h1>
      <div className="stack">
        <p className="lead">{t(`lead.${phase}`, { partner })}</p>
        {view.submittedAt ? <p className="muted">{t('sentAt', { time: format.dateTime(view.submittedAt) })}</p> : null}
        <Leaving view={view} />
        {view.run ? <Progress view={view} run={view.run} home={home} locale={request.locale} format={format} /> : null}
        {view.hasChecks ? (
          <p>
            <a href={`${home}/checks`}>{checks('linkCustomer')}</a>
          </p>
        ) : null}
        {phase === 'done' ? (
          <p className="button-row">
            <LinkButton href={`${home}/done`} prefetch={false}>
              {t('toDone')}
            </LinkButton>
          </p>
        ) : null}
        {view.canReopen && phase === 'undone' ? (
          <section className="card" aria-labelledby="reopen">
            <h2 id="reopen">{t('reopen.title')}</h2>
            <p>{t('reopen.text')}</p>
            <ActionForm
              action={reopenFlowAction}
              hidden={{ flowId, revision: String(view.header.revision) }}
              button={{ label: t('reopen.button'), pending: common('saving'), variant: 'secondary' }}
              texts={formTexts((key) => form.raw(key) as string)}
            />
          </section>
        ) : null}
        <WayOut view={view} home={home} />
      </div>
    </FlowFrame>
  );
});

type ProgressProps = Readonly<{ view: FlowStatusView; run: RunView; home: string; locale: string; format: Formatters }>;

/** The actions of the run with how far it is, since when, and what it waits for. */
async function Progress({ view, run, home, locale, format }: ProgressProps) {
  const [t, words] = await Promise.all([getTranslations('status'), getTranslations('provisioning.run')]);
  const total = run.actions.length;
  const summary = words('progress', { done: run.actionsDone, total });
  const since = await elapsed(run);
  const back = run.actions.find(({ status }) => status === 'undoing');
  const takingBack = back ? t('takingBack', { action: localizedText(back.title, locale) }) : null;
  return (
    <>
      <Waiting view={view} run={run} home={home} format={format} />
      {since === null ? null : <p className="muted">{since}</p>}
      <ProvisionProgress
        label={t(run.kind === 'offboarding' ? 'listLabelLeft' : 'listLabel')}
        items={await runResources(run, view.header.ownerName, locale)}
        underWay={run.underWay || view.offboarding.current?.status === 'running'}
        summary={takingBack ?? (run.kind === 'offboarding' ? t('title.leaving') : summary)}
        said={takingBack ?? (run.underWay ? summary : words(`status.${run.status}`))}
        {...(run.kind === 'set_up' &&
          run.status !== 'undoing' && { count: { done: run.actionsDone, of: total, label: t('bar') } })}
        live={{ stream: `/api${home.replace(/^\/[a-z]{2}/, '')}/progress`, version: view.version }}
        again={{ href: `${home}/status`, label: words('checkAgain') }}
      />
    </>
  );
}

/** How long a run has been under way, or how long it took, in minutes; nothing once it is taken back. */
async function elapsed({ startedAt, endedAt, underWay, status }: RunView): Promise<string | null> {
  if (startedAt === null || status === 'undoing' || status === 'undone') return null;
  const t = await getTranslations('status');
  const until = underWay ? systemClock.now() : endedAt;
  if (until === null) return null;
  const minutes = Math.max(0, Math.floor((until.getTime() - startedAt.getTime()) / 60_000));
  return t(underWay ? 'elapsed' : 'took', { minutes });
}

/** What the run waits for, until when, and what there is to do about it. */
async function Waiting({ view, run, home, format }: Omit<ProgressProps, 'locale'>) {
  if (run.status !== 'waiting' || run.waiting === null) return null;
  const t = await getTranslations('status');
  const { for: what, until } = run.waiting;
  return (
    <InsetNotice tone="info" title={t('waitingFor.title')}>
      <p>{t(`waitingFor.${what}`, { partner: view.header.ownerName })}</p>
      {until ? <p>{t('waitingFor.until', { time: format.dateTime(until) })}</p> : null}
      {what === 'delivery'
        ? view.webhookSteps.map(({ stepId, title }) => (
            <p key={stepId}>
              <a href={`${home}/${stepId}`}>{`${t('waitingFor.deliveryLink')}: ${title}`}</a>
            </p>
          ))
        : null}
    </InsetNotice>
  );
}

/** Where a wish to end the service stands. */
async function Leaving({ view }: Readonly<{ view: FlowStatusView }>) {
  const t = await getTranslations('offboarding.customer');
  const { current } = view.offboarding;
  const partner = isolate(view.header.ownerName);
  const word = current === null || current.status === 'cancelled' ? null : current.status;
  const isChanged = word === 'done' && view.offboarding.customerStatus !== 'inactive';
  // The page itself says that the service is being ended, and that it has ended.
  if (word === 'running' || (word === 'done' && !isChanged)) return null;
  const asked =
    word === 'requested' && current?.side === 'partner' ? 'requestedByPartner' : isChanged ? 'changed' : word;
  return asked ? (
    <InsetNotice tone={asked === 'held' ? 'warning' : 'info'}>
      <p>{t(asked, { partner, option: current?.title ?? '' })}</p>
    </InsetNotice>
  ) : null;
}

/** The way to ask for the end of the service, or to where such a wish stands: last on the page. */
async function WayOut({ view, home }: Readonly<{ view: FlowStatusView; home: string }>) {
  const t = await getTranslations('offboarding.customer');
  const { current, mayRequest } = view.offboarding;
  if (!mayRequest && current?.status !== 'requested') return null;
  return (
    <p>
      <a href={`${home}/leave`}>{t('link')}</a>
    </p>
  );
}
