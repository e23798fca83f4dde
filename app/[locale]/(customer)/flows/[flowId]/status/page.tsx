import { actionState } from '@/components/provisioning/action-state';
import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { formTexts } from '@/components/forms/form-texts';
import { ActionForm } from '@/components/onboarding/ActionForm';
import { ProvisionProgress } from '@/components/onboarding/ProvisionProgress';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { LinkButton } from '@/components/ui/LinkButton';
import type { Resource } from '@/components/ui/ResourceList';
import { formatters, localizedText } from '@/lib/i18n';
import type { ActionView, RunView } from '@/lib/provisioning';
import { reopenFlowAction } from '../../actions';
import { FlowFrame } from '../../_server/FlowFrame';
import { flowPage, type FlowParams } from '../../_server/flow-page';
import { phaseOf, readStatus } from '../../_server/read-status';

export const metadata = { title: null };

/** What happens after sending: what is set up, as it happens, and what to do when it did not work. */
export default guardedPage<FlowParams>(async ({ params }) => {
  const { flowId } = await params;
  const page = await flowPage(flowId, (tx, actor, locale) => readStatus(tx, actor, { flowId, locale }));
  const { view, home, request } = page;
  const [t, common, form, run] = await Promise.all([
    getTranslations('status'),
    getTranslations('common'),
    getTranslations('form'),
    getTranslations('provisioning.run'),
  ]);
  const phase = phaseOf(view);
  const title = t(`title.${phase}`);
  const format = formatters({ locale: request.locale, timeZone: view.header.timeZone });
  return (
    <FlowFrame page={page} title={title}>
      <StepNavigation href={home} label={common('back')} />
      <p className="page-caption">{view.header.customerName}</p>
      <h1 className="page-title">{title}</h1>
      <div className="stack">
        <p className="lead">{t(`lead.${phase}`, { partner: view.header.ownerName })}</p>
        {view.submittedAt ? <p className="muted">{t('sentAt', { time: format.dateTime(view.submittedAt) })}</p> : null}
        {view.run ? (
          <ProvisionProgress
            label={t('listLabel')}
            items={await resources(view.run, view.header.ownerName, request.locale)}
            underWay={view.run.underWay}
            summary={run('progress', { done: view.run.actionsDone, total: view.run.actions.length })}
            again={{ href: `${home}/status`, label: run('checkAgain') }}
          />
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
      </div>
    </FlowFrame>
  );
});

async function resources(run: RunView, ownerName: string, locale: string): Promise<readonly Resource[]> {
  const [t, failure] = await Promise.all([
    getTranslations('provisioning.action'),
    getTranslations('provisioning.failure'),
  ]);
  const reason = ({ error }: ActionView): string | null => {
    if (!error) return null;
    const code = failure.has(error.code as 'unexpected') ? (error.code as 'unexpected') : 'unexpected';
    return failure(
      code,
      Object.fromEntries(Object.entries(error.args ?? {}).map(([name, value]) => [name, String(value)])),
    );
  };
  return run.actions.map((action) => {
    const detail = [
      reason(action),
      action.status === 'failed' && action.nonBlocking ? t('nonBlocking', { partner: ownerName }) : null,
    ]
      .filter((text) => text !== null)
      .join(' ');
    return {
      id: action.id,
      title: localizedText(action.title, locale),
      state: actionState[action.status],
      stateLabel: t(`status.${action.status}`),
      ...(detail !== '' && { detail }),
    };
  });
}
