import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { PlanList } from '@/app/_server/PlanList';
import { LiveRefresh } from '@/components/provisioning/LiveRefresh';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { StatusTag } from '@/components/ui/StatusTag';
import { localizedText } from '@/lib/i18n';
import { ok } from '@/lib/errors';
import { versioned } from '@/lib/live-progress';
import { getRunView, planPreview, type ActionView, type RunView } from '@/lib/provisioning';
import { can, withTenant } from '@/lib/tenancy';
import { DryRun } from '../../../_shell/DryRun';
import { runTones } from '../../../_shell/FlowRun';
import { formWords } from '../../../_shell/form-words';
import { Refused } from '../../../_shell/Refused';
import { RunActions } from '../../../_shell/RunActions';
import { Inventory, RunReport } from '../../../_shell/RunReport';
import { one, type SearchParams } from '../../../_shell/search-params';
import { staffContext, type StaffContext } from '../../../_shell/staff-context';
import { StaffForm } from '../../../_shell/StaffForm';
import { StaffPage } from '../../../_shell/StaffPage';
import { again, undoOne } from './actions';

const doneWords = ['undoOne', 'approve', 'decline', 'dryRun', 'retry'] as const;

type Props = Readonly<{ params: Promise<{ flowId: string }>; searchParams: SearchParams }>;

/** A run with every attempt, what it would do before it begins, and everything that staff can do about it. */
async function RunPage({ params, searchParams }: Props) {
  const [{ flowId }, query, t] = await Promise.all([params, searchParams, getTranslations('provisioning')]);
  const context = await staffContext({ flowId });
  const { actor, locale } = context;
  const read = await withTenant(actor, (tx) =>
    versioned(tx, actor, { flowId }, async () => {
      const run = await getRunView(tx, actor, { flowId });
      if (!run.ok) return run;
      const dry = await getRunView(tx, actor, { flowId, kind: 'dry_run' });
      if (!dry.ok) return dry;
      const plan = await planPreview(tx, actor, { flowId });
      return plan.ok ? ok({ run: run.value, dry: dry.value, plan: plan.value }) : plan;
    }),
  );
  const title = t('detail.title');
  if (!read.ok) return <Refused context={context} place="portfolio" title={title} refusal={read.refusal} />;
  const { run, dry, plan, version } = read.value;
  const undoing = run?.mayUndo ? run.actions.find(({ id }) => id === one(query.undo)) : undefined;
  const done = doneWords.find((word) => word === one(query.done));
  // An onboarding that sets nothing up by itself has nothing to begin and nothing to try.
  const isPlanned = plan.actions.length > 0 || plan.problems.length > 0;
  return (
    <StaffPage
      context={context}
      place="portfolio"
      title={title}
      tag={run ? <StatusTag tone={runTones[run.status]}>{t(`run.status.${run.status}`)}</StatusTag> : undefined}
      actions={
        <LinkButton href={`/${locale}/portfolio/${flowId}`} variant="quiet" size="small" prefetch={false}>
          {t('detail.back')}
        </LinkButton>
      }
    >
      {done ? (
        <InsetNotice tone="success" role="status">
          {t(`detail.word.${done}`)}
        </InsetNotice>
      ) : null}
      {undoing ? <UndoOne context={context} flowId={flowId} action={undoing} /> : null}
      {run ? <Run context={context} flowId={flowId} run={run} /> : null}
      {!run && isPlanned ? <p className="muted">{t('run.none')}</p> : null}
      {run?.kind === 'offboarding' ? null : (
        <>
          <section className="staff-part" aria-labelledby="plan">
            <h2 id="plan">{t('preview.staffTitle')}</h2>
            {isPlanned ? <p className="muted">{t('preview.staffLead')}</p> : null}
            <PlanList plan={plan} locale={locale} withValues={can(actor, 'run.retry')} />
          </section>
          {isPlanned || dry ? (
            <DryRun context={context} flowId={flowId} run={dry} mayTry={can(actor, 'run.retry')} />
          ) : null}
        </>
      )}
      <LiveRefresh
        active={(run?.underWay ?? false) || (dry?.underWay ?? false)}
        stream={`/api/flows/${flowId}/progress`}
        version={version}
        message={run ? t('run.progress', { done: run.actionsDone, total: run.actions.length }) : ''}
      />
    </StaffPage>
  );
}

async function Run({ context, flowId, run }: Readonly<{ context: StaffContext; flowId: string; run: RunView }>) {
  const [t, staff, words] = await Promise.all([getTranslations('provisioning'), getTranslations('staff'), formWords()]);
  const { format, locale } = context;
  return (
    <>
      <p>{t('detail.lead', { number: run.number })}</p>
      <p className="muted small">
        {t(`detail.kind.${run.kind}`)}
        {run.startedAt ? ` · ${t('run.startedAt', { time: format.dateTime(run.startedAt) })}` : ''}
        {run.endedAt ? ` · ${t('run.endedAt', { time: format.dateTime(run.endedAt) })}` : ''}
      </p>
      {run.status === 'waiting' && run.waiting ? (
        <InsetNotice tone="info">
          <p>{t(`detail.waiting.${run.waiting.for}`)}</p>
          {run.waiting.until ? <p>{t('detail.waiting.until', { time: format.dateTime(run.waiting.until) })}</p> : null}
        </InsetNotice>
      ) : null}
      <RunReport locale={locale} run={run} />
      <section className="staff-part" aria-labelledby="actions">
        <h2 id="actions">{t('run.title')}</h2>
        <RunActions context={context} flowId={flowId} run={run} />
      </section>
      <div className="staff-buttons no-print">
        {run.mayRetry ? (
          <StaffForm
            id="again"
            action={again}
            hidden={{ flowId }}
            submit={t(run.status === 'held' ? 'detail.buttons.onward' : 'detail.buttons.retry')}
            pending={staff('working')}
            texts={words}
          />
        ) : null}
        {run.mayUndo ? (
          <LinkButton href={`/${locale}/portfolio/${flowId}/undo`} variant="secondary" prefetch={false}>
            {t('detail.buttons.undoAll')}
          </LinkButton>
        ) : null}
        {run.underWay ? <a href={`/${locale}/portfolio/${flowId}/run`}>{t('run.checkAgain')}</a> : null}
      </div>
      {run.inventory.length > 0 ? (
        <div className="staff-part">
          <Inventory
            caption={t(
              run.inventory.every(({ status }) => status === 'removed') ? 'detail.report.created' : 'inventory.title',
            )}
            items={run.inventory}
          />
        </div>
      ) : null}
    </>
  );
}

/** Asks once more before one action is taken back with all that builds on it. */
async function UndoOne({
  context,
  flowId,
  action,
}: Readonly<{ context: StaffContext; flowId: string; action: ActionView }>) {
  const [t, staff, words] = await Promise.all([
    getTranslations('provisioning.detail'),
    getTranslations('staff'),
    formWords(),
  ]);
  return (
    <InsetNotice tone="warning" title={t('undoOne.title', { action: localizedText(action.title, context.locale) })}>
      <p>{t('undoOne.text')}</p>
      <StaffForm
        id="undo-one"
        action={undoOne}
        hidden={{ flowId, actionId: action.id }}
        submit={t('undoOne.confirm')}
        pending={staff('working')}
        variant="danger"
        texts={words}
      />
      <p>
        <a href={`/${context.locale}/portfolio/${flowId}/run`}>{t('undoOne.keep')}</a>
      </p>
    </InsetNotice>
  );
}

export default guardedPage(RunPage);
